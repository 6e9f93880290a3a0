"""Durations, temperatures, counts, weights and lengths."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

import pytest

from assistant.domain.numerals import read_number, read_range
from assistant.language.counts import find_counts
from assistant.language.durations import find_durations
from assistant.language.normalise import normalise
from assistant.language.sizes import find_lengths, find_weights
from assistant.language.temperatures import find_temperatures

RANGES = {
    "半": (0.5, 0.5), "俩": (2, 2), "仨": (3, 3), "十八": (18, 18), "一百零二": (102, 102), "一百二": (120, 120), "五六": (5, 6),
    "1-2": (1, 2), "三到五": (3, 5), "十五六": (15, 16), "三四十": (30, 40), "十几": (11, 19), "三五": (3, 5), "二〇二五": (2025, 2025),
    "三十八点五": (38.5, 38.5), "38.5": (38.5, 38.5), "两": (2, 2), "二十": (20, 20),
}  # fmt: skip


@pytest.mark.parametrize(("text", "limits"), RANGES.items())
def test_a_numeral_is_read(text: str, limits: tuple[float, float]) -> None:
    assert read_range(text) == limits


@pytest.mark.parametrize("text", ["", "度", "5-3", "五六"])
def test_what_is_no_single_number_gives_none(text: str) -> None:
    assert read_number(text) is None


HOURS = {
    "烧了三天": 72, "发烧3天": 72, "孩子5天没拉": 120, "烧了三个小时": 3, "咳嗽两个月了": 1461, "两个月了一直咳": 1461, "两三天没拉": 72,
    "两个半小时没尿": 2.5, "一天没尿": 24, "一晚上没睡": 8, "发烧第三天": 72, "烧了大概一天半": 36, "抽了5分钟": 1 / 12, "半小时": 0.5,
    "咳了一周": 168, "宝宝3天没尿": 72, "吐了一天了": 24, "半个小时没哭": 0.5, "十几个小时没尿": 19, "拉了两天": 48, "烧了48h": 48,
    "快三天了": 72, "大半天没小便": 6,
}  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), HOURS.items())
def test_how_long_something_lasts_is_read_in_hours(text: str, hours: float) -> None:
    assert [mention.hours for mention in find_durations(text)] == [pytest.approx(hours, abs=1e-3)]


NO_DURATION = [
    "一天拉了五六次", "三天两头生病", "半天没动静", "三天一次大便", "每隔四小时喂一次", "3个月前", "再过两个月", "一分钟50次", "出生3天",
    "3天大", "宝宝八个月", "两个月没来例假", "怀孕三个月", "一天喝多少奶", "半个月后", "24小时内吐了三次",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DURATION)
def test_rates_ages_and_idioms_are_no_durations(text: str) -> None:
    assert find_durations(text) == ()


CELSIUS = {
    "38度5": [38.5], "三十八度五": [38.5], "39.2℃": [39.2], "38度半": [38.5], "烧到四十度": [40.0], "三十八点五": [38.5], "烧38.5": [38.5],
    "体温37": [37.0], "38-39度": [38, 39], "三十八九度": [39], "38-9度": [38, 39], "三八度五": [38.5], "38度5天了": [38], "37度2": [37.2],
    "昨天烧39": [39], "38.5C": [38.5], "３８．５°C": [38.5], "发烧到39度多": [39], "100.4°F": [38.0], "体温35.2": [35.2], "38。5度": [38.5],
    "量了是38.6": [38.6], "37.8": [37.8], "早上38度2,晚上39度": [38.2, 39], "最高烧到40.1": [40.1], "三十八度半": [38.5],
}  # fmt: skip


@pytest.mark.parametrize(("text", "celsius"), CELSIUS.items())
def test_a_body_temperature_is_read_in_degrees(text: str, celsius: list[float]) -> None:
    assert [mention.celsius for mention in find_temperatures(normalise(text))] == celsius


@pytest.mark.parametrize(
    "text",
    [
        "两点喝奶",
        "水温40度",
        "38天",
        "体重38斤",
        "室温26度",
        "38块钱",
        "45度角",
        "38元",
        "冲奶用40度的水",
        "烧了38天",
        "12345",
    ],
)
def test_other_numbers_are_no_body_temperature(text: str) -> None:
    assert find_temperatures(text) == ()


COUNTS = {
    "一天拉了五六次": (5, 6, "次", False), "一分钟50次": (50, 50, "次", True), "每分钟60下": (60, 60, "次", True),
    "半分钟30次": (60, 60, "次", True), "30秒喘了30下": (60, 60, "次", True), "呼吸60次": (60, 60, "次", True), "吃了3片": (3, 3, "片", False), "湿了三条": (3, 3, "条", False),
    "喝了120ml": (120, 120, "ml", False), "拉了十几次": (11, 19, "次", False), "心率130": (130, 130, "次", True),
    "换了4个尿不湿": (4, 4, "个", False), "吐了好几次": (3, 9, "次", False), "每分钟呼吸60": (60, 60, "次", True), "60次/分": (60, 60, "次", True),
    "拉了1-2次": (1, 2, "次", False), "喝了两三口": (2, 3, "口", False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), COUNTS.items())
def test_a_count_has_limits_unit_and_rate(text: str, expected: tuple[float, float, str, bool]) -> None:
    (mention,) = find_counts(normalise(text))
    assert (mention.low, mention.high, mention.unit, mention.per_minute) == expected


@pytest.mark.parametrize(
    "text", ["第一次", "上一次", "看一下", "一个宝宝", "8个月", "三个小时", "拨打120", "一次性尿垫"]
)
def test_ordinals_and_filler_are_no_counts(text: str) -> None:
    assert find_counts(text) == ()


KILOGRAMS = {
    "体重9.5公斤": 9.5, "18斤": 9, "十八斤半": 9.25, "6斤8两": 3.4, "9公斤半": 9.5, "出生体重3200克": 3.2, "12kg": 12, "二十斤": 10,
    "六斤八两": 3.4,
}  # fmt: skip


@pytest.mark.parametrize(("text", "kilograms"), KILOGRAMS.items())
def test_a_weight_is_read_in_kilograms(text: str, kilograms: float) -> None:
    assert [mention.kilograms for mention in find_weights(text)] == [kilograms]


@pytest.mark.parametrize("text", ["长了两斤", "吃了一斤草莓", "奶粉800克", "瘦了1公斤", "5克"])
def test_food_and_gain_are_no_body_weight(text: str) -> None:
    assert find_weights(text) == ()


CENTIMETRES = {
    "身高75厘米": 75, "一米零二": 102, "1.02米": 102, "一米一": 110, "一米二五": 125, "从一米高的床上摔下": 100, "头围42cm": 42, "1米02": 102,
    "半米": 50, "5毫米": 0.5,
}  # fmt: skip


@pytest.mark.parametrize(("text", "centimetres"), CENTIMETRES.items())
def test_a_length_is_read_in_centimetres(text: str, centimetres: float) -> None:
    assert [mention.centimetres for mention in find_lengths(text)] == [centimetres]


@pytest.mark.parametrize("text", ["吃米粉", "五百米外", "两米粥"])
def test_rice_and_ways_are_no_length(text: str) -> None:
    assert find_lengths(text) == ()

"""Body temperatures: 38度5, 三十八点五, 39.2℃, 烧到四十度, 38.5-39度."""

import re

from assistant.domain.measures import Span, TemperatureMention
from assistant.domain.numerals import JOINER, read_number, read_range
from assistant.language.claims import Claims

_NUMBER = r"(?:\d{1,3}(?:[.。点]\d{1,2})?|[一二两三四五六七八九十百]{1,6}(?:点[零一二三四五六七八九]{1,3})?)"
_NOT_A_COUNT = r"(?![\d.]|[天次个小分周月岁年斤片袋毫度克里点瓶包])"
_WITH_UNIT = re.compile(
    rf"(?<![\d.])(?:(?P<low>{_NUMBER})(?:度|℃)?{JOINER})?"
    rf"(?P<n>{_NUMBER}) ?(?:摄氏度|度|℃|c(?![a-z])|(?P<fahrenheit>°f|华氏度))"
    rf"(?:(?P<tail>\d|[一二三四五六七八九]|半){_NOT_A_COUNT})?(?P<more>多|左右|上下|出头)?"
)
_WITHOUT_UNIT = re.compile(
    rf"(?<![\d.点第])(?P<n>{_NUMBER})(?!\d)(?!\s*(?:度|℃|c|°|[天次个小分周月岁年斤片袋毫克厘米公千瓶包块元号日楼秒下点:/%-]|kg|cm|ml|g|h))(?P<more>多)?"
)
_FEVER_BEFORE = re.compile(
    r"(?:烧(?:到|了|着|起来)?|体温|[腋耳额肛]温|温度|高烧|低烧|发热|量(?:了|的|出来|着)?(?:体温|温度)?|℃|度|测(?:了|的|出来)?)"
    r"(?:一下|最高|已经|都|是|到|有|在|为|大概|快|了|又|还|就|:|,|\s|的|升|达|降|退|从|过)*$"
)
_NOT_A_BODY = re.compile(
    r"(?:水温|室温|气温|奶温|油温|室内|空调|房间|外面|天气|洗澡|热水|温水|开水|的水|水|冲奶|泡奶|奶粉|奶|烤箱|恒温|暖箱|调到)"
    r"(?:温度)?(?:开|调|设|保持|控制|用|最好|应该|一般|大概|大约|要|到|在|是|有|为|:|了|的|约|\s)*$"
)
_NOT_A_BODY_AFTER = re.compile("(?:的|左右的?)?(?:温?水|天气?|气温|室温|高温天|恒温|角|斜)")
_ABOUT_BEFORE = re.compile(r"(?:快|将近|接近|差不多|大概|大约|约|近)(?:到|有|了|\s)*$")
_WHOLE_ANSWER = re.compile(r"(?:3[5-9]|4[0-2])[.点]\d{1,2}|(?:三十[五六七八九]|四十[一二]?)点[一二三四五六七八九]")

_PLAUSIBLE = (34.0, 43.5)
_PLAUSIBLE_WITH_FEVER_WORD = (25.0, 45.0)
_PLAUSIBLE_WITHOUT_UNIT = (35.0, 42.5)
_SHORT_RANGE = 10
"""38-9度 says 38 to 39: an upper end below ten is its last digit."""


def find_temperatures(text: str) -> tuple[TemperatureMention, ...]:
    """Body temperatures in normalised text, in order; water, room and weather are left out.

    34.0 to 43.5 ℃ with a unit, 25 to 45 after 体温 or 烧到, and 35 to 42.5 without a unit where such a word stands
    right before or the number with its decimal is the whole message.
    Both ends of 38.5-39度 are given; of 三十八九度 the higher one, approximate.
    """
    found: list[TemperatureMention] = []
    claims = Claims()
    for match in _WITH_UNIT.finditer(text):
        claims.claim(match.start(), match.end())
        found.extend(_of_unit(match, text))
    for match in _WITHOUT_UNIT.finditer(text):
        is_free = claims.is_free(match.start(), match.end())
        value = _value(match["n"]) if is_free and _is_fever_number(match, text) else None
        if value is not None and _PLAUSIBLE_WITHOUT_UNIT[0] <= value <= _PLAUSIBLE_WITHOUT_UNIT[1]:
            found.append(_mention(match.start(), match.end(), value, bool(match["more"]), text))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def _value(said: str) -> float | None:
    """Value of a number; 38。5 and 38点5 are 38.5, 三八 is 38, 三十八九 is 39."""
    if said[0].isdigit():
        return float(said.replace("。", ".").replace("点", "."))
    limits = read_range(said)
    if limits and limits[1] < _SHORT_RANGE:
        return None
    return limits[1] if limits else None


def _is_fever_number(match: re.Match[str], text: str) -> bool:
    if len(text) < 12 and _WHOLE_ANSWER.fullmatch(text.strip("。.!,了 ")):
        return True
    before = text[max(0, match.start() - 16) : match.start()]
    return bool(_FEVER_BEFORE.search(before)) and not _NOT_A_BODY.search(before)


def _of_unit(match: re.Match[str], text: str) -> list[TemperatureMention]:
    before = text[max(0, match.start() - 16) : match.start()]
    has_fever_word = bool(_FEVER_BEFORE.search(before)) and not _NOT_A_BODY.search(before)
    if not has_fever_word and (_NOT_A_BODY.search(before) or _NOT_A_BODY_AFTER.match(text, match.end())):
        return []
    low_end, high_end = _PLAUSIBLE_WITH_FEVER_WORD if has_fever_word else _PLAUSIBLE
    ends = [(match.start("n"), match.end(), _high(match))]
    if match["low"]:
        ends.insert(0, (match.start(), match.end("low"), _value(match["low"])))
    estimate = not match["n"][0].isdigit() and read_number(match["n"]) is None
    is_rough = bool(match["more"] or _ABOUT_BEFORE.search(before)) or estimate
    return [
        _mention(start, end, value, is_rough, text)
        for start, end, value in ends
        if value is not None and low_end <= value <= high_end
    ]


def _high(match: re.Match[str]) -> float | None:
    low, value = _value(match["low"]) if match["low"] else None, _value(match["n"])
    if value is None and match["low"]:
        value = read_number(match["n"])
    if low is not None and value is not None and value < _SHORT_RANGE:
        value += low // 10 * 10
    if value is None:
        return None
    if match["fahrenheit"]:
        return round((value - 32) / 1.8, 1)
    if match["tail"]:
        tail = read_number(match["tail"]) or 0.0
        value += tail if match["tail"] == "半" else tail / 10
    return round(value, 2)


def _mention(start: int, end: int, celsius: float, is_rough: bool, text: str) -> TemperatureMention:
    return TemperatureMention(Span(start, end, text[start:end]), celsius, is_rough)

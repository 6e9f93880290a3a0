"""Values that forms read out of messages."""

from datetime import date, datetime

import pytest

from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.domain.guidance import WUXI_TIME, SessionKind
from assistant.domain.places import Area
from assistant.knowledge.places import load_places
from assistant.services.places import Places
from tests.sittings import ROOT

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=WUXI_TIME)


def _said(text: str) -> Said:
    return Said(text, "state_preference", 0.9, NOW, "cv_1")


@pytest.mark.parametrize(
    ("text", "asked", "month"),
    [("2025年3月", True, "2025-03"), ("去年三月生的", False, "2025-03"), ("三月", True, "2026-03"),
     ("2025-7", True, "2025-07"), ("2025年3月12号出生", False, "2025-03"), ("下周六", True, None),
     ("3月的活动", False, None)],
)  # fmt: skip
def test_a_month_of_birth(text: str, asked: bool, month: str | None) -> None:
    assert readers.birth_month(text, NOW, asked) == month


def test_an_age_leaves_two_months_of_birth() -> None:
    assert readers.birth_months_of_age(8, date(2026, 11, 23)) == ("2026-03", "2026-02")
    assert readers.birth_months_of_age(11, date(2026, 11, 23)) == ("2025-12", "2025-11")


@pytest.mark.parametrize(
    ("text", "asked", "name"),
    [("小名团团", False, "团团"), ("就叫豆豆吧", True, "豆豆"), ("团团", True, "团团"), ("团团", False, None),
     ("不想说", True, None), ("转人工", True, None)],
)  # fmt: skip
def test_a_nickname(text: str, asked: bool, name: str | None) -> None:
    assert readers.nickname(text, asked) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [("K7QM-9XTR-2HF", "K7QM9XTR2HF"), ("我的码是k7qm9xtr2hf", "K7QM9XTR2HF"), ("13861724905", None),
     ("K7QM-9XTR", None)],
)  # fmt: skip
def test_a_booking_code(text: str, code: str | None) -> None:
    assert readers.booking_code(text) == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [("上门指导", SessionKind.HOME_VISIT), ("亲子活动", SessionKind.PARENT_CHILD_ACTIVITY),
     ("家长课堂", SessionKind.PARENT_CLASS), ("专家咨询", SessionKind.EXPERT_CONSULTATION), ("随便", None)],
)  # fmt: skip
def test_a_kind_of_sitting(text: str, kind: SessionKind | None) -> None:
    assert readers.session_kind(text) is kind


@pytest.mark.parametrize("text", ["算了", "不约了", "那算了吧", "先不办了", "不找了，谢谢"])
def test_giving_up(text: str) -> None:
    assert _said(text).stops


@pytest.mark.parametrize("text", ["先不限年龄", "先不取消", "不留", "好的", "滨湖区"])
def test_what_is_no_giving_up(text: str) -> None:
    assert not _said(text).stops


@pytest.mark.parametrize("text", ["好的", "确认", "嗯嗯", "可以的", "对", "OK", "没问题"])
def test_a_typed_yes_is_as_good_as_a_button(text: str) -> None:
    assert _said(text).agrees


@pytest.mark.parametrize("text", ["不对", "不行", "好不好", "可以换个时间吗", "确认不了"])
def test_what_is_no_yes(text: str) -> None:
    assert not _said(text).agrees


@pytest.mark.parametrize(
    ("text", "place"), [("2", 1), ("第二个", 1), ("选3吧", 2), ("最后一个", 2), ("4", None), ("滨湖", None)]
)
def test_a_number_names_one_of_three_options(text: str, place: int | None) -> None:
    assert _said(text).picked(3) == place


@pytest.mark.parametrize(
    ("text", "new"),
    [("不是滨湖是新吴", "新吴"), ("不是两岁，是两个月", "两个月"), ("改成周日", "周日"), ("滨湖区", "滨湖区")],
)
def test_the_new_value_of_a_correction_counts(text: str, new: str) -> None:
    assert _said(text).corrected == new


def test_every_area_is_found_again_by_the_name_that_a_form_keeps() -> None:
    tables = load_places(ROOT / "knowledge_base" / "tables", ROOT / "nlu_data" / "lookups")
    places = Places(tables)
    names = [*(division.name for division in tables.divisions), *(place.name for place in tables.names)]
    areas = {area for name in names for area in places.find(name).areas}

    def again(area: Area) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.district, one.subdistricts) for one in places.find(area.name).areas]

    assert [area.name for area in areas if (area.district, area.subdistricts) not in again(area)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("嘟嘟嘟嘟", True),
        ("哗啦哗啦！", True),
        ("好好好", False),
        ("对对对", False),
        ("叮当", False),
        ("咚咚咚要几点", False),
    ],
)
def test_sounds_alone_say_nothing(text: str, expected: bool) -> None:
    assert readers.is_babble(text) is expected

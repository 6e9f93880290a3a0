"""A film, an exam, an animal, long ago: what is told in a frame alarms nobody, what happens beside it always does."""

from pathlib import Path

import pytest
import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.frames import Frames
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.unit.triage.conftest import NOON

STORIES = yaml.load(Path(__file__).with_name("framed.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("story", STORIES["now"])
def test_a_frame_never_hides_a_real_emergency(story: str, reader: TriageReader) -> None:
    assert reader.read(story, EMPTY_SITUATION, NOON).urgency >= Urgency.HOSPITAL_NOW


@pytest.mark.parametrize("story", STORIES["told"])
def test_what_is_told_in_a_frame_raises_no_alarm(story: str, reader: TriageReader) -> None:
    assert reader.read(story, EMPTY_SITUATION, NOON).urgency <= Urgency.HOME_CARE


def _is_framed(text: str, sign: str) -> bool:
    start = text.index(sign)
    clause = (text.rfind(",", 0, start) + 1, text.find(",", start) if "," in text[start:] else len(text))
    return Frames(text).hold((start, start + len(sign)), (0, len(text)), clause)


def test_a_frame_holds_for_the_following_clauses_until_the_story_comes_back() -> None:
    film = "电影里有个男孩掉进河里,脸发紫"
    assert _is_framed(film, "脸发紫")
    assert not _is_framed("电影里有个男孩掉进河里,我女儿脸发紫", "脸发紫")
    assert not _is_framed("电影里有个男孩掉进河里,现在脸发紫", "脸发紫")


def test_a_cry_for_help_ends_every_frame() -> None:
    assert not _is_framed("电影里有个男孩掉进河里,脸发紫,120多久来", "脸发紫")

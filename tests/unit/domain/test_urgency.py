"""Levels compare by urgency, never by their letters."""

from itertools import pairwise

from assistant.domain.urgency import Urgency


def test_levels_rise_from_none_to_call120() -> None:
    for lower, higher in pairwise(Urgency):
        assert lower < higher
        assert lower <= higher
        assert higher > lower
        assert higher >= lower
    assert max(Urgency) is Urgency.CALL120


def test_only_the_two_highest_are_emergencies() -> None:
    assert [level for level in Urgency if level.is_emergency] == [Urgency.HOSPITAL_NOW, Urgency.CALL120]

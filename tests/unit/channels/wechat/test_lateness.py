"""A busy machine answers earlier, so that the answer is out in time."""

from assistant.channels.wechat.lateness import Lateness


def test_an_idle_machine_waits_as_long_as_it_may() -> None:
    lateness = Lateness()
    lateness.note(0.25, 0.25)

    assert lateness.shorten(4.3, 0.3) == 4.3


def test_twice_the_lateness_is_taken_from_the_wait_and_never_all_of_it() -> None:
    lateness = Lateness()
    lateness.note(0.25, 1.25)

    assert lateness.shorten(4.5, 0.3) == 2.5
    assert lateness.shorten(1.0, 0.3) == 0.3


def test_a_burst_is_remembered_for_some_looks_and_then_forgotten() -> None:
    lateness = Lateness()
    lateness.note(0.25, 1.25)
    lateness.note(0.25, 0.25)
    assert lateness.shorten(4.5, 0.3) < 3.5

    for _ in range(20):
        lateness.note(0.25, 0.25)
    assert lateness.shorten(4.5, 0.3) > 4.49

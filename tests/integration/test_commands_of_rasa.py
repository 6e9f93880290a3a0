"""A person's text never becomes a command of Rasa's."""

import pytest

from tests.live import LiveSystem

COMMANDS = ["/delete_my_data", "/greet", '/greet{"x": 1}', "／greet", "//greet", " /restart", "/session_start"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_text_that_begins_with_a_slash_is_only_text(live: LiveSystem, text: str) -> None:
    reply = live.talk().say(text)

    assert reply["intent"]["confidence"] < 1.0
    assert reply["texts"]

"""Answers of actions are checked as strictly as Rasa checks them, by a validator that is built once."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from assistant.nlu.serve import check_answers_with_one_validator

GOOD = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "好"}]}


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_answers_with_one_validator()
    return RemoteAction("action_answer_question", None)


def test_a_good_answer_passes(action: RemoteAction) -> None:
    assert action._validate_action_result(GOOD)


@pytest.mark.parametrize(
    "answer", [{"events": "none"}, {"events": [{"name": "no event"}]}, {"responses": "text"}, {"events": [5]}]
)
def test_what_rasa_refuses_is_still_refused(action: RemoteAction, answer: dict) -> None:
    with pytest.raises(ValidationError):
        action._validate_action_result(answer)

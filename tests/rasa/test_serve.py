"""What is taken out of a turn changes nothing that actions hear or answer."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.nlu.serve import call_actions_with_what_they_read, check_answers_with_one_validator

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


def test_an_action_hears_of_the_last_message_and_what_followed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_action_call_format", RemoteAction._action_call_format)
    call_actions_with_what_they_read()
    events = [
        UserUttered("发烧怎么办", metadata={"age_months": 8}),
        ActionExecuted("action_answer_question"),
        UserUttered("我想预约"),
        ActionExecutionRejected("book_session_form"),
    ]
    tracker = DialogueStateTracker.from_events("cv_1", events)

    call = RemoteAction("validate_book_session_form", None)._action_call_format(tracker, Domain.empty())

    heard = [event["event"] for event in call["tracker"]["events"]]
    assert heard == ["user", "action_execution_rejected"]
    assert call["tracker"]["latest_message"]["text"] == "我想预约"
    assert (call["next_action"], call["sender_id"], call["domain"]) == ("validate_book_session_form", "cv_1", {})

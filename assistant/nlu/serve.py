"""Rasa's command line, with three costs taken out of a turn: `python -m assistant.nlu.serve run ...`.

Rasa 3.6 checks the answer of every action against a JSON schema and, each time, first checks the schema itself: 24 ms
of a turn of about 100, for a schema that never changes. Here the validator is built once; answers are checked as
before. Each call of an action carries the whole domain and every event of the session, which grow to many times what
our actions read: the last message, the slots, the open form, and what happened since that message. The rest stays
here. And what loads lazily is loaded before Rasa opens its port, so that no first parent waits a second longer.
"""

from __future__ import annotations

from typing import Any

import jieba
import rasa
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.__main__ import main
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.nlu.vectors import shared_vectors


def check_answers_with_one_validator() -> None:
    """Give Rasa's remote actions a validator that is built once."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate


def call_actions_with_what_they_read() -> None:
    """Let Rasa's remote actions send the tracker with the events since the last message, and no domain."""

    def call_format(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
        state = tracker.current_state()
        state["events"] = [event.as_dict() for event in _since_last_message(tracker)]
        return {
            "next_action": action.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "domain": {},
            "version": rasa.__version__,
        }

    RemoteAction._action_call_format = call_format


def _since_last_message(tracker: DialogueStateTracker) -> list[Event]:
    events: list[Event] = []
    for event in reversed(tracker.events):
        events.append(event)
        if isinstance(event, UserUttered):
            break
    return events[::-1]


def load_what_is_lazy() -> None:
    """Load jieba's dictionary and the encoder's weights."""
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    shared_vectors().of(["宝宝发烧怎么办"])


if __name__ == "__main__":
    check_answers_with_one_validator()
    call_actions_with_what_they_read()
    load_what_is_lazy()
    main()

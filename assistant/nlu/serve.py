"""Rasa's command line, with two costs taken out of a turn: `python -m assistant.nlu.serve run ...`.

Rasa 3.6 checks the answer of every action against a JSON schema and, each time, first checks the schema itself: 24 ms
of a turn of about 100, for a schema that never changes. Here the validator is built once; answers are checked as
before. And what loads lazily is loaded before Rasa opens its port, so that no first parent waits a second longer.
"""

from __future__ import annotations

from typing import Any

import jieba
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.__main__ import main
from rasa.core.actions.action import RemoteAction

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


def load_what_is_lazy() -> None:
    """Load jieba's dictionary and the encoder's weights."""
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    shared_vectors().of(["宝宝发烧怎么办"])


if __name__ == "__main__":
    check_answers_with_one_validator()
    load_what_is_lazy()
    main()

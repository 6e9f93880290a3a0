"""Rasa's environment alone runs these tests: python -m pytest tests/rasa, from the repository's root."""

import os

# Before TensorFlow, SQLAlchemy and the encoder load.
os.environ.update(
    RASA_TELEMETRY_ENABLED="false",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    TF_CPP_MIN_LOG_LEVEL="3",
    OMP_NUM_THREADS="1",
    OMP_WAIT_POLICY="PASSIVE",
    ASSISTANT_ACTIONS_URL="http://127.0.0.1:9/actions",
    ASSISTANT_INTERNAL_TOKEN="a-token-for-tests",
    RASA_TRACKER_DB="sqlite:///:memory:",
)

import pytest

from tests.rasa.training_files import ROOT, read_examples


@pytest.fixture(autouse=True)
def in_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in our configuration are seen from the repository's root."""
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def examples() -> dict[str, list[str]]:
    """Training sentences by intent."""
    found: dict[str, list[str]] = {}
    for intent, sentence, _ in read_examples():
        found.setdefault(intent, []).append(sentence)
    return found

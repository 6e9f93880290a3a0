"""Settings: a bad value is named with what is wanted; production refuses what is only safe on one's own machine."""

from pathlib import Path

import pytest

from assistant.errors import ConfigurationError
from assistant.settings import Secret, load_settings

SAFE = {
    "ASSISTANT_MODE": "production",
    "ASSISTANT_PUBLIC_URL": "https://assistant.example",
    "ASSISTANT_DATA_KEY": "k" * 40,
    "ASSISTANT_INTERNAL_TOKEN": "t" * 40,
}


def test_nothing_set_is_a_local_run(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)

    assert settings.is_development
    assert settings.host == "127.0.0.1"
    assert settings.database_url.endswith("/var/assistant.db")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_PORT", "eighty"),
        ("ASSISTANT_PORT", "70000"),
        ("ASSISTANT_PORT", "-1"),
        ("ASSISTANT_RASA_TIMEOUT_SECONDS", "nan"),
        ("ASSISTANT_TRANSCRIPT_DAYS", "0"),
        ("ASSISTANT_MODE", "test"),
    ],
)
def test_a_bad_value_is_named_with_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load_settings({name: value}, tmp_path)


@pytest.mark.parametrize("name", ["ASSISTANT_DATA_KEY", "ASSISTANT_INTERNAL_TOKEN", "ASSISTANT_PUBLIC_URL"])
def test_production_does_not_start_without(tmp_path: Path, name: str) -> None:
    incomplete = {key: value for key, value in SAFE.items() if key != name}

    with pytest.raises(ConfigurationError, match=name):
        load_settings(incomplete, tmp_path)


def test_production_starts_when_everything_is_there(tmp_path: Path) -> None:
    assert not load_settings(SAFE, tmp_path).is_development


def test_a_short_key_is_refused_in_production(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="DATA_KEY"):
        load_settings({**SAFE, "ASSISTANT_DATA_KEY": "short"}, tmp_path)


def test_secrets_print_as_stars(tmp_path: Path) -> None:
    settings = load_settings(SAFE, tmp_path)

    assert "kkkk" not in f"{settings} {settings.data_key} {Secret('kkkk')!r}"


def test_secrets_come_from_their_files_when_the_environment_has_none(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "secrets"
    folder.mkdir(parents=True)
    (folder / "data_key").write_text("from the file\n")

    assert load_settings({}, tmp_path).data_key.value == "from the file"

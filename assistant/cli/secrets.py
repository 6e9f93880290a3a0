"""Making the secrets that a local installation needs, once."""

import os
import secrets
from pathlib import Path

from assistant.settings import Settings, load_settings, secret_files


def settings_with_secrets() -> Settings:
    """Return the settings; secrets that neither the environment nor a file holds are made and kept, mode 0600."""
    settings = load_settings()
    data_key, internal_token = secret_files(settings)
    for secret, file in ((settings.data_key, data_key), (settings.internal_token, internal_token)):
        if not secret.value:
            _make(file)
    return load_settings()


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(48))

"""Where the database is."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from assistant.errors import ConfigurationError

_WANTED = "Write sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER:PASSWORD@HOST/NAME."


def checked_url(url: str) -> URL:
    """Read an address.

    Raises:
        ConfigurationError: It is not of one of the two kinds, or names no file or database.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(f"ASSISTANT_DATABASE_URL is no database address. {_WANTED}") from None
    if parsed.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise ConfigurationError(f"ASSISTANT_DATABASE_URL begins with {parsed.drivername!r}. {_WANTED}")
    if parsed.database in (None, "", ":memory:"):
        raise ConfigurationError(f"ASSISTANT_DATABASE_URL names no file or database. {_WANTED}")
    return parsed


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of ours."""
    return url.get_backend_name() == "sqlite"


def make_folder(url: URL) -> None:
    """Make the folder that a SQLite file lies in, readable by its owner alone."""
    if is_sqlite(url):
        Path(str(url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)

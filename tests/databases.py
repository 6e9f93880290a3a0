"""Real databases for tests: a SQLite file each, and one PostgreSQL cluster that tests share and empty.

A conftest.py that wants them imports the fixtures by name.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.store.database import Database
from assistant.store.migrate import migrate
from assistant.store.tables import metadata


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server of our own on loopback."""

    port: int

    def url(self, name: str) -> str:
        """Address of one of its databases."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        asyncio.run(_execute(self.url("postgres"), f'CREATE DATABASE "{name}"'))
        return self.url(name)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """Start PostgreSQL; skip where it is not installed, fail where CI=true."""
    binaries = _postgres_binaries()
    if binaries is None:
        missing = "PostgreSQL is not installed: no initdb in PATH or /usr/lib/postgresql/*/bin."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    data, port = folder / "data", _free_port()
    try:
        _as_owner(folder, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-F -h 127.0.0.1 -p {port} -k {folder} -c shared_buffers=16MB -c max_connections=60"
        _as_owner(folder, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        yield Cluster(port)
        _as_owner(folder, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest step, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_cluster: Cluster) -> str:
    """Address of a PostgreSQL database at the newest step, to be emptied before each use."""
    url = postgres_cluster.create("shared")
    asyncio.run(migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without tables, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'folder' / 'new.db'}"
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    return cluster.create(f"t{uuid4().hex}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a migrated database without rows, on each kind in turn."""
    if request.param == "sqlite":
        file = tmp_path / "assistant.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        return f"sqlite+aiosqlite:///{file}"
    url: str = request.getfixturevalue("migrated_postgres")
    names = ", ".join(table.name for table in metadata.sorted_tables)
    asyncio.run(_execute(url, f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated database without rows, on each kind in turn."""
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()


def _postgres_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_owner(folder: Path, *command: str | Path) -> None:
    """Run a command of PostgreSQL, which refuses to be root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        shutil.chown(folder, user="postgres")
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()

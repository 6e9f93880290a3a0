"""Opening, migrating and losing a database."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.errors import ConfigurationError, Unavailable
from assistant.store.database import Database
from assistant.store.migrate import migrate
from assistant.store.tables import metadata
from tests.databases import Cluster
from tests.records import NOW, a_conversation, an_item


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def checks_and_cascades(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    found = set()
    for table in metadata.sorted_tables:
        found |= {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        for key in inspector.get_foreign_keys(table.name):
            found.add(f"{key['name']} {key['options'].get('ondelete')}")
    return found


async def test_the_migrations_end_at_the_tables_that_the_code_knows(empty_url: str) -> None:
    await migrate(empty_url)
    await migrate(empty_url)

    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
        migrated = await connection.run_sync(checks_and_cascades)
        await connection.execute(text("DROP TABLE alembic_version"))
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        declared = await connection.run_sync(checks_and_cascades)
    await engine.dispose()
    assert found == []
    assert migrated == declared
    assert "fk_items_conversation_id CASCADE" in migrated


async def test_instances_that_start_together_migrate_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]

    async def start(database: Database) -> None:
        await database.open()
        await database.upgrade()
        await database.ping()

    await asyncio.gather(*(start(database) for database in databases))

    async with databases[0].unit_of_work() as uow:
        assert await uow.sites.list_all() == []
    for database in databases:
        await database.close()


async def test_a_database_of_a_newer_version_is_refused_with_a_remedy(database: Database, database_url: str) -> None:
    async with database.unit_of_work() as uow:
        await uow.items._statements.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await uow.commit()

    try:
        with pytest.raises(ConfigurationError, match="newer version"):
            await database.upgrade()
    finally:
        async with database.unit_of_work() as uow:
            await uow.items._statements.execute(text("UPDATE alembic_version SET version_num = '0001'"))
            await uow.commit()


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "sqlite:///plain.db", "nonsense", "sqlite+aiosqlite://", "postgresql+asyncpg://h"]
)
def test_another_kind_of_address_is_refused_with_the_form_that_is_wanted(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"ASSISTANT_DATABASE_URL.*sqlite\+aiosqlite:///FILE"):
        Database(url)


async def test_a_database_that_is_not_open_says_so() -> None:
    with pytest.raises(Unavailable, match=r"open\(\)"):
        await Database("sqlite+aiosqlite:///x.db").ping()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/x")
    with pytest.raises(Unavailable):
        await database.open()
    await database.close()


async def test_a_database_that_does_not_exist_on_the_server_is_unavailable(postgres_cluster: Cluster) -> None:
    database = Database(postgres_cluster.url("missing"))
    with pytest.raises(Unavailable):
        await database.open()
    await database.close()


async def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(Unavailable):
        await database.open()
    await database.close()


async def test_connections_that_the_server_dropped_are_replaced(postgres_cluster: Cluster, tmp_path: Path) -> None:
    database = Database(postgres_cluster.url("postgres"))
    await database.open()
    engine = create_async_engine(postgres_cluster.url("template1"), poolclass=NullPool)
    async with engine.connect() as connection:
        drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'"
        assert (await connection.execute(text(drop))).scalars().all() == [True]
    await engine.dispose()

    await database.ping()
    await database.close()


async def test_the_folder_of_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'var' / 'assistant.db'}")
    await database.open()
    await database.close()
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


async def test_deleted_words_are_gone_from_the_files_of_sqlite_too(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    await database.upgrade()
    await database.open()
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.commit()
    for seq in range(1, 20):
        async with database.unit_of_work() as uow:
            await uow.items.add(an_item(seq, body={"text": f"a-marker-to-look-for {seq}" * 50}))
            await uow.conversations.save_state("cv_1", {"last_question": f"a-marker-to-look-for {seq}"}, NOW)
            await uow.commit()
    assert b"a-marker-to-look-for" in content_of(tmp_path)

    async with database.unit_of_work() as uow:
        await uow.conversations.delete("cv_1")
        await uow.commit()
    await database.scrub()

    assert b"a-marker-to-look-for" not in content_of(tmp_path)
    await database.close()


def content_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())

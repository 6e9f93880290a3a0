"""Fixtures of the tests of the dialogue that run on real databases."""

from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)

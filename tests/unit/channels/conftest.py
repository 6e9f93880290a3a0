"""Fixtures of the tests that drive the API on real databases."""

from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)

"""Fixtures of the full-count tests."""

from tests.databases import migrated_postgres, migrated_sqlite, postgres_cluster  # noqa: F401 - found by name

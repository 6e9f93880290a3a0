"""The record: tables, queries, the unit of work and migrations, the same on SQLite and PostgreSQL."""

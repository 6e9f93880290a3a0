"""Queries, one class for each kind of record; they return frozen records, never rows."""

"""Steps that bring a database to the shape `tables.py` describes; run by `assistant.store.migrate`."""

"""Addresses of pages that answers lead to."""

from assistant.domain.entry import Entry


def entry_address(public_url: str, entry: Entry) -> str:
    """Return the address of an entry's page."""
    return f"{public_url}/handbook/{entry.id}"

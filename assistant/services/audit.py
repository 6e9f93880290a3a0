"""The audit log, as auditors read it."""

from assistant.errors import InvalidInput
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.records import AuditRecord

LARGEST_PAGE = 200


async def read_audit(
    unit_of_work: UnitOfWorkFactory, limit: int = 50, before_id: int | None = None
) -> list[AuditRecord]:
    """Return one page, newest first.

    Args:
        unit_of_work: Opens a transaction.
        limit: Rows on the page, 1..200.
        before_id: Last id of the page before, or None for the first page.

    Raises:
        InvalidInput: `limit` is out of range.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise InvalidInput(f"A page of {limit} audit rows was asked for. Ask for 1 to {LARGEST_PAGE}.")
    async with unit_of_work() as uow:
        return await uow.audit.list(limit, before_id)

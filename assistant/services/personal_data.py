"""Showing personal data in clear: only one detail at a time, only with a reason, always on record."""

from datetime import datetime

from assistant.domain.account import Operator
from assistant.errors import NotFound
from assistant.services.chat_complaints import COMPLAINT
from assistant.services.complaints import is_named_in
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory


async def show_private(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    conversation_id: str,
    reference: str,
    *,
    operator: Operator,
    reason: str,
    now: datetime,
    request_id: str = "",
) -> str:
    """Return the detail that `reference` stands for in this conversation; the look is audited first.

    What was written for a complaint stays closed to an operator who is named in it.

    Raises:
        NotFound: This conversation holds no such reference, or it names the operator.
    """
    async with unit_of_work() as uow:
        found = await uow.private_values.get(reference)
        if found is None or found.conversation_id != conversation_id:
            raise NotFound(f"Conversation {conversation_id} holds no private value {reference!r}.")
        value = sealer.open(found.ciphertext)
        if found.kind == COMPLAINT and is_named_in(operator.name, value):
            raise NotFound(f"Operator {operator.name!r} is named in the private value {reference!r}.")
        await uow.audit.add(
            at=now,
            operator_id=operator.id,
            actor=operator.name,
            action="private_value_shown",
            subject=reference,
            detail={"conversation": conversation_id, "kind": found.kind, "reason": reason},
            request_id=request_id,
        )
        await uow.commit()
    return value

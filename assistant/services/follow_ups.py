"""Follow-ups (回访): planned, noted on, moved, done; a number is kept with consent and shown with a reason."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.account import Operator
from assistant.errors import Conflict, DueInThePast, InvalidInput, NotFound
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.console_records import FollowUpRecord, FollowUpState, NoteRecord

CONSENT_BY_TELEPHONE = "来电人在电话里同意按这个号码回电（坐席记录）。"


@dataclass(frozen=True, slots=True)
class FollowUpWithNotes:
    """A follow-up and what was noted on it, oldest first."""

    follow_up: FollowUpRecord
    notes: tuple[NoteRecord, ...]


@dataclass(frozen=True, slots=True)
class PlannedFollowUp:
    """A follow-up that is to be stored, with its first note where there is one."""

    follow_up: FollowUpRecord
    note: NoteRecord | None = None


@dataclass(frozen=True, slots=True)
class FollowUpChange:
    """What an operator changes; what is None or empty stays."""

    note: str | None = None
    due_at: datetime | None = None
    state: FollowUpState | None = None
    result: str = ""


def new_follow_up(
    *,
    subject: str,
    due_at: datetime,
    operator: Operator,
    now: datetime,
    conversation_id: str | None = None,
    phone: str = "",
    consent: bool = False,
    sealer: PrivateValues | None = None,
) -> FollowUpRecord:
    """Return what is to be done later, ready to be stored.

    Raises:
        InvalidInput: A number without consent, or without means to seal it.
    """
    if phone and not consent:
        raise InvalidInput("A number is kept only if the person agreed to be called. Ask, then tick the consent.")
    if phone and sealer is None:
        raise InvalidInput("A number cannot be kept here.")
    return FollowUpRecord(
        id=f"fu_{secrets.token_urlsafe(12)}",
        subject=subject,
        due_at=due_at,
        created_at=now,
        created_by=operator.name,
        conversation_id=conversation_id,
        phone_sealed=sealer.seal(phone) if phone and sealer else None,
        phone_hash=sealer.lookup_hash(phone) if phone and sealer else "",
        consent_at=now if phone else None,
        consent_wording=CONSENT_BY_TELEPHONE if phone else "",
    )


def plan_after_talk(
    subject: str, due_at: datetime, note: str, operator: Operator, now: datetime, conversation_id: str
) -> PlannedFollowUp:
    """Return what an operator promises at the end of a conversation, ready to be stored with its closing.

    Raises:
        DueInThePast: Nobody can do it in time.
    """
    if due_at <= now:
        raise DueInThePast(f"A follow-up cannot be due at {due_at}; it is {now} already.")
    follow_up = new_follow_up(
        subject=subject, due_at=due_at, operator=operator, now=now, conversation_id=conversation_id
    )
    return PlannedFollowUp(follow_up, NoteRecord(follow_up.id, now, operator.name, note) if note else None)


async def enter_plan(uow: UnitOfWork, plan: PlannedFollowUp) -> None:
    """Write a plan in the caller's transaction."""
    await uow.follow_ups.add(plan.follow_up)
    if plan.note is not None:
        await uow.follow_ups.add_note(plan.note)


async def plan_follow_up(
    unit_of_work: UnitOfWorkFactory, follow_up: FollowUpRecord, operator: Operator, now: datetime
) -> None:
    """Write down what is to be done later."""
    async with unit_of_work() as uow:
        await uow.follow_ups.add(follow_up)
        await _audit(uow, operator, "follow_up_planned", follow_up.id, now)
        await uow.commit()


async def list_follow_ups(unit_of_work: UnitOfWorkFactory) -> list[FollowUpWithNotes]:
    """Return open ones, the most overdue first, then those closed last."""
    async with unit_of_work() as uow:
        records = [*await uow.follow_ups.list_open(), *await uow.follow_ups.list_closed()]
        return [FollowUpWithNotes(one, tuple(await uow.follow_ups.notes_of(one.id))) for one in records]


async def change_follow_up(
    unit_of_work: UnitOfWorkFactory,
    follow_up_id: str,
    change: FollowUpChange,
    operator: Operator,
    now: datetime,
    request_id: str = "",
) -> FollowUpWithNotes:
    """Note something on a follow-up, move it, or end it with its result; all of it or nothing.

    Raises:
        NotFound: There is none.
        Conflict: It is closed already.
        DueInThePast: It would be moved to a time that has passed.
    """
    if change.due_at is not None and change.due_at <= now:
        raise DueInThePast(f"Follow-up {follow_up_id} cannot be moved to {change.due_at}; it is {now} already.")
    async with unit_of_work() as uow:
        if await uow.follow_ups.get(follow_up_id) is None:
            raise NotFound(f"There is no follow-up {follow_up_id!r}.")
        done = True
        if change.note:
            await uow.follow_ups.add_note(NoteRecord(follow_up_id, now, operator.name, change.note))
        if change.due_at is not None:
            done = await uow.follow_ups.reschedule(follow_up_id, change.due_at)
        if change.state is not None and done:
            done = await uow.follow_ups.close(follow_up_id, change.state, change.result, operator.name, now)
        if not done:
            raise Conflict(f"Follow-up {follow_up_id} is closed already. Read it again.")
        await _audit(uow, operator, f"follow_up_{change.state or 'changed'}", follow_up_id, now, request_id)
        await uow.commit()
        changed = await uow.follow_ups.get(follow_up_id)
        notes = tuple(await uow.follow_ups.notes_of(follow_up_id))
    if changed is None:
        raise NotFound(f"Follow-up {follow_up_id!r} was just deleted with its conversation.")
    return FollowUpWithNotes(changed, notes)


async def show_phone(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    follow_up_id: str,
    operator: Operator,
    reason: str,
    now: datetime,
    request_id: str = "",
) -> str:
    """Return the number to call; the look is audited first.

    Raises:
        NotFound: There is no such follow-up, it is closed, has no number, or the person did not agree to a call.
    """
    async with unit_of_work() as uow:
        found = await uow.follow_ups.get(follow_up_id)
        if found is None or found.phone_sealed is None or found.consent_at is None or found.state != "open":
            raise NotFound(f"Follow-up {follow_up_id!r} has no number that may be called.")
        await _audit(uow, operator, "phone_shown", follow_up_id, now, request_id, reason)
        await uow.commit()
    return sealer.open(found.phone_sealed)


async def _audit(
    uow: UnitOfWork,
    operator: Operator,
    action: str,
    subject: str,
    now: datetime,
    request_id: str = "",
    reason: str = "",
) -> None:
    await uow.audit.add(
        at=now,
        operator_id=operator.id,
        actor=operator.name,
        action=action,
        subject=subject,
        detail={"reason": reason} if reason else {},
        request_id=request_id,
    )

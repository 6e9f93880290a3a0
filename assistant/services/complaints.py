"""Complaints (投诉) and reports (举报) against institutions: taken in, routed to the district, answered.

What was written is sealed, kept apart from transcripts and logs, and closed to operators who are named in it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.domain.account import Operator
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.console_records import (
    ComplaintFileRecord,
    ComplaintKind,
    ComplaintRecord,
    ComplaintState,
    ComplaintStepRecord,
)

MOST_FILES = 5
LARGEST_FILE = 5 * 1024 * 1024
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
"""Twelve of 32 characters hold 60 random bits; I, L, O and U are left out, as they are misread."""

_MEDIA: Sequence[tuple[str, bytes, tuple[str, ...]]] = (
    ("image/jpeg", b"\xff\xd8\xff", (".jpg", ".jpeg")),
    ("image/png", b"\x89PNG\r\n\x1a\n", (".png",)),
    ("application/pdf", b"%PDF-", (".pdf",)),
)
"""What evidence may be: media type, how such a file begins, how its name ends."""


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """What somebody reports.

    Attributes:
        kind: complaint or report.
        institution: Whom it is about, as written.
        district: District's Chinese name.
        text: What happened.
        contact: How to reach the person; empty when anonymous.
        named: People of the hotline named in it, as written.
    """

    kind: ComplaintKind
    institution: str
    district: str
    text: str = field(repr=False)
    contact: str = field(default="", repr=False)
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReporterView:
    """What the code shows: where it stands and what the answer is; never what was written."""

    state: ComplaintState
    answer: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OpenedComplaint:
    """A complaint as the operator who handles it reads it."""

    record: ComplaintRecord
    text: str = field(repr=False)
    steps: tuple[tuple[ComplaintStepRecord, str], ...] = field(repr=False)
    files: tuple[tuple[ComplaintFileRecord, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file in clear."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


async def submit_complaint(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    complaint: NewComplaint,
    received_by: str,
    now: datetime,
    answer_within: timedelta,
) -> str:
    """Take a complaint in; return the code that asks for its state. Only its hash is kept."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    async with unit_of_work() as uow:
        await enter_complaint(uow, sealer, complaint, code, received_by, now, now + answer_within)
        await uow.commit()
    return shown_code(code)


async def enter_complaint(
    uow: UnitOfWork,
    sealer: PrivateValues,
    complaint: NewComplaint,
    code: str,
    received_by: str,
    now: datetime,
    due_at: datetime,
) -> None:
    """Write a complaint in the caller's transaction; raises Conflict when the code is taken."""
    complaint_id = f"cp_{secrets.token_urlsafe(12)}"
    await uow.complaints.add(
        ComplaintRecord(
            id=complaint_id,
            code_hash=hash_of_code(code),
            kind=complaint.kind,
            institution=complaint.institution,
            district=complaint.district,
            is_anonymous=not complaint.contact,
            text_sealed=sealer.seal(complaint.text),
            contact_sealed=sealer.seal(complaint.contact) if complaint.contact else None,
            named=await _operators_named(uow, complaint),
            received_at=now,
            received_by=received_by,
            due_at=due_at,
        )
    )
    await uow.complaints.add_step(ComplaintStepRecord(complaint_id, now, received_by, "received"))
    await uow.audit.add(at=now, actor=received_by, action="complaint_received", subject=complaint_id)


def shown_code(code: str) -> str:
    """Return a code as people read it: 7K2M-9XTR-2HFA."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


async def look_up_complaint(unit_of_work: UnitOfWorkFactory, code: str) -> ReporterView:
    """Return what the person who reported may know; raises NotFound for an unknown code."""
    async with unit_of_work() as uow:
        found = await _by_code(uow, code)
    return ReporterView(found.state, found.answer, found.received_at)


async def add_evidence(
    unit_of_work: UnitOfWorkFactory, sealer: PrivateValues, code: str, name: str, content: bytes, now: datetime
) -> None:
    """Add a file to the complaint with this code.

    Raises:
        NotFound: Unknown code.
        InvalidInput: It is empty, too large, or not what its name says.
        Conflict: There are enough files, or the complaint is closed.
    """
    media_type = check_evidence(name, content)
    async with unit_of_work() as uow:
        found = await _by_code(uow, code)
        file = ComplaintFileRecord(
            id=f"cf_{secrets.token_urlsafe(12)}",
            complaint_id=found.id,
            name_sealed=sealer.seal(name),
            media_type=media_type,
            size=len(content),
            content_sealed=sealer.seal_bytes(content),
            added_at=now,
        )
        await uow.complaints.add_file(file)
        if found.state == "closed" or await uow.complaints.count_files(found.id) > MOST_FILES:
            raise Conflict(f"Complaint {found.id} is closed or has {MOST_FILES} files already.")
        await uow.complaints.add_step(ComplaintStepRecord(found.id, now, "caregiver", "file_added"))
        await uow.commit()


def check_evidence(name: str, content: bytes) -> str:
    """Return the media type of a file whose size, name and first bytes agree.

    Raises:
        InvalidInput: It is empty, too large, or of a kind that is not taken.
    """
    if not 0 < len(content) <= LARGEST_FILE:
        raise InvalidInput(f"The file has {len(content)} bytes. Send 1 byte to {LARGEST_FILE} bytes.")
    if not 1 <= len(name) <= 120 or not name.isprintable() or "/" in name or "\\" in name:
        raise InvalidInput("The file's name is unusable. Use up to 120 printable characters without slashes.")
    for media_type, beginning, endings in _MEDIA:
        if content.startswith(beginning) and name.lower().endswith(endings):
            return media_type
    raise InvalidInput("The file is no JPEG, PNG or PDF, or its name says something else.")


async def list_complaints(unit_of_work: UnitOfWorkFactory, operator: Operator) -> list[ComplaintRecord]:
    """Return those that this operator may know of."""
    async with unit_of_work() as uow:
        return await uow.complaints.list_for(operator.id)


async def open_complaint(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    complaint_id: str,
    operator: Operator,
    now: datetime,
    request_id: str = "",
) -> OpenedComplaint:
    """Return a complaint in clear, without the contact; the look is audited first.

    Raises:
        NotFound: There is none, or the operator is named in it.
    """
    async with unit_of_work() as uow:
        record = await _open_to(uow, complaint_id, operator)
        await _audit(uow, operator, "complaint_opened", complaint_id, now, request_id)
        steps, files = await uow.complaints.steps_of(complaint_id), await uow.complaints.files_of(complaint_id)
        await uow.commit()
    return OpenedComplaint(
        record=record,
        text=sealer.open(record.text_sealed),
        steps=tuple((step, sealer.open(step.note_sealed) if step.note_sealed else "") for step in steps),
        files=tuple((file, sealer.open(file.name_sealed)) for file in files),
    )


async def show_contact(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    complaint_id: str,
    operator: Operator,
    reason: str,
    now: datetime,
    request_id: str = "",
) -> str:
    """Return how to reach the person; the look is audited first.

    Raises:
        NotFound: There is none, the operator is named in it, or nobody left a contact.
    """
    async with unit_of_work() as uow:
        record = await _open_to(uow, complaint_id, operator)
        if record.contact_sealed is None:
            raise NotFound(f"Complaint {complaint_id} is anonymous.")
        await _audit(uow, operator, "complaint_contact_shown", complaint_id, now, request_id, reason)
        await uow.commit()
    return sealer.open(record.contact_sealed)


async def open_evidence(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    complaint_id: str,
    file_id: str,
    operator: Operator,
    now: datetime,
    request_id: str = "",
) -> Evidence:
    """Return a file in clear; the look is audited first. Raises NotFound as `open_complaint` does."""
    async with unit_of_work() as uow:
        await _open_to(uow, complaint_id, operator)
        file = await uow.complaints.get_file(complaint_id, file_id)
        if file is None:
            raise NotFound(f"Complaint {complaint_id} has no file {file_id!r}.")
        await _audit(uow, operator, "complaint_file_opened", file_id, now, request_id)
        await uow.commit()
    return Evidence(sealer.open(file.name_sealed), file.media_type, sealer.open_bytes(file.content_sealed))


async def handle_complaint(
    unit_of_work: UnitOfWorkFactory,
    sealer: PrivateValues,
    complaint_id: str,
    operator: Operator,
    *,
    state: ComplaintState | None,
    note: str,
    answer: str | None,
    now: datetime,
    request_id: str = "",
) -> None:
    """Note something on a complaint, move it to another state, or answer it.

    Raises:
        NotFound: There is none, or the operator is named in it.
        Conflict: It is closed.
    """
    async with unit_of_work() as uow:
        record = await _open_to(uow, complaint_id, operator)
        if not await uow.complaints.change(complaint_id, operator.id, state or record.state, answer, now):
            raise Conflict(f"Complaint {complaint_id} is closed.")
        sealed = sealer.seal(note) if note else None
        step = ComplaintStepRecord(complaint_id, now, operator.name, state or "noted", sealed)
        await uow.complaints.add_step(step)
        await _audit(uow, operator, f"complaint_{state or 'noted'}", complaint_id, now, request_id)
        await uow.commit()


def is_named_in(login_name: str, text: str) -> bool:
    """Whether a text names this operator; one letter alone names nobody."""
    return len(login_name) > 1 and login_name in text


async def _operators_named(uow: UnitOfWork, complaint: NewComplaint) -> tuple[str, ...]:
    """Ids of accounts whose login name is given or stands in what was written."""
    written = f"{complaint.institution}\n{complaint.text}"
    return tuple(
        account.id
        for account in await uow.operators.list_all()
        if account.name in complaint.named or is_named_in(account.name, written)
    )


async def _open_to(uow: UnitOfWork, complaint_id: str, operator: Operator) -> ComplaintRecord:
    record = await uow.complaints.get_for(complaint_id, operator.id)
    if record is None:
        raise NotFound(f"There is no complaint {complaint_id!r} that {operator.name!r} may know of.")
    return record


async def _by_code(uow: UnitOfWork, code: str) -> ComplaintRecord:
    found = await uow.complaints.by_code(hash_of_code(code))
    if found is None:
        raise NotFound("No complaint has this code.")
    return found


def hash_of_code(code: str) -> str:
    """Hash a code as people type it; 60 random bits need no salt."""
    typed = code.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()


async def _audit(
    uow: UnitOfWork, operator: Operator, action: str, subject: str, now: datetime, request_id: str, reason: str = ""
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

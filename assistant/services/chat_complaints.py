"""Complaints made in a conversation: from sealed private values into the complaints' own table, once.

The conversation keeps references alone. What they stand for is moved, not copied: once a complaint is filed, nothing
of it can be opened through the conversation any more.
"""

from dataclasses import dataclass
from datetime import timedelta

from assistant.errors import NotFound
from assistant.services.clock import Clock
from assistant.services.complaints import (
    ALPHABET,
    CODE_LENGTH,
    NewComplaint,
    ReporterView,
    enter_complaint,
    hash_of_code,
    look_up_complaint,
    shown_code,
)
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.console_records import ComplaintKind

COMPLAINT = "complaint"
"""Kind of private value that holds what somebody wrote for a complaint."""

LONGEST_ABOUT = 100
"""Characters of the institution's name that are kept, as in the form on the web page."""


@dataclass(frozen=True, slots=True)
class ToldComplaint:
    """A complaint as a conversation holds it.

    Attributes:
        kind: complaint or report.
        about: Reference of whom it is about; None where no name was told.
        district: District's Chinese name.
        texts: References of what happened, in the order it was told.
        phone: Reference of the number to answer to; None when anonymous.
    """

    kind: ComplaintKind
    about: str | None
    district: str
    texts: tuple[str, ...]
    phone: str | None = None


class ChatComplaints:
    """Files complaints that were told in a conversation.

    Args:
        unit_of_work: Opens a transaction.
        private_values: Opens what the references stand for.
        answer_within: How long an answer may take.
        clock: The present instant.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, private_values: PrivateValues, answer_within: timedelta, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._private_values = private_values
        self._answer_within = answer_within
        self._clock = clock

    async def file(self, conversation_id: str, run: str, told: ToldComplaint, unnamed: str) -> None:
        """Store a complaint; the same `run` of the form in the same conversation stores one.

        Args:
            conversation_id: Where it was told; not kept with it.
            run: Names this run of the form.
            told: References to what was told.
            unnamed: What stands for the institution where no name was told.

        Raises:
            NotFound: A reference is not this conversation's, or what it stood for was deleted.
        """
        code, now = self._code(conversation_id, run), self._clock()
        references = [one for one in (told.about, *told.texts) if one]
        async with self._unit_of_work() as uow:
            if await uow.complaints.by_code(hash_of_code(code)) is not None:
                return
            about = await self._open(uow, conversation_id, told.about, COMPLAINT) if told.about else unnamed
            texts = [await self._open(uow, conversation_id, one, COMPLAINT) for one in told.texts]
            complaint = NewComplaint(
                kind=told.kind,
                institution=about[:LONGEST_ABOUT],
                district=told.district,
                text="\n".join(texts),
                contact=await self._open(uow, conversation_id, told.phone, "mobile") if told.phone else "",
            )
            due_at = now + self._answer_within
            await enter_complaint(uow, self._private_values, complaint, code, "caregiver", now, due_at)
            await uow.private_values.delete_these(conversation_id, references)
            await uow.commit()

    def code_of(self, conversation_id: str, run: str) -> str:
        """Return the code of a complaint, as people read it.

        It follows from the conversation and the data key, so that a retry gives the same one and no table holds it.
        """
        return shown_code(self._code(conversation_id, run))

    async def read(self, conversation_id: str, reference: str) -> str:
        """Return what was told, to whoever told it.

        Raises:
            NotFound: The reference is not this conversation's, or what it stood for was deleted.
        """
        async with self._unit_of_work() as uow:
            return await self._open(uow, conversation_id, reference, COMPLAINT)

    async def look_up(self, code: str) -> ReporterView:
        """Return where a complaint stands; raises NotFound for an unknown code."""
        return await look_up_complaint(self._unit_of_work, code)

    def _code(self, conversation_id: str, run: str) -> str:
        number = int(self._private_values.lookup_hash(f"complaint:{conversation_id}:{run}"), 16)
        return "".join(ALPHABET[(number >> 5 * place) % len(ALPHABET)] for place in range(CODE_LENGTH))

    async def _open(self, uow: UnitOfWork, conversation_id: str, reference: str, kind: str) -> str:
        """A mark that somebody typed opens nothing of another conversation, and nothing of another kind."""
        kept = await uow.private_values.get(reference)
        if kept is None or kept.conversation_id != conversation_id or kept.kind != kind:
            raise NotFound(f"Conversation {conversation_id} holds no {kind} {reference!r}.")
        return self._private_values.open(kept.ciphertext)

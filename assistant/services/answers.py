"""Finding the entry that answers a question."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.domain.entry import Entry
from assistant.language.questions import parts_asked
from assistant.retrieval.types import Caution, Outcome, Query, SearchResult
from assistant.services.clock import Clock
from assistant.services.opening import Opening, already_open

SUGGESTED = 3
"""Entries named when the question is not clear or nothing was found; more do not fit a phone screen."""

LOOKED_AT = 12
"""Hits among which those are looked for that speak of what was named."""

NEAREST_FROM = 0.05
"""Confidence below which an entry has nothing to do with the question; naming it as the nearest would be odd."""

CAUTIOUS_FROM = 0.2
"""The same where the question must not be answered as it stands: only what is clearly near is of any use then."""


class Retriever(Protocol):
    """Ranks entries for a question; never blocks the event loop."""

    async def search(self, query: Query) -> SearchResult:
        """Return hits best first and what their confidence allows."""

    def prepare(self, text: str) -> None:
        """Begin with what a search for `text` needs; returns at once."""

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        """Return the query vector of `text`, or None where a search would read it otherwise."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known about the child.

    Attributes:
        text: What is asked, in full.
        age_months: The child's age in completed months, or None.
        district: District's Chinese name, or None.
        names: What the answer has to speak of, one word at least: 爸爸呢 is not answered by what holds for mothers.
        may_answer: Whether an entry may be given as the answer; otherwise it is offered at most.
    """

    text: str
    age_months: int | None = None
    district: str | None = None
    names: tuple[str, ...] = ()
    may_answer: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        outcome: answer: `entries[0]` answers. suggest: one of `entries` may be meant. not_found: `entries` are only
            the nearest questions.
        entries: Best first, at most three.
        confidence: Of the first entry, 0..1; 0 when there is none.
        needs_age: The answer differs by age and no age is known: `entries` are its versions, youngest first.
        caution: Why the best entry is not given as the answer, however well it fits.
    """

    outcome: Outcome
    entries: tuple[Entry, ...]
    confidence: float
    needs_age: bool = False
    caution: Caution | None = None

    def to_part(self, question: str) -> dict[str, Any]:
        """Return what was found in the form in which actions hand it to the dialogue; JSON values only."""
        return {
            "kind": "ask_age" if self.needs_age else self.outcome.value,
            "entry_ids": [entry.id for entry in self.entries],
            "confidence": round(self.confidence, 4),
            "question": question,
            "caution": self.caution.value if self.caution else None,
        }


class Answers:
    """Answers questions from the entries that are loaded now.

    Args:
        retriever: Ranks entries.
        entries: Returns the loaded entries by id; asked each time, since an edit replaces them.
        clock: Decides which policies are in force.
        opening: Opened once entries are loaded; without one they are there already.
    """

    def __init__(
        self,
        retriever: Retriever,
        entries: Callable[[], Mapping[str, Entry]],
        clock: Clock,
        opening: Opening | None = None,
    ) -> None:
        self._retriever = retriever
        self._entries = entries
        self._clock = clock
        self._opening = opening or already_open()

    async def find_parts(self, question: Question) -> list[dict[str, Any]]:
        """Return what to say as parts for the dialogue: two when a message asks two things and both have an answer."""
        asked = [replace(question, text=text) for text in parts_asked(question.text)]
        found = [(one.text, await self.find(one)) for one in asked]
        best = {answer.entries[0].id for _, answer in found if answer.outcome is Outcome.ANSWER}
        if len(asked) > 1 and len(best) < len(asked):
            found = [(question.text, await self.find(question))]
        return [answer.to_part(text) | {"of_case": bool(question.names)} for text, answer in found]

    async def find(self, question: Question) -> Answer:
        """Return the best answer to `question`, or the nearest questions."""
        loaded = self._entries()
        limit = LOOKED_AT if question.names else SUGGESTED
        result = _as_asked(await self.search(question, limit), question, loaded)
        hits = [hit for hit in result.hits if hit.entry_id in loaded]
        if not hits:
            return Answer(Outcome.NOT_FOUND, (), 0.0)
        best = loaded[hits[0].entry_id]
        if result.outcome is Outcome.ANSWER and question.age_months is None and best.age_group:
            versions = self._versions(best.age_group)
            if len({entry.age_months for entry in versions}) > 1:
                return Answer(Outcome.ANSWER, versions, hits[0].confidence, needs_age=True)
        if result.outcome is not Outcome.ANSWER:
            least = CAUTIOUS_FROM if result.caution else NEAREST_FROM
            hits = [hit for hit in hits if hit.confidence >= least]
        confidence = hits[0].confidence if hits else 0.0
        return Answer(result.outcome, tuple(loaded[hit.entry_id] for hit in hits), confidence, caution=result.caution)

    async def others(self, question: Question, without: Collection[str]) -> tuple[Entry, ...]:
        """Return the best entries for `question` that are not among `without`, at most three; none that is far off."""
        result = await self.search(question, SUGGESTED + len(without))
        loaded = self._entries()
        fitting = (hit.entry_id for hit in result.hits if hit.confidence >= NEAREST_FROM)
        left = [loaded[one] for one in fitting if one in loaded and one not in without]
        return tuple(left[:SUGGESTED])

    async def until_loaded(self) -> None:
        """Wait until the entries are loaded; raises StartingUp when that takes longer than anybody should wait."""
        await self._opening.wait()

    def prepare(self, text: str) -> None:
        """Begin with what `find` will need for `text`, while something else goes on."""
        self._retriever.prepare(text)

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        """Return the query vector of `text`, which understanding and searching share; None where they cannot."""
        return await self._retriever.vector(text)

    async def search(self, question: Question, limit: int) -> SearchResult:
        """Return ranked hits for an operator or a site's own search box."""
        today = self._clock().date()
        query = Query(question.text, today, question.age_months, question.district, limit)
        return await self._retriever.search(query)

    def version_for(self, entry: Entry, age_months: int) -> Entry:
        """Return the version of an entry's question that is for this age; the entry itself when there is none."""
        if entry.fits_age(age_months) or not entry.age_group:
            return entry
        return next((one for one in self._versions(entry.age_group) if one.fits_age(age_months)), entry)

    def _versions(self, age_group: str) -> tuple[Entry, ...]:
        """Return the entries of one question for its ages, youngest first."""
        group = (entry for entry in self._entries().values() if entry.age_group == age_group)
        return tuple(sorted(group, key=lambda entry: entry.age_months))

    def entry(self, entry_id: str) -> Entry | None:
        """Return the loaded entry, or None when it is gone or no longer in force."""
        entry = self._entries().get(entry_id)
        return entry if entry and entry.holds_on(self._clock().date()) else None


def _as_asked(result: SearchResult, question: Question, loaded: Mapping[str, Entry]) -> SearchResult:
    """Return what was found with what speaks of the names that are asked for in front.

    What does not is no answer, and where nothing does, nothing was found; where nothing may be the answer anyway, the
    names only give the order.
    """
    hits, outcome = result.hits, result.outcome
    if question.names and hits:
        speaking = [hit for hit in hits if hit.entry_id in loaded and _speaks(loaded[hit.entry_id], question.names)]
        if question.may_answer and not any(hit.confidence >= NEAREST_FROM for hit in speaking):
            outcome = Outcome.NOT_FOUND
        elif hits[0] not in speaking and outcome is Outcome.ANSWER:
            outcome = Outcome.SUGGEST
        hits = (*speaking, *(hit for hit in hits if hit not in speaking))
    if not question.may_answer and outcome is Outcome.ANSWER:
        outcome = Outcome.SUGGEST
    return replace(result, outcome=outcome, hits=hits[:SUGGESTED])


def _speaks(entry: Entry, names: Collection[str]) -> bool:
    return any(entry.speaks_of(name) for name in names)

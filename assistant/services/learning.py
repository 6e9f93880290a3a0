"""What use teaches: questions without a good answer, entries that operators keep editing, drafts for editors."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.domain.account import Operator
from assistant.errors import Conflict
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.console_records import DraftRecord

EncodeTexts = Callable[[list[str]], Awaitable[NDArray[np.float32]]]
"""Returns an array of shape (n, dim), rows of length 1."""

SAME_MATTER_FROM = 0.90
"""Cosine from which two questions are one matter: e5 places unlike questions at 0.80 to 0.87, rewordings above."""

MOST_QUESTIONS = 400
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that mean the same: the one nearest to all others first."""

    count: int
    examples: tuple[str, ...]
    by_telephone: int


@dataclass(frozen=True, slots=True)
class EntryUse:
    """What operators did with an entry, and how they worded it instead."""

    entry_id: str
    taken: int
    edited: int
    rejected: int
    examples: tuple[str, ...]


async def unanswered_questions(
    unit_of_work: UnitOfWorkFactory, encode: EncodeTexts, since: datetime, until: datetime
) -> list[Cluster]:
    """Return questions of [since, until) without a good answer, clustered, the most frequent first."""
    async with unit_of_work() as uow:
        missed = await uow.unanswered.list_between(since, until, MOST_QUESTIONS)
        shown = await uow.suggestions.list_between(since, until, MOST_QUESTIONS)
    spoken = [one.question for one in shown if one.action == "rejected" or one.outcome == "not_found"]
    texts = [*(one.question for one in missed), *_last_of_each_growing(spoken)][:MOST_QUESTIONS]
    if not texts:
        return []
    groups = group_alike(await encode(texts), SAME_MATTER_FROM)
    clusters = [
        Cluster(len(group), tuple(texts[row] for row in group[:EXAMPLES]), sum(row >= len(missed) for row in group))
        for group in groups
    ]
    return sorted(clusters, key=lambda cluster: -cluster.count)


def group_alike(vectors: NDArray[np.float32], alike_from: float) -> list[list[int]]:
    """Group rows greedily: the row with the most neighbours first, together with those; each row once.

    Args:
        vectors: Shape (n, dim), rows of length 1.
        alike_from: Cosine from which two rows are neighbours.
    """
    alike = vectors @ vectors.T >= alike_from
    left, groups = np.ones(len(vectors), dtype=bool), []
    while left.any():
        counts = (alike & left).sum(axis=1) * left
        middle = int(counts.argmax())
        members = [int(row) for row in np.flatnonzero(alike[middle] & left) if row != middle]
        groups.append([middle, *members])
        left[groups[-1]] = False
    return groups


async def edited_entries(
    unit_of_work: UnitOfWorkFactory, since: datetime, until: datetime, limit: int = 5000
) -> list[EntryUse]:
    """Return entries that operators edited or rejected in [since, until), the most edited first."""
    async with unit_of_work() as uow:
        used = await uow.suggestions.list_between(since, until, limit)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wordings: dict[str, list[str]] = defaultdict(list)
    for one in used:
        entry_id = one.entry_id or (one.entry_ids[0] if one.entry_ids else "")
        if not entry_id or one.action == "shown":
            continue
        counts[entry_id][one.action] += 1
        if one.action == "edited" and one.text:
            wordings[entry_id].append(one.text)
    uses = [
        EntryUse(name, of["taken"], of["edited"], of["rejected"], tuple(wordings[name][:EXAMPLES]))
        for name, of in counts.items()
        if of["edited"] or of["rejected"]
    ]
    return sorted(uses, key=lambda use: (-use.edited, -use.rejected, use.entry_id))


async def propose_draft(
    unit_of_work: UnitOfWorkFactory, question: str, entry_id: str, text: str, operator: Operator, now: datetime
) -> DraftRecord:
    """Send an answer to the content editors; nothing reaches parents before they have made an entry of it."""
    draft = DraftRecord(f"dr_{secrets.token_urlsafe(12)}", now, operator.name, question, entry_id, text)
    async with unit_of_work() as uow:
        await uow.drafts.add(draft)
        await uow.audit.add(
            at=now, operator_id=operator.id, actor=operator.name, action="draft_proposed", subject=draft.id
        )
        await uow.commit()
    return draft


async def list_drafts(unit_of_work: UnitOfWorkFactory) -> list[DraftRecord]:
    """Return open drafts, newest first, then the decided ones."""
    async with unit_of_work() as uow:
        return [*await uow.drafts.list_in(("open",)), *await uow.drafts.list_in(("accepted", "rejected"), 50)]


async def decide_draft(
    unit_of_work: UnitOfWorkFactory, draft_id: str, accepted: bool, note: str, editor: Operator, now: datetime
) -> None:
    """Accept or reject a draft; raises Conflict when there is no open one."""
    state = "accepted" if accepted else "rejected"
    async with unit_of_work() as uow:
        if not await uow.drafts.decide(draft_id, state, editor.name, note, now):
            raise Conflict(f"There is no open draft {draft_id!r}.")
        await uow.audit.add(at=now, operator_id=editor.id, actor=editor.name, action=f"draft_{state}", subject=draft_id)
        await uow.commit()


def _last_of_each_growing(newest_first: Sequence[str]) -> list[str]:
    """Drop texts that are the beginning of a later one: a caller's words are sent again with each pause."""
    kept: list[str] = []
    for text in newest_first:
        if not any(later.startswith(text) for later in kept):
            kept.append(text)
    return kept

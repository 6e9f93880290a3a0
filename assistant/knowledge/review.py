"""Which entries must be read again, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.entry import Certainty, Collection, Entry, ReviewStatus

HANDBOOK_DAYS = 365
"""Guidelines behind the handbook change every few years; a year finds a new edition in time."""

POLICY_DAYS = 180
"""Policies are revised with each year's budget, in spring and in autumn."""

UNSURE_DAYS = 90
"""What was only reported, or could not be confirmed, may be settled any month."""

BEFORE_THE_END = timedelta(days=60)
"""Time to find out what follows before a policy ends."""


@dataclass(frozen=True, slots=True)
class Review:
    """A reading that is due: the entry, its day and why that day."""

    entry: Entry
    due_on: date
    reason: str


def reviews(entries: Iterable[Entry]) -> list[Review]:
    """Return one review for each entry, the earliest first."""
    return sorted((_review(entry) for entry in entries), key=lambda review: (review.due_on, review.entry.id))


def _review(entry: Entry) -> Review:
    if entry.status is ReviewStatus.DRAFT:
        return Review(entry, entry.checked_on, "草稿：还没有第二个人对照出处读过")
    days, reason = _interval(entry)
    due_on = entry.checked_on + timedelta(days=days)
    if entry.effective_until is not None and entry.effective_until - BEFORE_THE_END < due_on:
        return Review(entry, entry.effective_until - BEFORE_THE_END, f"{entry.effective_until} 到期，要找接续的规定")
    return Review(entry, due_on, reason)


def _interval(entry: Entry) -> tuple[int, str]:
    if entry.certainty is not Certainty.OFFICIAL:
        return UNSURE_DAYS, "未经官方原文证实，每季度核对"
    if entry.collection is Collection.POLICY_FAQ:
        return POLICY_DAYS, "政策，每半年核对"
    return HANDBOOK_DAYS, "手册，每年核对"

"""The supervisor's numbers of one day; the page, the CSV file and Prometheus show the same."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.domain.entry import Entry
from assistant.services.clock import WUXI_TIME
from assistant.services.conversations import FORGET_IN_RASA
from assistant.services.unit_of_work import UnitOfWorkFactory

TOP = 10


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """One day's figures.

    Attributes:
        day: Local day.
        messages: Messages of caregivers by channel.
        conversations: Conversations by channel.
        topics: Answers by topic, most first.
        answered: Questions answered from entries.
        unanswered: Questions without a good answer.
        handovers: Requests for a person.
        taken: Of these, taken by an operator.
        wait_seconds_median: Half of those taken waited less; None when none was.
        wait_seconds_longest: The longest wait of those taken; None when none was.
        red_flags: Messages by level.
        top_entries: (entry id, title, times shown), most first.
        helpful: Answers that caregivers found helpful.
        not_helpful: Answers that they did not.
        suggestions: What operators did with suggestions.
        undelivered: Messages to caregivers that were given up, by kind; `assistant wechat dead-letters` says why.
    """

    day: date
    messages: dict[str, int]
    conversations: dict[str, int]
    topics: dict[str, int]
    answered: int
    unanswered: int
    handovers: int
    taken: int
    wait_seconds_median: float | None
    wait_seconds_longest: float | None
    red_flags: dict[str, int]
    top_entries: tuple[tuple[str, str, int], ...]
    helpful: int
    not_helpful: int
    suggestions: dict[str, int]
    undelivered: dict[str, int]

    @property
    def answered_share(self) -> float | None:
        """Share of questions that the assistant answered itself, 0..1; None without questions."""
        asked = self.answered + self.unanswered
        return self.answered / asked if asked else None

    @property
    def satisfaction(self) -> float | None:
        """Share of rated answers that helped, 0..1; None when none was rated."""
        rated = self.helpful + self.not_helpful
        return self.helpful / rated if rated else None

    def rows(self) -> list[tuple[str, str, float]]:
        """Return (figure, key, value), for CSV and Prometheus; figures that do not exist are left out."""
        shares = {"answered_share": self.answered_share, "satisfaction": self.satisfaction}
        shares |= {"wait_seconds_median": self.wait_seconds_median, "wait_seconds_longest": self.wait_seconds_longest}
        single = {"answered": self.answered, "unanswered": self.unanswered, "handovers": self.handovers}
        single |= {"handovers_taken": self.taken, "helpful": self.helpful, "not_helpful": self.not_helpful}
        grouped: Mapping[str, Mapping[str, int]] = {
            "messages": self.messages,
            "conversations": self.conversations,
            "topics": self.topics,
            "red_flags": self.red_flags,
            "suggestions": self.suggestions,
            "undelivered": self.undelivered,
            "top_entries": {entry_id: count for entry_id, _, count in self.top_entries},
        }
        return [
            *((name, key, float(value)) for name, of in grouped.items() for key, value in of.items()),
            *((name, "", float(value)) for name, value in single.items()),
            *((name, "", round(value, 4)) for name, value in shares.items() if value is not None),
        ]


async def day_numbers(
    unit_of_work: UnitOfWorkFactory, entries: Callable[[], Mapping[str, Entry]], day: date
) -> DayNumbers:
    """Count one local day."""
    since = datetime(day.year, day.month, day.day, tzinfo=WUXI_TIME)
    span = (since, since + timedelta(days=1))
    async with unit_of_work() as uow:
        channels = await uow.numbers.messages_by_channel(*span)
        answered = await uow.numbers.answered_entries(*span)
        flags = await uow.numbers.red_flags(*span)
        helpful, not_helpful = await uow.numbers.feedback(*span)
        unanswered = await uow.numbers.unanswered(*span)
        used = await uow.numbers.suggestions(*span)
        undelivered = await uow.numbers.undelivered(*span)
        handovers = await uow.handovers.list_requested(*span)
    waits = sorted((one.taken_at - one.requested_at).total_seconds() for one in handovers if one.taken_at)
    loaded = entries()
    shown = Counter(entry_ids[0] for entry_ids in answered)
    topics: Counter[str] = Counter()
    for entry_id, count in shown.items():
        topics[loaded[entry_id].topic if entry_id in loaded else "other"] += count
    return DayNumbers(
        day=day,
        messages={channel: messages for channel, messages, _ in channels},
        conversations={channel: conversations for channel, _, conversations in channels},
        topics=dict(topics.most_common()),
        answered=len(answered),
        unanswered=unanswered,
        handovers=len(handovers),
        taken=len(waits),
        wait_seconds_median=waits[len(waits) // 2] if waits else None,
        wait_seconds_longest=waits[-1] if waits else None,
        red_flags=dict(sorted(flags)),
        top_entries=tuple(
            (entry_id, loaded[entry_id].title if entry_id in loaded else entry_id, count)
            for entry_id, count in shown.most_common(TOP)
        ),
        helpful=helpful,
        not_helpful=not_helpful,
        suggestions=dict(sorted(used)),
        undelivered={kind: count for kind, count in undelivered if kind != FORGET_IN_RASA},
    )

"""Reads one message: normal form, ages, temperatures, durations, counts, sizes and dates."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from assistant.domain.measures import Reading, Span
from assistant.language.ages import find_ages
from assistant.language.calendar_words import WorkDayRule
from assistant.language.claims import Claims
from assistant.language.counts import find_counts
from assistant.language.dates import find_dates
from assistant.language.day_spans import find_day_spans
from assistant.language.durations import find_durations
from assistant.language.normalise import normalise
from assistant.language.sizes import find_lengths, find_weights
from assistant.language.temperatures import find_temperatures


class HasSpan(Protocol):
    """Any mention: something read at a place in the text."""

    @property
    def span(self) -> Span: ...


_Mention = TypeVar("_Mention", bound=HasSpan)


def read(text: str, now: datetime, is_work_day: WorkDayRule | None = None) -> Reading:
    """Read everything but known words out of a message; any text is accepted, "" gives an empty reading.

    Args:
        text: The message as typed; it is normalised here, and all spans point into `Reading.text`.
        now: The moment of speaking.
        is_work_day: See `find_dates`.
    """
    reading = read_measures(normalise(text))
    return with_day_spans(with_dates(reading, now, is_work_day), now)


def read_measures(text: str) -> Reading:
    """Read what does not depend on the day out of normalised text.

    Where two kinds claim the same words, the one that needs a unit wins: temperature, weight and length before age,
    age before duration, duration before count.
    """
    claims = Claims()
    temperatures = _free(find_temperatures(text), claims)
    weights = _free(find_weights(text), claims)
    lengths = _free(find_lengths(text), claims)
    ages = _free(find_ages(text), claims)
    durations = _free(find_durations(text), claims)
    counts = _free(find_counts(text), claims)
    return Reading(text, ages, temperatures, durations, counts, weights, lengths)


def with_day_spans(reading: Reading, now: datetime) -> Reading:
    """Add the durations that are told by days; the days stay days too (周一到周三都可以 names dates)."""
    spans = find_day_spans(reading.text, now)
    if not spans:
        return reading
    durations = sorted((*reading.durations, *spans), key=lambda mention: mention.span.start)
    return replace(reading, durations=tuple(durations))


def with_dates(reading: Reading, now: datetime, is_work_day: WorkDayRule | None = None) -> Reading:
    """Add the days and times that no measure has claimed."""
    claims = Claims()
    for mentions in (reading.temperatures, reading.weights, reading.lengths, reading.ages, reading.durations):
        for mention in mentions:
            claims.claim(mention.span.start, mention.span.end)
    for count in reading.counts:
        claims.claim(count.span.start, count.span.end)
    return replace(reading, dates=_free(find_dates(reading.text, now, is_work_day), claims))


def _free(mentions: tuple[_Mention, ...], claims: Claims) -> tuple[_Mention, ...]:
    return tuple(mention for mention in mentions if claims.claim(mention.span.start, mention.span.end))

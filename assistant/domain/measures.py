"""What the language part reads out of a message: spans with values, shared by triage, dialogue and Rasa's entities."""

from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.child import Age


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open interval `[start, end)` in the normalised text, and the words there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AgeMention:
    """An age said of a child: 八个月, 两岁零三个月, 出生42天; a range (4-6个月) has `upper`."""

    span: Span
    age: Age
    upper: Age | None = None


@dataclass(frozen=True, slots=True)
class TemperatureMention:
    """A body temperature in degrees Celsius; `approximate` for 39℃多, 快39度."""

    span: Span
    celsius: float
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class DurationMention:
    """How long something has lasted (烧了三天, 两个小时没尿), in hours."""

    span: Span
    hours: float
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class CountMention:
    """A count with its unit: 五六次 -> low 5, high 6, unit 次; per_minute for 每分钟60次."""

    span: Span
    low: float
    high: float
    unit: str
    per_minute: bool = False


@dataclass(frozen=True, slots=True)
class WeightMention:
    """A body weight in kilograms: 9.5公斤, 十八斤半."""

    span: Span
    kilograms: float


@dataclass(frozen=True, slots=True)
class LengthMention:
    """A length or height in centimetres: 75厘米, 一米零二."""

    span: Span
    centimetres: float


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day or a stretch of days, with the time of day where one was said.

    Attributes:
        span: Where it stands.
        first_on: First day meant.
        last_on: Last day meant, the same for a single day (周末 is Saturday to Sunday).
        starts_at: Instant for 下午三点; None when only a day was said.
        part_of_day: morning, noon, afternoon, evening or None.
        alternatives: Other readings of the hour (五点半 may be 05:30 or 17:30).
    """

    span: Span
    first_on: date
    last_on: date
    starts_at: datetime | None = None
    part_of_day: str | None = None
    alternatives: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class TermMention:
    """A known word.

    `label` is symptom, vaccine, district, subdistrict, session_type or person; `value` is its standard form.
    """

    span: Span
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the language part found in one message.

    `text` is the normalised text that all spans point into.
    """

    text: str
    ages: tuple[AgeMention, ...] = ()
    temperatures: tuple[TemperatureMention, ...] = ()
    durations: tuple[DurationMention, ...] = ()
    counts: tuple[CountMention, ...] = ()
    weights: tuple[WeightMention, ...] = ()
    lengths: tuple[LengthMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    terms: tuple[TermMention, ...] = ()

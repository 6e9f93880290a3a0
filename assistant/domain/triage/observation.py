"""What one message tells of each child: signs, figures, age, corrections and recovery."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.domain.child import OLDEST_MONTHS, Age
from assistant.domain.measures import AgeMention, CountMention, DurationMention, LengthMention, Reading, Span
from assistant.domain.triage import cues
from assistant.domain.triage.mentions import Context, Mention, Status, judge, status_at
from assistant.domain.triage.rules import Match, RuleSet
from assistant.domain.triage.situation import Situation
from assistant.domain.triage.subjects import ADULT, ANIMAL, Person, find_people, may_be_subject

OTHER_TEMPERATURE = re.compile(
    r"水温|洗澡水|热水|温水|开水|室温|房间|气温|空调|奶温|冲奶|泡奶|奶粉|天气|外面|暖气|地暖|恒温|壶|温奶|调奶|洗澡|冰箱|热水器|户外"
)
_SATURATION = re.compile(r"(?:血氧|氧饱和度?|spo2)[^\d,，。;]{0,10}(\d{2,3})(?!\d)")
_BARE_TEMPERATURE = re.compile(
    r"(?<![\d.:])(?:3[5-9]|4[0-2])\.\d(?!\d|\s*(?:kg|公斤|斤|cm|厘米|周|%|元|块|个|岁|月|天|分))"
)
_NOT_REACHED = re.compile(r"(?:没有|没|不|未)(?:再)?(?:烧到|超过|达到|到|发到|烧|高过)*$")
_NOT_BEFORE = re.compile(r"不是$")
_UNDER = re.compile(r"(?:不满|不到|未满|没满|没到|还差几天|差几天|快|马上|快要|将近|即将)$")
_NEWBORN = re.compile(
    r"月子里|新生儿|刚出生|刚生下|出生没几天|出生才几天|刚生的|没出月子|还没出月子|没满月|未满月|不满月|还没满月|生下来就|生出来就"
)
_NOT_LASTING = re.compile(r"^(?:以|之)?(?:前|后|内)|^(?:一次|吃一次|喂一次)")
_HEART = re.compile(r"心率|心跳|脉搏")
_OLDEST_CHILD_MONTHS = 215


@dataclass(slots=True)
class Told:
    """What a message tells of one child; `last_at` is where each sign was last spoken of."""

    present: dict[str, Match] = field(default_factory=dict)
    denied: dict[str, Match] = field(default_factory=dict)
    measures: dict[str, list[float]] = field(default_factory=dict)
    age: Age | None = None
    newborn: bool = False
    last_at: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was told."""
        return not (self.present or self.denied or self.measures or self.age or self.newborn)


@dataclass(slots=True)
class Observation:
    """What a message tells, per child and beyond."""

    children: dict[str, Told] = field(default_factory=dict)
    adult: dict[str, Match] = field(default_factory=dict)
    anyone: dict[str, Match] = field(default_factory=dict)
    adult_named: bool = False
    general: list[Match] = field(default_factory=list)
    denied: list[Match] = field(default_factory=list)
    current: str = ""
    corrected: bool = False
    recovered: bool = False
    follows_up: bool = False

    def child(self, name: str) -> Told:
        """What is told of the child called `name`."""
        return self.children.setdefault(name, Told())


class Observer:
    """Reads one message into an observation; used once."""

    def __init__(self, reading: Reading, matches: tuple[Match, ...], situation: Situation, rules: RuleSet) -> None:
        self._reading = reading
        self._text = reading.text
        self._concepts = rules.concepts
        self._context = Context(reading.text)
        self._mentions = judge(self._context, matches, rules.concepts)
        self._ages, negated = self._usable_ages(reading.ages)
        self._people = find_people(reading, self._ages)
        self._before = situation.current
        self._seen = Observation(corrected=negated or bool(cues.CORRECTION.search(reading.text)))

    def observe(self) -> Observation:
        """Go through signs, figures and ages."""
        self._seen.current = self._before
        for mention in self._mentions:
            self._take_mention(mention)
        self._take_temperatures()
        self._take_bare_temperatures()
        for age in self._ages:
            self._take_age(age)
        self._take_newborn_words()
        self._take_durations()
        self._take_counts()
        self._take_heights()
        self._take_saturation()
        self._seen.recovered = self._recovered()
        self._seen.adult_named = any(person.kind == "adult" for person in self._people)
        self._seen.follows_up = bool(cues.FOLLOW_UP.search(self._text))
        named = [person for person in self._people if person.kind == "child" and person.name]
        if named:
            self._seen.current = named[-1].name or ""
        return self._seen

    def _usable_ages(self, ages: tuple[AgeMention, ...]) -> tuple[tuple[AgeMention, ...], bool]:
        kept = [item for item in ages if not _NOT_BEFORE.search(self._text[: item.span.start])]
        usable = [item for item in kept if item.age.months <= _OLDEST_CHILD_MONTHS]
        usable = [item for item in usable if status_at(self._context, *_ends(item.span)) is not Status.PAST]
        return tuple(usable), len(kept) < len(ages)

    def _whose(self, start: int, may_inherit: bool = True) -> str:
        """ADULT, ANIMAL or the name of the child that the words at `start` are said of.

        `may_inherit`: an adult of the clause before may be meant; not for emergencies, which count for the child.
        """
        clause_start, _ = self._context.clause(start)
        before = [person for person in self._people if person.end <= start]
        nearest = before[-1] if before else None
        if nearest and nearest.start >= clause_start:
            if nearest.kind == "child":
                return self._name_at(start)
            if self._is_subject(nearest, start):
                return ADULT if nearest.kind == "adult" else ANIMAL
            return self._name_at(start)
        if may_inherit and nearest and nearest.kind == "adult" and self._inherits(nearest, start):
            return ADULT
        return self._name_at(start)

    def _is_subject(self, person: Person, start: int) -> bool:
        """Whether the sign at `start` is said of `person`; 妈妈的降压药 names a thing, not the mother."""
        return not self._text.startswith("的", person.end) and may_be_subject(self._bare(person.end, start))

    def _bare(self, start: int, end: int) -> str:
        """The text between, without the words of signs that lie in it."""
        text = self._text[start:end]
        for mention in self._mentions:
            if start <= mention.match.start and mention.match.end <= end:
                text = text.replace(mention.match.text, "")
        reading = self._reading
        spans = [item.span for item in reading.temperatures] + [item.span for item in reading.durations]
        for span in (*spans, *(item.span for item in reading.ages)):
            if start <= span.start and span.end <= end:
                text = text.replace(span.text, "")
        return text

    def _inherits(self, person: Person, start: int) -> bool:
        """我发烧了,39度5: the adult of the clause before goes on being spoken of."""
        if self._context.sentence(person.start) != self._context.sentence(start):
            return False
        return self._is_subject(person, start)

    def _name_at(self, start: int) -> str:
        named = [person for person in self._people if person.kind == "child"]
        before = [person for person in named if person.end <= start]
        after = [person for person in named if person.start >= start]
        for person in (*reversed(before), *after[:1]):
            if person.name is not None:
                return person.name
        return "" if self._before in (ADULT, ANIMAL) else self._before

    def _take_mention(self, mention: Mention) -> None:
        match, concept = mention.match, self._concepts[mention.match.concept]
        if concept.topic or mention.status is Status.SUPPOSED:
            self._seen.general.append(match)
            return
        if mention.status is Status.PAST:
            return
        if mention.status is Status.DENIED:
            self._seen.denied.append(match)
        if concept.anyone:
            if mention.status is Status.PRESENT:
                self._seen.anyone[match.concept] = match
            return
        whose = self._whose(match.start, may_inherit=not concept.first_aid)
        if whose == ADULT and mention.status is Status.PRESENT:
            self._seen.adult[match.concept] = match
            self._seen.current = ADULT
        if whose in (ADULT, ANIMAL):
            return
        told = self._seen.child(whose)
        (told.denied if mention.status is Status.DENIED else told.present)[match.concept] = match
        told.last_at[match.concept] = match.start
        told.newborn = told.newborn or (concept.newborn and mention.status is Status.PRESENT)
        self._seen.current = whose

    def _take_temperatures(self) -> None:
        for item in self._reading.temperatures:
            start, end = _ends(item.span)
            before = self._text[max(0, start - 8) : start]
            if _NOT_BEFORE.search(before):
                self._seen.corrected = True
                continue
            if OTHER_TEMPERATURE.search(before) or _NOT_REACHED.search(before) or self._is_threshold(start, end):
                continue
            if status_at(self._context, start, end) is not Status.PRESENT:
                continue
            whose = self._whose(start)
            if whose not in (ADULT, ANIMAL) and not (self._before == ADULT and not self._people):
                self._measure(whose, "temperature", item.celsius)

    def _take_bare_temperatures(self) -> None:
        """二宝38.2 next to a fever or another temperature: a figure with one decimal and no other unit."""
        context = self._reading.temperatures or any(m.match.concept == "fever" for m in self._mentions)
        taken = [item.span for item in self._reading.temperatures]
        taken += [item.span for item in self._reading.weights] + [item.span for item in self._reading.lengths]
        for found in _BARE_TEMPERATURE.finditer(self._text) if context else ():
            start, end = found.span()
            overlaps = any(span.start < end and start < span.end for span in taken)
            if overlaps or self._is_threshold(start, end) or status_at(self._context, start, end) is not Status.PRESENT:
                continue
            whose = self._whose(start)
            if whose not in (ADULT, ANIMAL):
                self._measure(whose, "temperature", float(found.group()))

    def _is_threshold(self, start: int, end: int) -> bool:
        clause = self._context.clause(start)
        follows = self._text[end : clause[1]]
        return bool(cues.THRESHOLD_AFTER.match(follows)) and self._context.says(cues.THRESHOLD_TALK, *clause)

    def _measure(self, whose: str, name: str, value: float) -> None:
        self._seen.child(whose).measures.setdefault(name, []).append(value)
        self._seen.current = whose

    def _take_age(self, item: AgeMention) -> None:
        start, end = _ends(item.span)
        follower = next((p for p in self._people if p.kind == "child" and 0 <= p.start - end <= 3), None)
        own = next((p for p in self._people if p.start == start and p.kind == "child"), None)
        near = own or follower
        whose = (near.name if near and near.name else None) or self._whose(start)
        if whose in (ADULT, ANIMAL):
            if item.age.months > OLDEST_MONTHS:
                return
            whose = self._name_at(start)
        under = bool(_UNDER.search(self._text[:start]))
        told = self._seen.child(whose)
        age = Age(min(item.age.months, OLDEST_MONTHS), item.age.days, item.age.approximate or under, item.age.corrected)
        told.age = age if told.age is None else min(told.age, age, key=lambda known: known.in_days)
        self._seen.current = whose

    def _take_newborn_words(self) -> None:
        found = _NEWBORN.search(self._text)
        if found:
            self._seen.child(self._name_at(found.start())).newborn = True

    def _take_durations(self) -> None:
        previous_end = 0
        for item in self._reading.durations:
            start, end = _ends(item.span)
            if _NOT_LASTING.match(self._text[end:]) or status_at(self._context, start, end) is Status.SUPPOSED:
                continue
            lasting = [m for m in self._mentions if self._concepts[m.match.concept].lasts]
            self._bind(item, lasting, "hours", (item.hours,), previous_end)
            previous_end = end

    def _take_counts(self) -> None:
        previous_end = 0
        for item in self._reading.counts:
            if item.per_minute:
                self._take_rate(item)
                continue
            counted = [m for m in self._mentions if self._concepts[m.match.concept].counted]
            self._bind(item, counted, "times", (item.low, item.high), previous_end)
            previous_end = item.span.end

    def _take_rate(self, item: CountMention) -> None:
        start, end = _ends(item.span)
        clause_start, _ = self._context.clause(start)
        if "按压" in self._text[clause_start:start] or status_at(self._context, start, end) is not Status.PRESENT:
            return
        name = "pulse" if _HEART.search(self._text, max(0, start - 12), start) else "breaths"
        whose = self._whose(start)
        if whose not in (ADULT, ANIMAL):
            self._measure(whose, name, item.high)

    def _bind(
        self,
        item: DurationMention | CountMention,
        candidates: list[Mention],
        unit: str,
        values: Iterable[float],
        after: int,
    ) -> None:
        """Give a duration or a count to the signs it is said of: those of its clause, else the nearest."""
        start, end = _ends(item.span)
        clause = self._context.clause(start)
        present = [m for m in candidates if m.status is Status.PRESENT]
        here = [m for m in present if clause[0] <= m.match.start < clause[1]]
        before = [m for m in here if after <= m.match.start < end]
        nearest = sorted(present, key=lambda m: abs(m.match.start - start))[:1] if unit == "hours" else []
        for mention in before or here or nearest:
            whose = self._whose(mention.match.start)
            for value in values if whose not in (ADULT, ANIMAL) else ():
                self._measure(whose, f"{unit}.{mention.match.concept}", value)
        if unit == "hours" and not present and not self._people:
            for value in values:
                self._measure(self._name_at(start), "hours.", value)

    def _take_heights(self) -> None:
        falls = [m for m in self._mentions if m.match.concept in ("fall", "head_hit", "high_fall")]
        for item in self._reading.lengths if falls else ():
            self._take_height(item)

    def _take_height(self, item: LengthMention) -> None:
        whose = self._whose(item.span.start)
        if whose not in (ADULT, ANIMAL):
            self._measure(whose, "height_cm", item.centimetres)

    def _take_saturation(self) -> None:
        for found in _SATURATION.finditer(self._text):
            if status_at(self._context, found.start(), found.end()) is not Status.PRESENT:
                continue
            whose = self._whose(found.start(1))
            if whose not in (ADULT, ANIMAL) and 40 <= int(found.group(1)) <= 100:
                self._measure(whose, "saturation", float(found.group(1)))

    def _recovered(self) -> bool:
        for found in cues.RECOVERED.finditer(self._text):
            clause_start, _ = self._context.clause(found.start())
            before = self._text[clause_start : found.start()]
            if not cues.NOT_RECOVERED.search(before) and not cues.SUPPOSED.search(before):
                return True
        return False


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end

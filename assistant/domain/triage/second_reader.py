"""A second reader of messages: it raises the level where the rules saw less; what it may doubt is in `doubt.py`.

A linear model over the characters of a message, trained beforehand (`assistant/evaluation/second_reader.py`). What it
finds becomes a sign like any other, so that denial, past, supposition and an adult as subject hold for it too.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.measures import Reading
from assistant.domain.triage.context import Context, Status
from assistant.domain.triage.mentions import judge
from assistant.domain.triage.rules import Concept, Match
from assistant.domain.urgency import Urgency

SOUNDS_URGENT = "sounds_urgent"
"""Concept of a message that sounds like an emergency."""

SOUNDS_GRAVE = "sounds_grave"
"""Concept of a message that sounds like an emergency in which minutes count."""

MAY_BE_URGENT = "may_be_urgent"
"""Concept of a message that might be one: it is answered with the safe line and one question."""

LONGEST_NGRAM = 3
WIDEST_PAIR = 4
"""Characters between which a pair is still seen as one thing: 嘴唇有点紫 has 嘴…紫."""

LONGEST_STRETCH = 100
"""Characters read at a time; the model was trained on messages of about this length."""

MOST_BESIDE_FIGURE = 4
"""Characters beside an age, a duration or a count up to which a clause tells nothing else."""

SHORTEST_TEXT = 4
SHORTEST_ALARM = 6
"""Characters from which an impression alone raises an alarm; two or three words for a part of the body sound the same
whether they are a sign or a trifle (嘴唇起皮), so below it we ask."""

SHORTEST_OVERRULED = 12
"""Characters from which a message tells more than the sign that the rules understood in it: 宝宝发烧了 does not."""

_REASONS = 5


Clause = tuple[int, int]
"""Start and end of a clause in the text."""

_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def ngrams(text: str) -> frozenset[str]:
    """All runs of one to three characters, and pairs of characters near each other in one clause.

    Every figure counts alike, since figures are the rules' business.
    """
    text = _FIGURES.sub("0", text)
    runs = {
        text[start : start + length]
        for length in range(1, LONGEST_NGRAM + 1)
        for start in range(len(text) - length + 1)
    }
    return frozenset(runs.union(*(_pairs(clause) for clause in text.split(","))))


def _pairs(clause: str) -> set[str]:
    return {
        f"{clause[start]}…{clause[end]}"
        for start in range(len(clause))
        for end in range(start + 2, min(len(clause), start + WIDEST_PAIR + 1))
    }


@dataclass(frozen=True, slots=True)
class Impression:
    """How urgent a text sounds.

    Attributes:
        probability: 0 to 1, higher is more urgent.
        start: Where the clause that speaks most for it begins; the first clause where the text does not sound urgent.
        end: Where that clause ends.
        reasons: The runs of characters that speak most for it, strongest first.
        grave: 0 to 1: if it is an emergency, how likely minutes count.
    """

    probability: float
    start: int
    end: int
    reasons: tuple[str, ...]
    grave: float = 0.0


NO_IMPRESSION = Impression(0.0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class SecondReader:
    """A trained model: a weight per run of characters, and from where on it is believed.

    Attributes:
        weights: Of each run the weight for an emergency, and that for one in which minutes count; positive speaks for.
        bias: Added to every sum for an emergency.
        grave_bias: Added to every sum for minutes that count.
        grave_from: From where on a very sure emergency is one in which minutes count.
        grave_over_hospital_from: The same where the rules found an emergency for the hospital.
        sure_from: Probability from which a message of no level is raised.
        sure_over_home_care_from: The same where the rules found something for home care.
        sure_over_doctor_from: The same where the rules found something for the doctor within a day.
        sure_of_rest_from: Over home care, the same for the clauses in which the rules understood nothing.
        unsure_from: Probability from which we ask.
    """

    weights: Mapping[str, tuple[float, float]]
    bias: float
    grave_bias: float
    grave_from: float
    grave_over_hospital_from: float
    sure_from: float
    sure_over_home_care_from: float
    sure_over_doctor_from: float
    sure_of_rest_from: float
    unsure_from: float

    def impression(self, text: str, clauses: Sequence[Clause]) -> Impression:
        """How urgent some clauses of a normalised text sound; of many the most urgent stretch. None give 0."""
        stretches = [self._stretch(text, stretch) for stretch in _stretches(clauses)]
        return max(stretches, key=lambda found: found.probability, default=NO_IMPRESSION)

    def sign(self, text: str, level: Urgency, whole: Impression, rest: Impression) -> tuple[Match, ...]:
        """The sign that the text sounds like an emergency, or might be one; nothing if neither.

        Args:
            text: The normalised text.
            level: What the rules found; the higher it is, the surer an impression has to be.
            whole: The impression of all clauses.
            rest: The impression of the clauses in which the rules understood no sign.
        """
        if level > Urgency.HOSPITAL_NOW:
            return ()
        if level is Urgency.HOSPITAL_NOW:
            is_grave = whole.probability >= self.sure_of_rest_from and whole.grave >= self.grave_over_hospital_from
            return _sign(SOUNDS_GRAVE, text, whole) if is_grave else ()
        is_more_told = len(text) >= (SHORTEST_ALARM if level is Urgency.NONE else SHORTEST_OVERRULED)
        if is_more_told and whole.probability >= self._sure_over(level):
            return self._emergency(text, whole)
        if level is Urgency.HOME_CARE and rest.probability >= self.sure_of_rest_from:
            # 拉肚子…,喝得下水: a clause may sound bad by itself, in a message that as a whole does not.
            return self._emergency(text, rest) if whole.probability >= self.unsure_from else ()
        is_unsure = level is Urgency.NONE and whole.probability >= self.unsure_from
        return _sign(MAY_BE_URGENT, text, whole) if is_unsure else ()

    def _sure_over(self, level: Urgency) -> float:
        if level is Urgency.NONE:
            return self.sure_from
        return self.sure_over_home_care_from if level is Urgency.HOME_CARE else self.sure_over_doctor_from

    def _emergency(self, text: str, heard: Impression) -> tuple[Match, ...]:
        is_grave = heard.grave >= self.grave_from and heard.probability >= self.sure_of_rest_from
        return _sign(SOUNDS_GRAVE if is_grave else SOUNDS_URGENT, text, heard)

    def _stretch(self, text: str, clauses: Sequence[Clause]) -> Impression:
        runs = ngrams(",".join(text[start:end] for start, end in clauses))
        known = [(weights, run) for run in runs if (weights := self.weights.get(run)) is not None]
        scale = 1 / math.sqrt(max(1, len(runs)))
        urgent = self.bias + scale * sum(weight for (weight, _), _ in known)
        grave = self.grave_bias + scale * sum(weight for (_, weight), _ in known)
        probability = _share(urgent)
        # Where nothing is made of it, nobody asks for the place; comparing clauses reads all their runs once more.
        start, end = clauses[0]
        if len(clauses) > 1 and probability >= self.unsure_from:
            start, end = max(clauses, key=lambda span: self._weight_of(text[slice(*span)]))
        reasons = tuple(run for (weight, _), run in sorted(known, reverse=True)[:_REASONS] if weight > 0)
        return Impression(probability, start, end, reasons, _share(grave))

    def _weight_of(self, clause: str) -> float:
        return sum(self.weights[run][0] for run in ngrams(clause) if run in self.weights)


def _sign(concept: str, text: str, heard: Impression) -> tuple[Match, ...]:
    return (Match(concept, heard.start, heard.end, text[heard.start : heard.end]),)


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def clauses_to_read(
    reading: Reading, matches: tuple[Match, ...], concepts: Mapping[str, Concept], over_level: bool
) -> tuple[Clause, ...]:
    """The clauses that the second reader may judge.

    Those in which the rules saw a sign denied, past, supposed or as a figure of speech are left out; `over_level`: also
    those in which the rules understood a sign. What a figure says is the rules' business.
    """
    context = Context(reading.text)
    aside = {
        context.clause(mention.match.start)
        for mention in judge(context, matches, concepts)
        if over_level or mention.status is not Status.PRESENT or concepts[mention.match.concept].topic
    }
    aside |= {context.clause(item.span.start) for item in reading.temperatures}
    spans = [item.span for item in reading.ages]
    spans += [item.span for item in reading.durations] + [item.span for item in reading.counts]
    for span in spans:
        clause = context.clause(span.start)
        if clause[1] - clause[0] - (span.end - span.start) <= MOST_BESIDE_FIGURE:
            aside.add(clause)
    left = tuple(clause for clause in context.clauses if clause not in aside)
    return left if sum(end - start for start, end in left) >= SHORTEST_TEXT else ()


def _stretches(clauses: Sequence[Clause]) -> Iterator[Sequence[Clause]]:
    """Clauses in stretches of about the length the model knows; the last clause of one begins the next."""
    stretch: list[Clause] = []
    for clause in clauses:
        if stretch and clause[1] - stretch[0][0] > LONGEST_STRETCH:
            yield stretch
            stretch = stretch[-1:]
        stretch.append(clause)
    if stretch:
        yield stretch

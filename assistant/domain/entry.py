"""An entry (条目) of the knowledge base: a handbook text or a policy question with its answer."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Collection(str, Enum):
    """Which half of the knowledge base an entry belongs to."""

    HANDBOOK = "handbook"
    POLICY_FAQ = "policy_faq"


class ReviewStatus(str, Enum):
    """How far an entry was reviewed; never overstated to parents."""

    DRAFT = "draft"
    CHECKED = "checked"
    CLINICIAN_REVIEWED = "clinician_reviewed"


class Certainty(str, Enum):
    """How sure a policy statement is; an unconfirmed one answers with where to ask, never with a figure."""

    OFFICIAL = "official"
    REPORTED = "reported"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Source:
    """A named document: issuer, title, number or year; `seen` is original or second_hand."""

    issuer: str
    title: str
    year: str
    seen: str
    clause: str = ""

    def __str__(self) -> str:
        parts = [self.issuer, f"《{self.title}》" if self.title else "", self.year, self.clause]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """One reviewed answer.

    Attributes:
        id: Unique, e.g. `feeding-salt-before-one`; equals the file's name.
        collection: Handbook or policy FAQ.
        topic: Folder the file lies in.
        title: Heading; for a policy entry the question.
        age_months: First and last completed month it holds for, both inclusive, within 0..83.
        age_group: Name shared by neighbouring ages of one question, or empty.
        topics: Tags.
        questions: Ways parents ask, six or more.
        answer: The reply itself, at most 200 characters, what to do first.
        see_doctor_if: Sentences shown as 什么时候去医院.
        red_flags: Ids of triage rules that concern this entry.
        tables: Ids of table rows that this entry explains, e.g. `vaccine:HepB-1`, `warning:3-1`, `visit:6`.
        body: Markdown with the detail.
        sources: Documents behind it; at least one.
        checked_on: Day of the last check.
        status: Review status; `reviewed_by` names the clinician for clinician_reviewed.
        district: `all` or a district's Chinese name (policy).
        effective_from: First day it holds, or None.
        effective_until: Last day it holds, or None.
        supersedes: Id of the entry it replaces, or empty.
        certainty: Of a policy entry; official for handbook entries.
    """

    id: str
    collection: Collection
    topic: str
    title: str
    age_months: tuple[int, int]
    topics: tuple[str, ...]
    questions: tuple[str, ...]
    answer: str
    body: str
    sources: tuple[Source, ...]
    checked_on: date
    status: ReviewStatus
    age_group: str = ""
    see_doctor_if: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    reviewed_by: str = ""
    district: str = "all"
    effective_from: date | None = None
    effective_until: date | None = None
    supersedes: str = ""
    certainty: Certainty = Certainty.OFFICIAL

    def holds_on(self, day: date) -> bool:
        """Whether the entry is in force on `day`; both ends inclusive, an open end holds for ever."""
        after_start = self.effective_from is None or self.effective_from <= day
        return after_start and (self.effective_until is None or day <= self.effective_until)

    def holds_in(self, district: str | None) -> bool:
        """Whether it may be shown for `district`; an unknown district sees only what holds everywhere."""
        return self.district == "all" or self.district == district

    def fits_age(self, age_months: int) -> bool:
        """Whether `age_months` lies in the entry's range."""
        return self.age_months[0] <= age_months <= self.age_months[1]

    def speaks_of(self, word: str) -> bool:
        """Whether its title, the ways it is asked or its answer hold `word`."""
        return any(word in part for part in (self.title, *self.questions, self.answer))

"""From what was found to what is said: texts, cards, choices and citations."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.dialogue import wording
from assistant.domain.child import OLDEST_MONTHS, Age
from assistant.domain.entry import Certainty, Collection, Entry, ReviewStatus
from assistant.domain.message import Card, ChoiceMeaning, Citation, OfferedChoice, Reply
from assistant.domain.urgency import Urgency

NEAREST_SHOWN = 2
"""Nearest questions offered when nothing was found."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes replies.

    Attributes:
        link: Returns the address of an entry's page.
    """

    link: Callable[[Entry], str]

    def answer(self, entry: Entry, age: Age | None, child: str = "") -> Reply:
        """The entry's answer, when to see a doctor, where it comes from; `child` tells several children apart."""
        texts = [_age_prefix(entry, age, child) + entry.answer]
        if entry.see_doctor_if:
            texts.append(see_doctor_line(entry))
        texts.append(source_line(entry))
        return Reply(
            texts=tuple(texts),
            cards=(self.card(entry, entry.answer),),
            choices=(OfferedChoice(wording.MORE_DETAIL, ChoiceMeaning("detail", entry.id)),),
            citations=(citation(entry),),
        )

    def by_age(self, versions: Sequence[Entry]) -> Reply:
        """The answer differs by age and none is known: what to do first in each band, and which band it is."""
        bands = [(_band(entry.age_months), entry) for entry in versions]
        lines = [f"· {band}：{first_sentence(entry.answer)}" for band, entry in bands]
        return Reply(
            texts=("\n".join([wording.DIFFERS_BY_AGE, *lines]), source_line(versions[-1]), wording.ASK_AGE),
            cards=tuple(self.card(entry, entry.answer) for entry in versions),
            choices=tuple(OfferedChoice(band, ChoiceMeaning("entry", entry.id)) for band, entry in bands),
            citations=tuple(citation(entry) for entry in versions),
        )

    def detail(self, entry: Entry) -> Reply:
        """The entry's whole text."""
        texts = (plain_text(entry.body) or entry.answer, source_line(entry))
        return Reply(texts=texts, cards=(self.card(entry, entry.answer),), citations=(citation(entry),))

    def still_the_same(self, entry: Entry, age: Age | None) -> Reply:
        """A fact was told that changes nothing: the answer before still holds, and is not said all over again."""
        said = wording.AGE_NOTED.format(age=wording.age_said(age)) if age else ""
        return Reply(
            texts=(wording.STILL_THE_SAME.format(age=said),),
            choices=(OfferedChoice(wording.MORE_DETAIL, ChoiceMeaning("detail", entry.id)),),
            citations=(citation(entry),),
        )

    def more_on(self, entry: Entry, passages: Sequence[str], others: Sequence[Entry]) -> Reply:
        """What the entry that was just shown says on what is asked of it now; `others` may be meant instead."""
        reply = Reply(
            texts=(wording.MORE_ON.format(text="\n".join(passages)), source_line(entry)),
            cards=(self.card(entry, entry.answer),),
            choices=(OfferedChoice(wording.MORE_DETAIL, ChoiceMeaning("detail", entry.id)),),
            citations=(citation(entry),),
        )
        return or_meant(reply, others)

    def not_in_detail(self, entry: Entry, others: Sequence[Entry]) -> Reply:
        """The entry that was just shown says nothing on what is asked of it now."""
        detail = OfferedChoice(wording.MORE_DETAIL, ChoiceMeaning("detail", entry.id))
        if others:
            return Reply(texts=(wording.NOT_IN_DETAIL,), choices=(*entry_choices(others), detail))
        cards = (contact_card("政务服务便民热线", wording.GOVERNMENT_HOTLINE),)
        return Reply(texts=(wording.NOT_ANYWHERE,), cards=cards, choices=(detail,))

    def suggest(self, entries: Sequence[Entry], misses: int, caution: str = "") -> Reply:
        """Which of a few questions was meant? `caution` says first why none is given as the answer.

        Where only one may be, the question is whether it is that.
        """
        if len(entries) == 1 and not caution:
            text = wording.SUGGEST_ONE[misses % 2].format(title=entries[0].title)
            return Reply(texts=(text,), choices=entry_choices(entries, wording.NOT_THIS))
        text = (wording.SUGGEST, wording.SUGGEST_AGAIN)[misses % 2]
        if caution and len(entries) == 1:
            text = wording.NEAREST_ONE
        return Reply(texts=(caution, text) if caution else (text,), choices=entry_choices(entries))

    def not_found(self, entries: Sequence[Entry], misses: int, caution: str = "") -> Reply:
        """Nothing was found: say so, offer the nearest questions and somebody to call."""
        later = wording.NOT_FOUND_LATER[(misses - 1) % 2]
        text = caution or (wording.NOT_FOUND if misses == 0 else later)
        nearest = entries[:NEAREST_SHOWN]
        introduction = wording.NEAREST if len(nearest) > 1 else wording.NEAREST_ONE
        texts = (text, introduction) if nearest else (text,)
        cards = (contact_card("政务服务便民热线", wording.GOVERNMENT_HOTLINE),)
        return Reply(texts=texts, cards=cards, choices=entry_choices(nearest) if nearest else ())

    def card(self, entry: Entry, text: str) -> Card:
        """The answer card of the public contract."""
        shown = citation(entry)
        return Card(
            "answer",
            {
                "entry_id": entry.id,
                "title": entry.title,
                "text": text,
                "url": self.link(entry),
                "source": shown.source,
                "checked_on": shown.checked_on.isoformat(),
            },
        )


def entry_choices(entries: Iterable[Entry], none_of_these: str = wording.NONE_OF_THESE) -> tuple[OfferedChoice, ...]:
    """A button for each entry's question, and one for none of them."""
    offered = [OfferedChoice(entry.title, ChoiceMeaning("entry", entry.id)) for entry in entries]
    return (*offered, OfferedChoice(none_of_these, ChoiceMeaning("none_of_these")))


def or_meant(reply: Reply, others: Sequence[Entry]) -> Reply:
    """Add a button for what may have been meant instead."""
    offered = [
        OfferedChoice(wording.OR_MEANT.format(title=one.title), ChoiceMeaning("entry", one.id)) for one in others
    ]
    return replace(reply, choices=(*reply.choices, *offered))


def with_section(reply: Reply, section: str) -> Reply:
    """Put a section of the entry's text right behind its answer."""
    return replace(reply, texts=(reply.texts[0], section, *reply.texts[1:]))


def told_apart(reply: Reply) -> Reply:
    """Name the entry on each 详细说说 where a reply holds several answers."""
    titles = {shown.entry_id: shown.title for shown in reply.citations}
    details = [offered for offered in reply.choices if offered.meaning.kind == "detail"]
    if len(details) < 2:
        return reply
    named = tuple(
        replace(offered, label=wording.MORE_DETAIL_OF.format(title=titles[offered.meaning.value]))
        if offered in details
        else offered
        for offered in reply.choices
    )
    return replace(reply, choices=named)


def nothing_else(misses: int) -> Reply:
    """Everything near the question was shown and turned down."""
    cards = (contact_card("政务服务便民热线", wording.GOVERNMENT_HOTLINE),)
    return Reply(texts=(wording.NO_OTHERS[misses % 2],), cards=cards)


def offer_deletion() -> Reply:
    """Ask before everything is deleted."""
    return Reply(
        texts=(wording.OFFER_DELETION,),
        choices=(
            OfferedChoice(wording.CONFIRM_DELETION, ChoiceMeaning("delete_data")),
            OfferedChoice(wording.KEEP_DATA, ChoiceMeaning("cancel")),
        ),
    )


def ask_what_next(age: Age | None, standing: Urgency) -> Reply:
    """A fact was told and nothing asked; in an emergency nobody is offered other subjects."""
    if standing.is_emergency:
        return Reply(texts=(wording.NOTED_WITH_AGE.format(age=wording.age_said(age)) if age else wording.NOTED,))
    if age is None:
        return Reply(texts=(wording.ASK_WHAT_NEXT,))
    return Reply(texts=(wording.ASK_WHAT_NEXT_WITH_AGE.format(age=wording.age_said(age)),))


def contact_card(name: str, phone: str, hours: str = "") -> Card:
    """The contact card of the public contract."""
    return Card("contact", {"name": name, "phone": phone, "hours": hours})


def citation(entry: Entry) -> Citation:
    """Where an entry comes from, as shown."""
    return Citation(entry.id, entry.title, "；".join(str(source) for source in entry.sources), entry.checked_on)


def source_line(entry: Entry, all_sources: bool = False) -> str:
    """One line with the documents and the day of the last check; never more than the review status allows.

    On a phone the first document stands for all; the entry's page and the citations name every one.
    """
    template = wording.BASIS_LINE if entry.collection is Collection.POLICY_FAQ else wording.SOURCE_LINE
    line = template.format(sources=_documents(entry, all_sources), checked_on=entry.checked_on.isoformat())
    if entry.status is ReviewStatus.CLINICIAN_REVIEWED:
        line += wording.CLINICIAN_LINE.format(name=entry.reviewed_by)
    if entry.certainty is Certainty.REPORTED and wording.CHECK_LOCALLY not in entry.answer:
        line += wording.CHECK_LOCALLY
    return line


def plain_text(markdown: str) -> str:
    """Return Markdown without its marks, for channels that show plain text."""
    lines = (line.strip().lstrip("#").replace("**", "").strip() for line in markdown.splitlines())
    return "\n".join(f"· {line[2:]}" if line.startswith(("- ", "* ")) else line for line in lines if line)


def before(first: Sequence[str], reply: Reply) -> Reply:
    """Return `reply` with `first` in front of its texts."""
    return replace(reply, texts=(*(text for text in first if text), *reply.texts))


def _age_prefix(entry: Entry, age: Age | None, child: str) -> str:
    is_for_all = entry.collection is Collection.POLICY_FAQ or entry.age_months == (0, OLDEST_MONTHS)
    if age is None or is_for_all or not entry.fits_age(age.months):
        return ""
    return wording.AGE_USED.format(age=child + wording.age_said(age))


def _documents(entry: Entry, all_sources: bool) -> str:
    if all_sources:
        return citation(entry).source
    more = len(entry.sources) - 1
    return f"{entry.sources[0]}" + (wording.AND_MORE_SOURCES.format(count=more + 1) if more else "")


def _band(age_months: tuple[int, int]) -> str:
    """An age range as people say it; the last month counts in full, so 0 to 2 is 不满3个月."""
    first, last = age_months
    if first == 0:
        return wording.BAND_BELOW.format(until=wording.age_in_words(last + 1))
    if last == OLDEST_MONTHS:
        return wording.BAND_FROM.format(since=wording.age_in_words(first))
    return wording.BAND_BETWEEN.format(since=wording.age_in_words(first), until=wording.age_in_words(last + 1))


def first_sentence(text: str) -> str:
    """Return what stands before the first full stop, with it."""
    return text.partition("。")[0] + "。"


def see_doctor_line(entry: Entry) -> str:
    """When to see a doctor, as the entry says."""
    return wording.SEE_DOCTOR + _numbered(entry.see_doctor_if)


def _numbered(sentences: Sequence[str]) -> str:
    return "".join(f"\n{number}. {sentence}" for number, sentence in enumerate(sentences, 1))

"""What Rasa's actions found, turned into words, and noted in the conversation's state."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.dialogue import compose, deletion_talk, wording
from assistant.dialogue.asked_of_entry import asks_for_doctor, new_words, passages_on, section_named
from assistant.dialogue.compose import Composer
from assistant.dialogue.form_parts import FormParts
from assistant.dialogue.institution_replies import listed_after
from assistant.dialogue.others import AGES, ENTRIES, Others
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Entry
from assistant.domain.handover import PersonWanted, Reason
from assistant.domain.message import Location, Reply
from assistant.language.follow_ups import joined
from assistant.language.normalise import normalise
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers

SURE_FROM = 0.9
"""Confidence from which an answer stands alone; below it a button offers what may have been meant instead."""

_BEGINNING = 4
"""Characters of the last question by which a question that completes it is known."""


class Parts:
    """Renders parts.

    Args:
        answers: Holds the entries that parts name by id.
        composer: Writes replies.
        others: Offers what comes next where an entry was turned down.
        forms: Turns the parts of forms into words.
    """

    def __init__(self, answers: Answers, composer: Composer, others: Others, forms: FormParts | None = None) -> None:
        self._answers = answers
        self._composer = composer
        self._others = others
        self._forms = forms

    async def render(
        self, part: Mapping[str, Any], state: ConversationState, conversation_id: str, location: Location | None
    ) -> Routed:
        """Turn a part of a form, or what another action found, into words."""
        reply = await self._forms.render(part, conversation_id, location, state.around) if self._forms else None
        if reply is None:
            return await self.render_found(part, state)
        asks = bool(part.get("asks"))
        form, hides = (part.get("form", ""), bool(part.get("is_private"))) if asks else (state.form, state.hides_answer)
        # What a form did is over: 多少钱 after it is not asked of the question before it.
        last_question = state.last_question if asks else ""
        after = replace(state, form=form, hides_answer=hides, misses=0, last_question=last_question)
        if part["kind"] == "institutions":
            after = replace(after, listed=listed_after(reply, state.listed, int(part.get("skip") or 0)))
        return Routed(reply, after)

    async def render_found(self, part: Mapping[str, Any], state: ConversationState) -> Routed:
        """Turn what an action found into words, and note it."""
        kind = part["kind"]
        if kind == "another":
            return await self._others.offer(state)
        if kind == "person":
            return Routed(Reply(), state, act=PersonWanted(Reason(part.get("reason", "asked"))))
        if kind == "offer_deletion":
            return deletion_talk.asked(state)
        if kind == "ask_what_next":
            return Routed(compose.ask_what_next(state.age, state.situation.urgency), state)
        return self._render_entries(part, state)

    def show(self, entry: Entry, kind: str, state: ConversationState) -> Routed:
        """Show one entry, as an answer or (`detail`) with its whole text."""
        if kind == "detail":
            reply = self._composer.detail(entry)
        else:
            reply = self._composer.answer(entry, state.age, state.child)
        shown = replace(state, misses=0, last_entry_ids=(entry.id,), person_said="")
        return Routed(reply, _with_turned_down(shown, (entry,)), entry_ids=(entry.id,))

    def for_age(self, state: ConversationState) -> str:
        """Return the id of the version for the child's age among those that were offered; empty where none is."""
        age = state.age
        fitting = (entry.id for entry in self.loaded(state.offered) if age and entry.fits_age(age.months))
        return next(fitting, "")

    def loaded(self, entry_ids: Sequence[str]) -> list[Entry]:
        """Return those of the entries that are still there."""
        found = (self._answers.entry(entry_id) for entry_id in entry_ids)
        return [entry for entry in found if entry is not None]

    def _render_entries(self, part: Mapping[str, Any], state: ConversationState) -> Routed:
        entries, kind = self.loaded(part.get("entry_ids", ())), part["kind"]
        if (words := _asked_of_last(part, entries, state)) is not None:
            return self._more_on(words, part, entries, state)
        if (question := part.get("question")) and question != state.last_question:
            state = replace(state, last_question=question, turned_down=())
        if kind == "ask_age" and entries:
            shown = tuple(entry.id for entry in entries)
            asked = _with_turned_down(replace(state, misses=0, offered=shown, open_question=AGES), entries)
            return Routed(self._composer.by_age(entries), asked, entry_ids=shown)
        if kind == "answer" and part.get("is_fact") and state.last_entry_ids[:1] == tuple(part["entry_ids"][:1]):
            return Routed(self._composer.still_the_same(entries[0], state.age), replace(state, misses=0))
        if kind in ("answer", "detail") and entries:
            shown_one = self.show(entries[0], kind, state)
            others = entries[1:2] if part.get("confidence", 1.0) < SURE_FROM else ()
            reply = compose.or_meant(shown_one.reply, others)
            if kind == "answer" and (section := section_named(str(question or ""), entries[0])):
                reply = compose.with_section(reply, section)
            return replace(shown_one, reply=reply)
        if kind == Outcome.NOT_FOUND.value and part.get("is_fact"):
            return Routed(compose.ask_what_next(state.age, state.situation.urgency), state)
        caution = wording.CAUTIONS.get(part.get("caution") or "", "")
        if caution and state.misses % 2:
            caution = wording.CAUTION_AGAIN.format(caution=caution)
        if kind == Outcome.SUGGEST.value and entries:
            reply = self._composer.suggest(entries, state.misses, caution)
        else:
            reply = self._composer.not_found(entries, state.misses, caution)
        return _offering(reply, entries, replace(state, misses=state.misses + 1))

    def _more_on(
        self, words: frozenset[str], part: Mapping[str, Any], entries: Sequence[Entry], state: ConversationState
    ) -> Routed:
        """Answer what is asked of the entry that was shown last from its whole text, or offer the next best."""
        entry, others = entries[0], entries[1:]
        asked = question = str(part["question"])
        if normalise(state.last_question)[:_BEGINNING] not in normalise(question):
            question = joined(state.last_question, question)
        state = replace(state, last_question=question, turned_down=(entry.id,))
        doctor = (compose.see_doctor_line(entry),) if asks_for_doctor(asked) and entry.see_doctor_if else ()
        if passages := doctor or passages_on(words, entry):
            reply = self._composer.more_on(entry, passages, others[:1])
            return Routed(reply, replace(state, misses=0, person_said=""), entry_ids=(entry.id,))
        if part["kind"] == "answer" and part.get("of_case"):
            return self.show(entry, "detail", state)
        reply = self._composer.not_in_detail(entry, others)
        return _offering(reply, others, replace(state, misses=state.misses + 1))


def _asked_of_last(
    part: Mapping[str, Any], entries: Sequence[Entry], state: ConversationState
) -> frozenset[str] | None:
    """Return what is asked of the entry that was shown last, where that is the best again; None for anything else."""
    question = part.get("question")
    is_again = bool(entries) and state.last_entry_ids[:1] == (entries[0].id,) and state.last_question != question
    if not is_again or not question or not state.last_question or part.get("is_fact"):
        return None
    if part.get("caution") or part["kind"] == "ask_age":
        return None
    if part.get("of_case") and part["kind"] == Outcome.NOT_FOUND.value:
        return None
    words = new_words(question, state.last_question)
    # The same asked again in other words is answered again; nothing is gained by offering it once more.
    return words if words or part["kind"] != "answer" else None


def _offering(reply: Reply, entries: Sequence[Entry], state: ConversationState) -> Routed:
    """Note which entries a reply offers as buttons, so that a typed number or 都不是 answers it."""
    offered = tuple(one.meaning.value for one in reply.choices if one.meaning.kind == "entry")
    if not offered:
        return Routed(reply, state)
    state = _with_turned_down(state, [entry for entry in entries if entry.id in offered])
    return Routed(reply, replace(state, offered=offered, open_question=ENTRIES))


def _with_turned_down(state: ConversationState, shown: Sequence[Entry]) -> ConversationState:
    """Note what was shown: whoever then wants another has turned it down."""
    ids = dict.fromkeys((*state.turned_down, *(entry.id for entry in shown)))
    return replace(state, turned_down=tuple(ids))

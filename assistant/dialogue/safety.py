"""What triage decides about a message, and how it stands beside the ordinary answer."""

import asyncio
import re
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from assistant.dialogue import compose, person_wording
from assistant.domain.child import Age
from assistant.domain.message import InboundMessage, Intent, Reply
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import Situation
from assistant.domain.urgency import Urgency

LONG_TEXT = 300
"""Characters from which triage reads in another thread: 2,000 take 40 ms, during which nobody else is answered."""

OLDEST_BAND_FROM_MONTHS = 6
"""From this age on, rules without an age hold as they are (the rows for 6-83 months)."""

OTHERS_CHILD = re.compile(
    "邻居|同事|朋友|亲戚|闺蜜|同学|别人|人家|侄|外甥|表[弟妹哥姐]|堂[弟妹哥姐]|我[姐妹哥弟]|老[大二三]|[大二三小]宝|"
    "[大小]的|另一个|哥哥|姐姐|弟弟|妹妹|双胞胎"
)
"""Words for a child who may not be the one that is known."""


class Triage(Protocol):
    """Reads every message before anything else."""

    @property
    def version(self) -> str:
        """Version of the rules."""

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        """Return the decision on `text` in the light of `situation`; never raises on any text."""

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        """Return the decision once the age of the child spoken of is known."""


async def read_off_the_loop(triage: Triage, text: str, situation: Situation, now: datetime) -> Decision:
    """Read a text with triage; a long one does not keep the event loop waiting."""
    if len(text) < LONG_TEXT:
        return triage.read(text, situation, now)
    return await asyncio.to_thread(triage.read, text, situation, now)


async def decide(
    triage: Triage, text: str, message: InboundMessage, situation: Situation, known: Age | None
) -> Decision:
    """Return triage's decision on one message.

    Args:
        triage: Reads.
        text: What was said.
        message: When, and whether an age was chosen with a button.
        situation: What was heard of late.
        known: The age of the only child that is known from before, of today. It was not heard of late, so it counts
            where it makes the decision more urgent, and where it is exact and nobody else's child is spoken of;
            otherwise the age is unknown to triage, which then speaks of younger children too and asks.
    """
    now = message.received_at
    if message.choice is not None and message.choice.kind == "age":
        return triage.read_age(int(message.choice.value), situation, now)
    decision = await read_off_the_loop(triage, text, situation, now)
    in_view = situation.without_expired(now).child(situation.current)
    if known is None or in_view.age is not None or in_view.newborn:
        return decision
    is_exact = known.days is not None and not known.approximate
    if not is_exact and known.months >= OLDEST_BAND_FROM_MONTHS:
        return decision
    told = situation.with_child(replace(in_view, age=known, age_heard_at=now))
    knowing = await read_off_the_loop(triage, text, told, now)
    if is_exact and knowing.urgency is decision.urgency and not OTHERS_CHILD.search(text):
        return knowing
    return knowing if knowing.urgency > decision.urgency else decision


def safety_reply(decision: Decision) -> Reply:
    """The alarm alone: nothing else in the way."""
    texts = (*decision.texts, decision.question) if decision.question else decision.texts
    return Reply(
        texts=texts,
        cards=decision.cards,
        choices=decision.choices,
        urgency=decision.urgency,
        intent=Intent("triage", 1.0),
    )


def with_safety(decision: Decision, reply: Reply) -> Reply:
    """Put what triage says around the ordinary answer.

    Two questions at once help nobody: where triage asks one, it takes the place of "which of these did you mean?".
    """
    if decision.question and not reply.citations:
        reply = replace(reply, texts=(), cards=())
    reply = compose.before(_safety_lines(decision), reply)
    return replace(
        reply,
        urgency=decision.urgency,
        cards=(*decision.cards, *reply.cards),
        texts=(*reply.texts, decision.question) if decision.question else reply.texts,
        choices=decision.choices if decision.question else reply.choices,
    )


def safety_only(decision: Decision) -> Reply:
    """While a person is on, only a new call120 or hospital_now goes out."""
    if decision.is_new and decision.urgency.is_emergency:
        marked = compose.before((person_wording.AUTOMATIC,), safety_reply(decision))
        return replace(marked, choices=(), handover=True)
    return Reply(urgency=decision.urgency, handover=True)


def _safety_lines(decision: Decision) -> tuple[str, ...]:
    if decision.is_new and decision.urgency > Urgency.HOME_CARE:
        return decision.texts
    return (decision.reminder, decision.first_line)

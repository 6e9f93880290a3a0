"""What a turn leaves on the operators' desk, in the turn's own transaction."""

from datetime import datetime, timedelta
from typing import Any

from assistant.dialogue import person_wording
from assistant.dialogue.desk_talk import ON
from assistant.dialogue.intake import CleanText
from assistant.dialogue.person import wanted_by
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import CallBackConsent, MessageLeft, PersonWanted
from assistant.domain.triage.decision import Decision
from assistant.domain.urgency import Urgency
from assistant.services.handover import request_person
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork
from assistant.store.console_records import AlertRecord, FollowUpRecord, UnansweredRecord
from assistant.store.records import Conversation

LINES_IN_SUMMARY = 12
QUESTIONS_IN_SUMMARY = 4
CALL_BACK_WITHIN = timedelta(hours=24)
PHONES = ("mobile", "landline")


async def store_for_desk(
    uow: UnitOfWork,
    conversation: Conversation,
    taken: CleanText,
    routed: Routed,
    sealer: PrivateValues,
    now: datetime,
) -> bool:
    """Write alert, request, message, consent or missed question of one turn; return whether the desk has news."""
    before = ConversationState.from_json(conversation.state)
    has_news = conversation.handover in ("waiting", ON)
    if routed.state.misses > before.misses:
        await uow.unanswered.add(
            UnansweredRecord(conversation.id, now, conversation.channel, routed.missed or taken.text)
        )
    if routed.decision is not None and is_alert(routed.decision, conversation.handover):
        await uow.alerts.add(alert_record(routed.decision, conversation, now))
        await uow.handovers.raise_urgency(conversation.id, routed.decision.urgency)
        has_news = True
    if routed.act is None:
        return has_news
    if isinstance(routed.act, PersonWanted):
        level = routed.state.situation.urgency
        summary = await summarise(uow, conversation, routed)
        return await request_person(uow, conversation, routed.act.reason, level, summary, now)
    if isinstance(routed.act, MessageLeft):
        await uow.follow_ups.add(_message_record(routed.act, conversation, taken, sealer, now))
    elif isinstance(routed.act, CallBackConsent):
        wording = person_wording.CONSENT_VERSION
        await uow.follow_ups.consent(routed.act.follow_up_id, conversation.id, wording, now)
    return True


def is_alert(decision: Decision, handover: str) -> bool:
    """Whether operators see it at once: every new call120, and a new hospital_now where a person is wanted or on."""
    if not decision.is_new:
        return False
    return decision.urgency is Urgency.CALL120 or (decision.urgency.is_emergency and handover in ("waiting", ON))


def alert_record(decision: Decision, conversation: Conversation, now: datetime) -> AlertRecord:
    """The alert of one decision: which rules, on which words."""
    return AlertRecord(
        conversation_id=conversation.id,
        at=now,
        channel=conversation.channel,
        urgency=decision.urgency.value,
        rule_ids=[match.rule_id for match in decision.matches],
        words=[words for match in decision.matches for _, _, words in match.words],
    )


async def summarise(uow: UnitOfWork, conversation: Conversation, routed: Routed) -> dict[str, Any]:
    """What an operator should know before the first word: what was asked, age, district, red flags, last answer.

    To be called once this turn's lines are written. Words that only ask for a person say nothing, and are left out.
    """
    first = max(0, conversation.last_seq - LINES_IN_SUMMARY)
    items = await uow.items.list_after(conversation.id, first, LINES_IN_SUMMARY + 2)
    said = [item.body["text"] for item in items if item.sender == "caregiver"]
    questions = [text for text in said if wanted_by(text) is None] or said
    answers = [
        "\n".join(item.body["texts"]) for item in items[:-1] if item.sender == "assistant" and item.body["texts"]
    ]
    state = routed.state
    alarms = [alarm for child in state.situation.children for alarm in child.alarms]
    return {
        "questions": questions[-QUESTIONS_IN_SUMMARY:],
        "age_months": state.age.months if state.age else None,
        "district": state.district,
        "red_flags": list(dict.fromkeys(alarm.rule_id for alarm in alarms)),
        "last_answer": answers[-1] if answers else "",
        "entry_ids": list(state.last_entry_ids),
    }


def _message_record(
    left: MessageLeft, conversation: Conversation, taken: CleanText, sealer: PrivateValues, now: datetime
) -> FollowUpRecord:
    phone = next((private.value for private in taken.private if private.kind in PHONES), "")
    return FollowUpRecord(
        id=left.follow_up_id,
        subject=left.text,
        due_at=now + CALL_BACK_WITHIN,
        created_at=now,
        created_by="caregiver",
        conversation_id=conversation.id,
        phone_sealed=sealer.seal(phone) if phone else None,
        phone_hash=sealer.lookup_hash(phone) if phone else "",
    )

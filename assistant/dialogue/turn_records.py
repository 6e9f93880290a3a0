"""What a turn leaves in the store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.dialogue.intake import PrivateValue
from assistant.dialogue.routed import Routed
from assistant.domain.message import Choice, Reply
from assistant.domain.triage.decision import Decision
from assistant.services.private_values import PrivateValues
from assistant.store.records import AnswerRecord, ChoiceRecord, PrivateValueRecord, TriageRecord


def choice_records(choices: Sequence[Choice], reply: Reply, conversation_id: str, reply_seq: int) -> list[ChoiceRecord]:
    """What each button of a reply means."""
    return [
        ChoiceRecord(
            choice_id=choice.choice_id,
            conversation_id=conversation_id,
            seq=reply_seq,
            label=offered.label,
            kind=offered.meaning.kind,
            value=offered.meaning.value,
        )
        for choice, offered in zip(choices, reply.choices, strict=True)
    ]


def answer_record(answer_id: str, conversation_id: str, reply_seq: int, routed: Routed, now: datetime) -> AnswerRecord:
    """Why a reply said what it said."""
    decision = routed.decision
    triage: dict[str, Any] = {}
    if decision is not None:
        triage = {"rules": [name for name, _ in decision.traced], "version": decision.version}
    return AnswerRecord(
        answer_id=answer_id,
        conversation_id=conversation_id,
        seq=reply_seq,
        entry_ids=list(routed.entry_ids),
        triage=triage,
        intent=routed.reply.intent.name,
        confidence=routed.reply.intent.confidence,
        degraded=routed.reply.degraded,
        created_at=now,
    )


def triage_record(decision: Decision, conversation_id: str, channel: str, now: datetime) -> TriageRecord:
    """What triage decided, and on which words."""
    return TriageRecord(
        conversation_id=conversation_id,
        at=now,
        urgency=decision.urgency.value,
        rule_ids=[name for name, _ in decision.traced],
        words=[list(word) for _, match in decision.traced for word in match.words],
        negated=[list(word) for word in decision.negated],
        age_used_months=decision.age_used_months,
        version=decision.version,
        channel=channel,
    )


def private_record(
    private: PrivateValue, sealer: PrivateValues, conversation_id: str, now: datetime
) -> PrivateValueRecord:
    """A private detail, sealed."""
    return PrivateValueRecord(
        reference=private.reference,
        conversation_id=conversation_id,
        kind=private.kind,
        ciphertext=sealer.seal(private.value),
        lookup_hash=sealer.lookup_hash(private.value),
        created_at=now,
    )

"""From what the desk holds to the shapes of the contract."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiohttp import web

from assistant.channels.api.contract_desk import (
    AlertOut,
    DeskOut,
    HandoverRowOut,
    LineDeliveryOut,
    OfferOut,
    OtherAgeOut,
    RedFlagOut,
    SuggestedAnswerOut,
    SuggestionsOut,
    SummaryOut,
)
from assistant.channels.keys import CLOCK, SETTINGS, SUGGESTER, UNIT_OF_WORK
from assistant.channels.links import entry_address
from assistant.dialogue.compose import citation
from assistant.dialogue.console_wording import delivery_reason
from assistant.dialogue.operator_words import CHANNELS_WITHOUT_A_PAGE
from assistant.dialogue.suggestions import Suggested, SuggestedAnswer
from assistant.domain.entry import Collection
from assistant.domain.handover import SEEN_WITHIN, Handover, HandoverState
from assistant.domain.urgency import Urgency
from assistant.errors import InvalidInput
from assistant.services.directory import Offer
from assistant.services.line_deliveries import deliveries_of
from assistant.services.unit_of_work import UnitOfWork
from assistant.store.console_records import AlertRecord

ALERTS_SHOWN_FOR = timedelta(hours=12)
DELIVERIES_SHOWN = 50


async def desk_out(request: web.Request, operator_id: str) -> DeskOut:
    """Return what the inbox shows this operator."""
    now = request.app[CLOCK]()
    async with request.app[UNIT_OF_WORK]() as uow:
        handovers = await uow.handovers.list_open()
        seqs = await uow.handovers.last_seqs()
        alerts = await uow.alerts.list_since(now - ALERTS_SHOWN_FOR)
        on_duty = await uow.duty.count_since(now - SEEN_WITHIN)
        deliveries = {one.id: await deliveries_in(uow, one, operator_id) for one in handovers}
        open_count, due_count = await uow.follow_ups.count_open(), await uow.follow_ups.count_due(now)
    of_conversation = {handover.conversation_id: handover.id for handover in handovers}
    return DeskOut(
        handovers=[
            row_out(request, one, operator_id, seqs.get(one.conversation_id, 0), deliveries[one.id])
            for one in handovers
        ],
        alerts=[alert_out(request, alert, of_conversation.get(alert.conversation_id)) for alert in alerts],
        on_duty=on_duty,
        follow_ups_open=open_count,
        follow_ups_due=due_count,
    )


async def deliveries_in(uow: UnitOfWork, handover: Handover, operator_id: str) -> list[LineDeliveryOut]:
    """Return where the latest lines stand of a conversation on WeChat that this operator has."""
    is_theirs = handover.state is HandoverState.ON and handover.operator_id == operator_id
    if not is_theirs or handover.channel not in CHANNELS_WITHOUT_A_PAGE:
        return []
    latest = (await deliveries_of(uow, handover.conversation_id))[-DELIVERIES_SHOWN:]
    return [
        LineDeliveryOut(seq=one.seq, state=one.state, reason=delivery_reason(one.reason, one.state == "failed"))
        for one in latest
    ]


def row_out(
    request: web.Request,
    handover: Handover,
    operator_id: str,
    last_seq: int,
    deliveries: Sequence[LineDeliveryOut] = (),
) -> HandoverRowOut:
    """Return one row of the inbox."""
    summary = handover.summary
    return HandoverRowOut(
        id=handover.id,
        conversation_id=handover.conversation_id,
        channel=handover.channel,
        state=handover.state.value,
        reason=handover.reason.value,
        urgency=handover.urgency.value,
        requested_at=handover.requested_at,
        taken_at=handover.taken_at,
        operator=handover.operator_name,
        mine=handover.operator_id == operator_id and handover.state.value == "on",
        last_seq=last_seq,
        read_seq=handover.read_seq,
        wrap_up=handover.wrap_up,
        summary=SummaryOut(
            questions=summary.get("questions", []),
            age_months=summary.get("age_months"),
            district=summary.get("district", ""),
            red_flags=[_rule_title(request, rule_id) for rule_id in summary.get("red_flags", [])],
            last_answer=summary.get("last_answer", ""),
        ),
        deliveries=list(deliveries),
    )


def alert_out(request: web.Request, alert: AlertRecord, handover_id: str | None) -> AlertOut:
    """Return one alert with its rules by name."""
    return AlertOut(
        id=alert.id,
        conversation_id=alert.conversation_id,
        handover_id=handover_id,
        at=alert.at,
        channel=alert.channel,
        urgency=Urgency(alert.urgency).value,
        rules=[_rule_title(request, rule_id) for rule_id in alert.rule_ids],
        words=list(dict.fromkeys(str(words) for words in alert.words)),
        seen_by=alert.seen_by,
    )


def suggestions_out(request: web.Request, suggested: Suggested) -> SuggestionsOut:
    """Return the panel."""
    return SuggestionsOut(
        suggestion_id=suggested.id,
        urgency=suggested.urgency.value,
        red_flags=[
            RedFlagOut(
                rule_id=flag.rule_id,
                title=flag.title,
                urgency=flag.urgency.value,
                words=list(flag.words),
                do_now=list(flag.do_now),
                first_questions=list(flag.first_questions),
            )
            for flag in suggested.red_flags
        ],
        outcome=suggested.outcome.value,
        answers=[_answer_out(request, one) for one in suggested.answers],
        for_other_ages=[OtherAgeOut(title=one.title, age_months=one.age_months) for one in suggested.for_other_ages],
        ask_next=list(suggested.ask_next),
        institutions=[_offer_out(offer) for offer in suggested.institutions],
        sessions=[_offer_out(offer) for offer in suggested.sessions],
        policy_basis=[citation(entry).source for entry in suggested.policy_basis],
        age_months=suggested.age_months,
        district=suggested.district,
    )


def _answer_out(request: web.Request, one: SuggestedAnswer) -> SuggestedAnswerOut:
    entry, shown = one.entry, citation(one.entry)
    return SuggestedAnswerOut(
        entry_id=entry.id,
        title=entry.title,
        text=entry.answer,
        see_doctor_if=list(entry.see_doctor_if),
        url=entry_address(request.app[SETTINGS].public_url, entry),
        source=shown.source,
        checked_on=entry.checked_on,
        confidence=round(one.confidence, 4),
        status=entry.status.value,
        certainty=entry.certainty.value,
        age_months=entry.age_months,
        for_age=one.for_age,
        basis=shown.source if entry.collection is Collection.POLICY_FAQ else None,
    )


def _offer_out(offer: Offer) -> OfferOut:
    return OfferOut(kind=offer.kind, id=offer.id, title=offer.title, detail=offer.detail, fields=offer.fields)


def _rule_title(request: web.Request, rule_id: str) -> str:
    rule = request.app[SUGGESTER].rule(rule_id)
    return f"{rule_id} {rule.title}" if rule else rule_id


def aware(moment: datetime) -> datetime:
    """Return an instant that names its time zone; raises InvalidInput for one that does not."""
    if moment.utcoffset() is None:
        raise InvalidInput("An instant needs a time zone, e.g. 2026-11-24T09:00:00+08:00.")
    return moment


def is_due(due_at: datetime, now: datetime) -> bool:
    """Whether something should have been done by now."""
    return due_at <= now

"""Call-backs: list, add, note, move, end, and see the number with a reason."""

from datetime import datetime, timedelta

from aiohttp import web

from assistant.channels.api.contract_desk import (
    CallBackDaysOut,
    FollowUpChangeIn,
    FollowUpIn,
    FollowUpNoteOut,
    FollowUpOut,
    FollowUpsOut,
    PrivateOut,
    ReasonIn,
)
from assistant.channels.api.desk_views import aware, is_due
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.keys import CLOCK, HUB, OPERATOR, PRIVATE_VALUES, REQUEST_ID, UNIT_OF_WORK
from assistant.dialogue.intake import take_out_private
from assistant.domain.account import Role
from assistant.domain.handover import DESK
from assistant.services.clock import WUXI_TIME
from assistant.services.follow_ups import (
    FollowUpChange,
    FollowUpWithNotes,
    change_follow_up,
    list_follow_ups,
    new_follow_up,
    plan_follow_up,
    show_phone,
)
from assistant.services.public_holidays import next_working_day

routes = Routes("回访")


@routes.call(
    "GET",
    "/api/v1/operator/follow-ups",
    "待回访（最急在前）和最近办结的",
    response=FollowUpsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(Role.OPERATOR),
)
async def list_all(request: web.Request) -> FollowUpsOut:
    now = request.app[CLOCK]()
    found = await list_follow_ups(request.app[UNIT_OF_WORK])
    return FollowUpsOut(follow_ups=[_out(one, now) for one in found])


@routes.call(
    "GET",
    "/api/v1/operator/follow-ups/days",
    "今天、明天、下个工作日是哪天（法定节假日除外；调休补班的周末不算工作日）",
    response=CallBackDaysOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(Role.OPERATOR),
)
async def days(request: web.Request) -> CallBackDaysOut:
    today = request.app[CLOCK]().astimezone(WUXI_TIME).date()
    return CallBackDaysOut(today=today, tomorrow=today + timedelta(days=1), next_working_day=next_working_day(today))


@routes.call(
    "POST",
    "/api/v1/operator/follow-ups",
    "安排一次回访；留号码必须本人同意",
    body=FollowUpIn,
    response=FollowUpOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(Role.OPERATOR),
)
async def add(request: web.Request, body: FollowUpIn) -> FollowUpOut:
    now = request.app[CLOCK]()
    planned = new_follow_up(
        subject=take_out_private(body.subject).text,
        due_at=aware(body.due_at),
        operator=request[OPERATOR],
        now=now,
        phone=body.phone or "",
        consent=body.consent,
        sealer=request.app[PRIVATE_VALUES],
    )
    await plan_follow_up(request.app[UNIT_OF_WORK], planned, request[OPERATOR], now)
    request.app[HUB].announce(DESK)
    return _out(FollowUpWithNotes(planned, ()), now)


@routes.call(
    "PATCH",
    "/api/v1/operator/follow-ups/{follow_up_id}",
    "加备注、改时间、办结",
    body=FollowUpChangeIn,
    response=FollowUpOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
    guard=operators(Role.OPERATOR),
)
async def change(request: web.Request, body: FollowUpChangeIn) -> FollowUpOut:
    now = request.app[CLOCK]()
    asked = FollowUpChange(
        note=take_out_private(body.note).text if body.note else None,
        due_at=aware(body.due_at) if body.due_at else None,
        state=body.state,
        result=take_out_private(body.result).text,
    )
    changed = await change_follow_up(
        request.app[UNIT_OF_WORK],
        request.match_info["follow_up_id"],
        asked,
        request[OPERATOR],
        now,
        request[REQUEST_ID],
    )
    request.app[HUB].announce(DESK)
    return _out(changed, now)


@routes.call(
    "POST",
    "/api/v1/operator/follow-ups/{follow_up_id}/phone",
    "看回访号码；要写理由，记入审计",
    body=ReasonIn,
    response=PrivateOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def phone(request: web.Request, body: ReasonIn) -> PrivateOut:
    value = await show_phone(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.match_info["follow_up_id"],
        request[OPERATOR],
        body.reason,
        request.app[CLOCK](),
        request[REQUEST_ID],
    )
    return PrivateOut(value=value)


def _out(one: FollowUpWithNotes, now: datetime) -> FollowUpOut:
    record = one.follow_up
    return FollowUpOut(
        id=record.id,
        conversation_id=record.conversation_id,
        subject=record.subject,
        due_at=record.due_at,
        is_due=record.state == "open" and is_due(record.due_at, now),
        state=record.state,
        result=record.result,
        has_phone=record.phone_sealed is not None,
        consented=record.consent_at is not None,
        created_at=record.created_at,
        created_by=record.created_by,
        closed_at=record.closed_at,
        closed_by=record.closed_by,
        notes=[FollowUpNoteOut(at=note.at, author=note.author, text=note.text) for note in one.notes],
    )

"""Guidance sessions: what fits, for everybody; entering, changing, calling off and checking in, for the office."""

from datetime import datetime, time, timedelta

from aiohttp import web

from assistant.channels.api.contract import GuidanceSessionFields
from assistant.channels.api.guidance_contract import (
    AttendanceIn,
    BookingOut,
    CalledOffOut,
    ConsentOut,
    ReasonIn,
    RosterOut,
    RosterRowOut,
    SessionChangeIn,
    SessionIn,
    SessionOut,
    SessionsOut,
    SessionsQuery,
)
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.booking_credentials import OFFICE, operator_of, requester_of
from assistant.channels.keys import ATTENDANCE, BOOKINGS, CLOCK, GUIDANCE, SETTINGS
from assistant.dialogue.guidance_cards import booking_fields, booking_line, session_fields
from assistant.dialogue.guidance_wording import CHECK_LOCALLY, FOUND_NONE
from assistant.domain.account import Role
from assistant.domain.guardian import BOOKING_CONSENT
from assistant.domain.guidance import WUXI_TIME, GuidanceSession, SessionKind
from assistant.services.booking_requests import ShownBooking
from assistant.services.guidance import SessionQuery

EDITORS = (Role.EDITOR, Role.ADMINISTRATOR)
CLOSES_BEFORE = timedelta(hours=1)

routes = Routes("指导活动")


@routes.call(
    "GET",
    "/api/v1/guidance-sessions",
    "可以预约的免费指导活动，按时间先后",
    query=SessionsQuery,
    response=SessionsOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 429),
)
async def list_sessions(request: web.Request, query: SessionsQuery) -> SessionsOut:
    await requester_of(request)
    found = await request.app[GUIDANCE].fitting(
        SessionQuery(
            kinds=(SessionKind(query.kind),) if query.kind else (),
            district=query.district or "",
            age_months=query.age_months,
            since=datetime.combine(query.since, time(), WUXI_TIME) if query.since else None,
            with_seats=query.free_seats,
            limit=query.limit,
        )
    )
    return SessionsOut(
        sessions=[GuidanceSessionFields.model_validate(session_fields(session)) for session in found],
        note=CHECK_LOCALLY if found else FOUND_NONE,
        consent=ConsentOut.model_validate(BOOKING_CONSENT.to_json()),
    )


@routes.call(
    "POST",
    "/api/v1/guidance-sessions",
    "新增一场活动（编辑、管理员）",
    body=SessionIn,
    response=SessionOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
)
async def create(request: web.Request, body: SessionIn) -> SessionOut:
    by, now = await operator_of(request, *EDITORS), request.app[CLOCK]()
    values = body.model_dump() | {
        "id": "",
        "kind": SessionKind(body.kind),
        "created_at": now,
        "booking_opens_at": body.booking_opens_at or min(now, body.starts_at - 2 * CLOSES_BEFORE),
        "booking_closes_at": body.booking_closes_at or body.starts_at - CLOSES_BEFORE,
    }
    return session_out(await request.app[GUIDANCE].create(GuidanceSession(**values), by))


@routes.call(
    "GET",
    "/api/v1/guidance-sessions/{id}",
    "一场活动",
    response=SessionOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(401, 403, 404, 429),
)
async def one(request: web.Request) -> SessionOut:
    await requester_of(request)
    return session_out(await request.app[GUIDANCE].get(request.match_info["id"]))


@routes.call(
    "PATCH",
    "/api/v1/guidance-sessions/{id}",
    "修改一场活动；时间地点变动会通知已预约的家庭（编辑、管理员）",
    body=SessionChangeIn,
    response=SessionOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
)
async def change(request: web.Request, body: SessionChangeIn) -> SessionOut:
    by = await operator_of(request, *EDITORS)
    values = body.model_dump(exclude_none=True)
    return session_out(await request.app[GUIDANCE].change(request.match_info["id"], values, by))


@routes.call(
    "POST",
    "/api/v1/guidance-sessions/{id}/cancellation",
    "取消一场活动，并通知已预约的家庭（编辑、管理员）",
    body=ReasonIn,
    response=CalledOffOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
)
async def call_off(request: web.Request, body: ReasonIn) -> CalledOffOut:
    by = await operator_of(request, *EDITORS)
    done = await request.app[GUIDANCE].call_off(request.match_info["id"], body.reason, by)
    return CalledOffOut(told=done.told, to_call=list(done.to_call))


@routes.call(
    "GET",
    "/api/v1/guidance-sessions/{id}/bookings",
    "一场活动的名单，手机号已遮盖（坐席、编辑、管理员）",
    response=RosterOut,
    credential=Credential.OPERATOR,
    errors=(401, 403, 404),
)
async def roster(request: web.Request) -> RosterOut:
    await operator_of(request, *OFFICE)
    session_id = request.match_info["id"]
    await request.app[GUIDANCE].get(session_id)
    return RosterOut(bookings=[_row(request, shown) for shown in await request.app[BOOKINGS].of_session(session_id)])


@routes.call(
    "POST",
    "/api/v1/guidance-sessions/{id}/attendance",
    "签到，或登记未到（坐席、编辑、管理员）",
    body=AttendanceIn,
    response=BookingOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
)
async def attend(request: web.Request, body: AttendanceIn) -> BookingOut:
    by = await operator_of(request, *OFFICE)
    attendance, session_id = request.app[ATTENDANCE], request.match_info["id"]
    if body.code is not None:
        shown = await attendance.check_in(by, session_id, body.code)
    else:
        shown = await attendance.settle(by, session_id, str(body.booking_id), body.attended)
    return booking_out(request, shown)


def session_out(session: GuidanceSession) -> SessionOut:
    """Return a session with what the office sees of it."""
    cancelled_at = session.cancelled_at
    return SessionOut(
        session=GuidanceSessionFields.model_validate(session_fields(session)),
        capacity=session.capacity,
        booking_opens_at=session.booking_opens_at.astimezone(WUXI_TIME),
        booking_closes_at=session.booking_closes_at.astimezone(WUXI_TIME),
        cancelled_at=cancelled_at and cancelled_at.astimezone(WUXI_TIME),
        cancel_reason=session.cancel_reason,
    )


def booking_out(request: web.Request, shown: ShownBooking) -> BookingOut:
    """Return a booking as the contract words it, with one line for people."""
    fields = booking_fields(shown, request.app[SETTINGS].public_url)
    return BookingOut.model_validate({"booking": fields, "text": booking_line(shown)})


def _row(request: web.Request, shown: ShownBooking) -> RosterRowOut:
    fields = booking_fields(shown, request.app[SETTINGS].public_url)
    # The code lets its holder move and cancel; whoever reads the list needs the booking's id alone.
    kept = {"code": "", "ics_url": "", "booking_id": shown.booking.id, "phone_masked": shown.phone}
    return RosterRowOut.model_validate({**fields, **kept})

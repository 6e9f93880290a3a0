"""Bookings: book, list, look up, move, confirm, cancel, calendar file, feedback."""

from aiohttp import web

from assistant.channels.api.contract import BookingFields, ThanksOut
from assistant.channels.api.guidance import booking_out
from assistant.channels.api.guidance_contract import (
    BookingChangeIn,
    BookingIn,
    BookingOut,
    BookingQuery,
    BookingsOut,
    CalendarQuery,
    SessionFeedbackIn,
)
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.booking_credentials import on_behalf_of, requester_of
from assistant.channels.keys import ATTENDANCE, BOOKINGS, CLOCK, SETTINGS
from assistant.dialogue import wording
from assistant.dialogue.guidance_calendar import calendar_file
from assistant.dialogue.guidance_cards import booking_fields
from assistant.language.private import mask
from assistant.services.booking_requests import BookingRequest

routes = Routes("预约")


@routes.call(
    "POST",
    "/api/v1/bookings",
    "预约一场活动；同一个 client_request_id 只约一次。约满时返回 session_full，可带 waitlist 再发",
    body=BookingIn,
    response=BookingOut,
    status=201,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 409, 429),
)
async def book(request: web.Request, body: BookingIn) -> BookingOut:
    requester = await requester_of(request)
    if body.conversation_id is not None:
        requester = await on_behalf_of(request, requester, body.conversation_id)
    wanted = BookingRequest(**body.model_dump(exclude={"conversation_id"}))
    return booking_out(request, await request.app[BOOKINGS].book(requester, wanted))


@routes.call(
    "GET",
    "/api/v1/bookings",
    "我的预约；坐席看到自己代约的",
    response=BookingsOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(401, 403, 429),
)
async def mine(request: web.Request) -> BookingsOut:
    found = await request.app[BOOKINGS].mine(await requester_of(request))
    public_url = request.app[SETTINGS].public_url
    return BookingsOut(bookings=[BookingFields.model_validate(booking_fields(one, public_url)) for one in found])


@routes.call(
    "GET",
    "/api/v1/bookings/{code}",
    "查一个预约",
    query=BookingQuery,
    response=BookingOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 429),
)
async def look_up(request: web.Request, query: BookingQuery) -> BookingOut:
    requester = await requester_of(request, query.phone_last4)
    return booking_out(request, await request.app[BOOKINGS].find(requester, request.match_info["code"]))


@routes.call(
    "PATCH",
    "/api/v1/bookings/{code}",
    "改约到另一场，或确认候补到的名额",
    body=BookingChangeIn,
    query=BookingQuery,
    response=BookingOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 409, 429),
)
async def change(request: web.Request, body: BookingChangeIn, query: BookingQuery) -> BookingOut:
    requester = await requester_of(request, query.phone_last4)
    bookings, code = request.app[BOOKINGS], request.match_info["code"]
    if body.session_id is not None:
        return booking_out(request, await bookings.move(requester, code, body.session_id))
    return booking_out(request, await bookings.confirm(requester, code))


@routes.call(
    "DELETE",
    "/api/v1/bookings/{code}",
    "取消预约",
    query=BookingQuery,
    response=BookingOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 409, 429),
)
async def cancel(request: web.Request, query: BookingQuery) -> BookingOut:
    requester = await requester_of(request, query.phone_last4)
    return booking_out(request, await request.app[BOOKINGS].cancel(requester, request.match_info["code"]))


@routes.call(
    "GET",
    "/api/v1/bookings/{code}/calendar.ics",
    "日历文件；用预约返回的 ics_url 打开，不含宝宝的信息",
    query=CalendarQuery,
    response=None,
    credential=Credential.CALENDAR,
    errors=(400, 401, 404, 429),
)
async def calendar(request: web.Request, query: CalendarQuery) -> web.Response:
    bookings, code = request.app[BOOKINGS], request.match_info["code"]
    if query.key:
        shown = await bookings.for_calendar(code, query.key)
    else:
        shown = await bookings.find(await requester_of(request), code)
    return web.Response(
        body=calendar_file(shown, request.app[CLOCK]()).encode(),
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'attachment; filename="booking.ics"',
            "Cache-Control": "no-store",
        },
    )


@routes.call(
    "POST",
    "/api/v1/bookings/{code}/feedback",
    "活动之后的评价",
    body=SessionFeedbackIn,
    query=BookingQuery,
    response=ThanksOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 409, 429),
)
async def feedback(request: web.Request, body: SessionFeedbackIn, query: BookingQuery) -> ThanksOut:
    requester = await requester_of(request, query.phone_last4)
    code = request.match_info["code"]
    await request.app[ATTENDANCE].give_feedback(requester, code, body.rating, mask(body.comment))
    return ThanksOut(message=wording.THANKS_FOR_FEEDBACK)

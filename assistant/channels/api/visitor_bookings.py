"""What the visitor an operator talks with has booked."""

from aiohttp import web

from assistant.channels.api.contract_desk import VisitorBookingOut, VisitorBookingsOut
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.booking_credentials import operator_of
from assistant.channels.credentials import operators
from assistant.channels.keys import BOOKINGS, OPERATOR, SETTINGS, UNIT_OF_WORK
from assistant.dialogue.guidance_cards import booking_fields
from assistant.domain.account import Role
from assistant.domain.handover import HandoverState
from assistant.errors import NotFound
from assistant.services.booking_requests import ShownBooking
from assistant.services.handover import find_handover

routes = Routes("转人工")


@routes.call(
    "GET",
    "/api/v1/operator/handovers/{handover_id}/bookings",
    "自己正在接听的会话里约了什么，记入审计；不是自己代约的不给预约码，改约、取消要凭码和手机号后四位",
    response=VisitorBookingsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def list_all(request: web.Request) -> VisitorBookingsOut:
    handover = await find_handover(request.app[UNIT_OF_WORK], request.match_info["handover_id"])
    if handover.state is not HandoverState.ON or handover.operator_id != request[OPERATOR].id:
        raise NotFound(f"Handover {handover.id} is not with this operator.")
    requester = await operator_of(request, Role.OPERATOR)
    found = await request.app[BOOKINGS].of_visitor(requester, handover.conversation_id)
    return VisitorBookingsOut(bookings=[_out(request, shown) for shown in found])


def _out(request: web.Request, shown: ShownBooking) -> VisitorBookingOut:
    fields = booking_fields(shown, request.app[SETTINGS].public_url)
    kept = {name: fields[name] for name in ("code", "status", "status_name", "session", "nickname")}
    return VisitorBookingOut.model_validate(
        {**kept, "has_phone": bool(shown.phone), "is_open": shown.booking.status.is_open}
    )

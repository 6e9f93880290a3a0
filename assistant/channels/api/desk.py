"""The handover inbox: see, take, read, reply, give back, close; alerts; personal data with a reason."""

from aiohttp import web

from assistant.channels.api.contract_desk import (
    AcceptedOut,
    CloseIn,
    DeskOut,
    HandoverDetailOut,
    HandoverQuery,
    HandoverRowOut,
    OperatorMessageIn,
    PrivateIn,
    PrivateOut,
    SentOut,
)
from assistant.channels.api.conversations import item_out
from assistant.channels.api.desk_views import aware, deliveries_in, desk_out, row_out
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.keys import (
    CLOCK,
    HUB,
    OPERATOR,
    OPERATOR_WORDS,
    PRIVATE_VALUES,
    REQUEST_ID,
    UNIT_OF_WORK,
)
from assistant.dialogue.intake import take_out_private
from assistant.domain.account import Role
from assistant.domain.handover import DESK, Handover, HandoverState, WrapUp
from assistant.errors import NotFound
from assistant.services import handover as handovers
from assistant.services.conversations import items_after
from assistant.services.follow_ups import plan_after_talk
from assistant.services.personal_data import show_private

LINES_SHOWN = 500

routes = Routes("转人工")


@routes.call(
    "GET",
    "/api/v1/operator/desk",
    "等候和接听中的会话（先到在前）、安全提醒、值班人数",
    response=DeskOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(Role.OPERATOR),
)
async def desk(request: web.Request) -> DeskOut:
    return await desk_out(request, request[OPERATOR].id)


@routes.call(
    "POST",
    "/api/v1/operator/handovers/{handover_id}/take",
    "接听；两个坐席同时接，只有一个接到",
    response=HandoverRowOut,
    credential=Credential.OPERATOR,
    errors=(401, 403, 404, 409),
    guard=operators(Role.OPERATOR),
)
async def take(request: web.Request) -> HandoverRowOut:
    taken = await handovers.take(
        request.app[UNIT_OF_WORK],
        request.match_info["handover_id"],
        request[OPERATOR],
        request.app[CLOCK](),
        request[REQUEST_ID],
    )
    return _announced(request, taken)


@routes.call(
    "GET",
    "/api/v1/operator/handovers/{handover_id}",
    "看会话；自己接听的，看过即标为已读",
    query=HandoverQuery,
    response=HandoverDetailOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def read(request: web.Request, query: HandoverQuery) -> HandoverDetailOut:
    operator, unit_of_work = request[OPERATOR], request.app[UNIT_OF_WORK]
    handover = await _open_to(request)
    items = await items_after(unit_of_work, handover.conversation_id, query.after, LINES_SHOWN)
    last_seq = items[-1].seq if items else query.after
    if await handovers.mark_read(unit_of_work, handover, operator.id, last_seq):
        request.app[HUB].announce(handover.conversation_id)
    shown = [item_out(item) for item in items if item.sender != "assistant" or item.body["texts"]]
    async with unit_of_work() as uow:
        deliveries = await deliveries_in(uow, handover, operator.id)
    row = row_out(request, handover, operator.id, last_seq, deliveries)
    return HandoverDetailOut(handover=row, items=shown)


@routes.call(
    "POST",
    "/api/v1/operator/handovers/{handover_id}/messages",
    "回复家长；同一个 client_message_id 只发一次",
    body=OperatorMessageIn,
    response=SentOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409, 413),
    guard=operators(Role.OPERATOR),
)
async def reply(request: web.Request, body: OperatorMessageIn) -> SentOut:
    handover = await _open_to(request)
    seq = await request.app[OPERATOR_WORDS].say(
        handover, request[OPERATOR], body.text, body.client_message_id, body.entry_id or ""
    )
    return SentOut(seq=seq)


@routes.call(
    "POST",
    "/api/v1/operator/handovers/{handover_id}/close",
    "结束或交还助手；可以同时安排回访",
    body=CloseIn,
    response=HandoverRowOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
    guard=operators(Role.OPERATOR),
)
async def close(request: web.Request, body: CloseIn) -> HandoverRowOut:
    now, handover = request.app[CLOCK](), await _open_to(request)
    plan = None
    if body.follow_up is not None:
        plan = plan_after_talk(
            take_out_private(body.follow_up.subject).text,
            aware(body.follow_up.due_at),
            take_out_private(body.follow_up.note).text,
            request[OPERATOR],
            now,
            handover.conversation_id,
        )
    closed = await handovers.close(
        request.app[UNIT_OF_WORK],
        handover.id,
        request[OPERATOR],
        WrapUp(body.wrap_up),
        now,
        request[REQUEST_ID],
        follow_up=plan,
    )
    return _announced(request, closed)


@routes.call(
    "POST",
    "/api/v1/operator/handovers/{handover_id}/private",
    "看一条被遮住的个人信息；要写理由，记入审计",
    body=PrivateIn,
    response=PrivateOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def private(request: web.Request, body: PrivateIn) -> PrivateOut:
    handover = await _open_to(request)
    if handover.operator_id != request[OPERATOR].id:
        raise NotFound("Only the operator who has the conversation may look.")
    value = await show_private(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        handover.conversation_id,
        body.reference,
        operator=request[OPERATOR],
        reason=body.reason,
        now=request.app[CLOCK](),
        request_id=request[REQUEST_ID],
    )
    return PrivateOut(value=value)


@routes.call(
    "POST",
    "/api/v1/operator/alerts/{alert_id}/seen",
    "安全提醒已看到",
    response=AcceptedOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def seen(request: web.Request) -> AcceptedOut:
    raw = request.match_info["alert_id"]
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 18:
        raise NotFound(f"There is no alert {raw!r}.")
    async with request.app[UNIT_OF_WORK]() as uow:
        await uow.alerts.mark_seen(int(raw), request[OPERATOR].name, request.app[CLOCK]())
        await uow.commit()
    request.app[HUB].announce(DESK)
    return AcceptedOut()


async def _open_to(request: web.Request) -> Handover:
    """Return the handover in the path if it waits or is this operator's own; raises NotFound otherwise."""
    handover = await handovers.find_handover(request.app[UNIT_OF_WORK], request.match_info["handover_id"])
    if handover.state is not HandoverState.WAITING and handover.operator_id != request[OPERATOR].id:
        raise NotFound(f"Handover {handover.id} is another operator's.")
    return handover


def _announced(request: web.Request, handover: Handover) -> HandoverRowOut:
    """Tell the visitor and every console, and return the row."""
    request.app[HUB].announce(handover.conversation_id)
    request.app[HUB].announce(DESK)
    return row_out(request, handover, request[OPERATOR].id, handover.read_seq)

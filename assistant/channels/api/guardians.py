"""What is kept of a guardian: sittings used this year, everything as a file, deletion; grants and joined records."""

from aiohttp import web

from assistant.channels.api.contract import ThanksOut
from assistant.channels.api.guidance_contract import (
    BalanceOut,
    EntitlementOut,
    EntitlementQuery,
    GrantIn,
    GuardianOut,
    JoinIn,
)
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.booking_credentials import operator_of, requester_of
from assistant.channels.credentials import bearer_of
from assistant.channels.keys import BOOKINGS, CLOCK, GUARDIANS, UNIT_OF_WORK
from assistant.dialogue import guidance_wording as wording
from assistant.dialogue.guidance_cards import entitlement_lines
from assistant.domain.account import Role
from assistant.domain.entitlement import Balance
from assistant.domain.guardian import Identity
from assistant.errors import NotAuthenticated
from assistant.services.conversations import authorise_token
from assistant.services.entitlements import grant

MAY_GRANT = (Role.OPERATOR, Role.ADMINISTRATOR)

routes = Routes("家长的数据")


@routes.call(
    "GET",
    "/api/v1/entitlement",
    "今年还剩几次；只算通过本平台预约的。坐席用预约码查",
    query=EntitlementQuery,
    response=EntitlementOut,
    credential=Credential.CONVERSATION_OR_OPERATOR,
    errors=(400, 401, 403, 404, 429),
)
async def entitlement(request: web.Request, query: EntitlementQuery) -> EntitlementOut:
    requester = await requester_of(request, query.phone_last4)
    balances = await request.app[BOOKINGS].balances(requester, query.code)
    children = [_balance_out(nickname, balance) for nickname, balance in balances]
    return EntitlementOut(children=children, texts=entitlement_lines(balances))


@routes.call(
    "POST",
    "/api/v1/entitlement/grants",
    "给一个宝宝增减全年次数，写明原因（坐席、管理员）",
    body=GrantIn,
    response=ThanksOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
)
async def grant_(request: web.Request, body: GrantIn) -> ThanksOut:
    by = await operator_of(request, *MAY_GRANT)
    child_id = await request.app[GUARDIANS].child_of(body.code)
    await grant(
        request.app[UNIT_OF_WORK],
        child_id,
        body.year,
        body.change,
        body.reason,
        str(by.operator_id),
        by.operator_name,
        request.app[CLOCK](),
        by.request_id,
    )
    return ThanksOut(message=wording.GRANTED)


@routes.call(
    "POST",
    "/api/v1/children/join",
    "把同一个宝宝的两份记录合并计次，写明原因（坐席、管理员）",
    body=JoinIn,
    response=ThanksOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
)
async def join(request: web.Request, body: JoinIn) -> ThanksOut:
    by = await operator_of(request, *MAY_GRANT)
    await request.app[GUARDIANS].join_children(by, body.code, body.other_code, body.reason)
    return ThanksOut(message=wording.JOINED)


@routes.call(
    "GET",
    "/api/v1/guardian",
    "导出预约里保存的全部个人信息",
    response=GuardianOut,
    credential=Credential.CONVERSATION,
    errors=(401,),
)
async def export(request: web.Request) -> GuardianOut:
    return GuardianOut.model_validate(await request.app[GUARDIANS].export(await _identity_of(request)))


@routes.call(
    "DELETE",
    "/api/v1/guardian",
    "删除预约里保存的全部个人信息；未开始的预约一并取消",
    response=ThanksOut,
    credential=Credential.CONVERSATION,
    errors=(401,),
)
async def delete(request: web.Request) -> ThanksOut:
    await request.app[GUARDIANS].delete(await _identity_of(request))
    return ThanksOut(message=wording.GUARDIAN_DELETED)


async def _identity_of(request: web.Request) -> Identity:
    conversation = await authorise_token(request.app[UNIT_OF_WORK], bearer_of(request), request.app[CLOCK]())
    if conversation is None:
        raise NotAuthenticated("No token of a conversation was sent, or it has expired.")
    return Identity.of_conversation(conversation.id)


def _balance_out(nickname: str, balance: Balance) -> BalanceOut:
    return BalanceOut(
        nickname=nickname,
        year=balance.year,
        used=balance.used,
        total=balance.total,
        left=balance.left,
        basis=balance.rule.basis,
        certainty=balance.rule.certainty,
    )

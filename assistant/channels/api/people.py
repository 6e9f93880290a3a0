"""Accounts and rights, one's own password and second factor."""

import segno
from aiohttp import web

from assistant.channels.api.contract_console import (
    AccountChangeIn,
    AccountIn,
    AccountOut,
    AccountsOut,
    CodeIn,
    FactorOut,
    FactorStateOut,
    PasswordIn,
)
from assistant.channels.api.contract_desk import AcceptedOut
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.keys import CLOCK, LIMITS, OPERATOR, PRIVATE_VALUES, REQUEST_ID, UNIT_OF_WORK
from assistant.domain.account import Operator, Role
from assistant.services.account_admin import change_account, change_own_password, list_accounts
from assistant.services.accounts import create_operator
from assistant.services.second_factor import confirm_factor, has_factor, offer_factor, remove_factor

TRIES_PER_MINUTE = 10
"""Codes and passwords that one logged-in operator may try."""

routes = Routes("账号")


@routes.call(
    "GET",
    "/api/v1/operator/accounts",
    "全部账号",
    response=AccountsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(Role.ADMINISTRATOR),
)
async def list_all(request: web.Request) -> AccountsOut:
    accounts = await list_accounts(request.app[UNIT_OF_WORK])
    return AccountsOut(accounts=[await _out(request, account) for account in accounts])


@routes.call(
    "POST",
    "/api/v1/operator/accounts",
    "新建账号",
    body=AccountIn,
    response=AccountOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 409),
    guard=operators(Role.ADMINISTRATOR),
)
async def add(request: web.Request, body: AccountIn) -> AccountOut:
    roles = [Role(role) for role in body.roles]
    created = await create_operator(
        request.app[UNIT_OF_WORK], body.name, body.password, roles, request.app[CLOCK](), by=request[OPERATOR]
    )
    return await _out(request, created)


@routes.call(
    "PATCH",
    "/api/v1/operator/accounts/{operator_id}",
    "改权限、停用、重设密码或第二重验证；该账号的登录随即失效",
    body=AccountChangeIn,
    response=AccountOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
    guard=operators(Role.ADMINISTRATOR),
)
async def change(request: web.Request, body: AccountChangeIn) -> AccountOut:
    changed = await change_account(
        request.app[UNIT_OF_WORK],
        request.match_info["operator_id"],
        request[OPERATOR],
        request.app[CLOCK](),
        roles=[Role(role) for role in body.roles] if body.roles is not None else None,
        enabled=body.enabled,
        password=body.password,
        reset_second_factor=body.reset_second_factor,
        request_id=request[REQUEST_ID],
    )
    return await _out(request, changed)


@routes.call(
    "POST",
    "/api/v1/operator/password",
    "改自己的密码；之后要重新登录",
    body=PasswordIn,
    response=AcceptedOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 429),
    guard=operators(),
)
async def change_password(request: web.Request, body: PasswordIn) -> AcceptedOut:
    _count_try(request)
    await change_own_password(request.app[UNIT_OF_WORK], request[OPERATOR], body.old, body.new, request.app[CLOCK]())
    return AcceptedOut()


@routes.call(
    "GET",
    "/api/v1/operator/second-factor",
    "本账号是否开了第二重验证",
    response=FactorStateOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(),
)
async def factor_state(request: web.Request) -> FactorStateOut:
    return FactorStateOut(enabled=await has_factor(request.app[UNIT_OF_WORK], request[OPERATOR].id))


@routes.call(
    "POST",
    "/api/v1/operator/second-factor",
    "开始设置第二重验证：扫码，再用一个验证码确认",
    response=FactorOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(401, 403, 409),
    guard=operators(),
)
async def offer(request: web.Request) -> FactorOut:
    offered = await offer_factor(request.app[UNIT_OF_WORK], request.app[PRIVATE_VALUES], request[OPERATOR])
    picture = segno.make(offered.address).svg_data_uri(scale=4, border=4, light="#fff")
    return FactorOut(secret=offered.secret, address=offered.address, picture=picture)


@routes.call(
    "PUT",
    "/api/v1/operator/second-factor",
    "用验证码确认，从此登录要带验证码",
    body=CodeIn,
    response=FactorStateOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 429),
    guard=operators(),
)
async def confirm(request: web.Request, body: CodeIn) -> FactorStateOut:
    _count_try(request)
    await confirm_factor(
        request.app[UNIT_OF_WORK], request.app[PRIVATE_VALUES], request[OPERATOR], body.code, request.app[CLOCK]()
    )
    return FactorStateOut(enabled=True)


@routes.call(
    "DELETE",
    "/api/v1/operator/second-factor",
    "关闭本账号的第二重验证",
    response=FactorStateOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(),
)
async def remove(request: web.Request) -> FactorStateOut:
    operator = request[OPERATOR]
    await remove_factor(request.app[UNIT_OF_WORK], operator, operator, request.app[CLOCK]())
    return FactorStateOut(enabled=False)


def _count_try(request: web.Request) -> None:
    request.app[LIMITS].spend(f"try {request[OPERATOR].id}", TRIES_PER_MINUTE)


async def _out(request: web.Request, account: Operator) -> AccountOut:
    locked_until = account.locked_until
    return AccountOut(
        id=account.id,
        name=account.name,
        roles=[role.value for role in account.roles],
        enabled=account.enabled,
        locked=locked_until is not None and locked_until > request.app[CLOCK](),
        has_second_factor=await has_factor(request.app[UNIT_OF_WORK], account.id),
        created_at=account.created_at,
    )

"""Operators: log in, who am I, log out, read the audit table."""

from aiohttp import web

from assistant.channels.api.contract import AuditOut, AuditQuery, AuditRowOut, LoginIn, LoginOut, OperatorOut
from assistant.channels.api.routes import Credential, Routes, json_response
from assistant.channels.credentials import OPERATOR_COOKIE, operators_only, record_refusal
from assistant.channels.keys import (
    CLOCK,
    LIMITS,
    OPERATOR,
    OPERATOR_TOKEN,
    PRIVATE_VALUES,
    REQUEST_ID,
    SETTINGS,
    UNIT_OF_WORK,
)
from assistant.domain.account import SESSION_LASTS, Role
from assistant.errors import TooManyRequests
from assistant.services.accounts import log_in, log_out
from assistant.services.audit import read_audit

LOGINS_PER_MINUTE = 20
"""From one address; each costs a deliberately slow hash."""

routes = Routes("坐席")


@routes.call(
    "POST",
    "/api/v1/operator/session",
    "坐席登录",
    body=LoginIn,
    response=LoginOut,
    status=201,
    errors=(400, 401, 423, 429),
)
async def log_in_(request: web.Request, body: LoginIn) -> web.Response:
    try:
        request.app[LIMITS].spend(f"login {request.remote}", LOGINS_PER_MINUTE)
    except TooManyRequests as error:
        await record_refusal(request, error)
        raise
    login = await log_in(
        request.app[UNIT_OF_WORK],
        body.name,
        body.password,
        now=request.app[CLOCK](),
        address=request.remote or "",
        request_id=request[REQUEST_ID],
        totp=body.totp,
        sealer=request.app[PRIVATE_VALUES],
    )
    out = LoginOut(
        csrf_token=login.csrf_token,
        bearer=login.token,
        expires_at=login.expires_at,
        roles=[role.value for role in login.roles],
    )
    response = json_response(out, 201)
    response.set_cookie(
        OPERATOR_COOKIE,
        login.token,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=not request.app[SETTINGS].is_development,
        path="/",
    )
    return response


@routes.call(
    "GET",
    "/api/v1/operator/session",
    "当前登录的坐席",
    response=OperatorOut,
    credential=Credential.OPERATOR,
    errors=(401,),
)
@operators_only()
async def who_am_i(request: web.Request) -> OperatorOut:
    operator = request[OPERATOR]
    return OperatorOut(name=operator.name, roles=[role.value for role in operator.roles])


@routes.call(
    "DELETE",
    "/api/v1/operator/session",
    "退出登录",
    response=None,
    status=204,
    credential=Credential.OPERATOR,
    errors=(401, 403),
)
@operators_only()
async def log_out_(request: web.Request) -> web.Response:
    await log_out(
        request.app[UNIT_OF_WORK],
        request[OPERATOR_TOKEN],
        now=request.app[CLOCK](),
        request_id=request[REQUEST_ID],
    )
    response = web.Response(status=204)
    response.del_cookie(OPERATOR_COOKIE, path="/")
    return response


@routes.call(
    "GET",
    "/api/v1/audit",
    "审计记录",
    query=AuditQuery,
    response=AuditOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
)
@operators_only(Role.AUDITOR, Role.ADMINISTRATOR)
async def audit(request: web.Request, query: AuditQuery) -> AuditOut:
    rows = await read_audit(request.app[UNIT_OF_WORK], query.limit, query.before)
    return AuditOut(
        rows=[
            AuditRowOut(
                id=row.id,
                at=row.at,
                actor=row.actor,
                action=row.action,
                subject=row.subject,
                detail=row.detail,
                request_id=row.request_id,
            )
            for row in rows
        ]
    )

"""Alive and ready."""

from aiohttp import web

from assistant.channels.api.contract import HealthOut, ReadyOut
from assistant.channels.api.routes import Routes, json_response
from assistant.channels.keys import READINESS
from assistant.channels.readiness import DOWN

routes = Routes("运行状态")


@routes.call("GET", "/healthz", "进程在运行", response=HealthOut)
async def health(request: web.Request) -> HealthOut:
    return HealthOut(status="ok")


@routes.call("GET", "/readyz", "可以接受提问；degraded 列出缺少的部分", response=ReadyOut, others={503: ReadyOut})
async def ready(request: web.Request) -> web.Response:
    report = await request.app[READINESS].report()
    if report.is_ready:
        return json_response(ReadyOut(status="ready", parts=report.parts, degraded=list(report.degraded)))
    is_down = DOWN in (report.parts["database"], report.parts["index"])
    body = ReadyOut(status="down" if is_down else "starting", parts=report.parts, degraded=list(report.degraded))
    return json_response(body, 503)

"""Complaints and reports: taken from anybody, asked after by code, handled by operators who are not named in them."""

from datetime import timedelta
from urllib.parse import quote

from aiohttp import web

from assistant.channels.api.contract_console import (
    CodeIn,
    ComplaintFileOut,
    ComplaintIn,
    ComplaintOut,
    ComplaintRowOut,
    ComplaintsOut,
    ComplaintStateOut,
    ComplaintStepIn,
    ComplaintStepOut,
    ComplaintTakenOut,
    FileQuery,
)
from assistant.channels.api.contract_desk import AcceptedOut, PrivateOut, ReasonIn
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.keys import CLOCK, LIMITS, OPERATOR, PRIVATE_VALUES, REQUEST_ID, SETTINGS, UNIT_OF_WORK
from assistant.dialogue import console_wording
from assistant.domain.account import Role
from assistant.errors import InvalidInput
from assistant.language.normalise import clean
from assistant.services import complaints as service
from assistant.services.clock import WUXI_TIME
from assistant.store.console_records import ComplaintRecord

CODE_HEADER = "X-Complaint-Code"
PER_MINUTE = 10
"""Complaints, codes and files that one address may send."""

HANDLERS = (Role.OPERATOR, Role.ADMINISTRATOR)

routes = Routes("投诉举报")


@routes.call(
    "POST",
    "/api/v1/complaints",
    "投诉或举报一家机构；可以匿名",
    body=ComplaintIn,
    response=ComplaintTakenOut,
    status=201,
    errors=(400, 429),
)
async def submit(request: web.Request, body: ComplaintIn) -> ComplaintTakenOut:
    _count(request)
    return await _submit(request, body, "caregiver")


@routes.call(
    "POST",
    "/api/v1/complaints/status",
    "凭查询码查办理进展",
    body=CodeIn,
    response=ComplaintStateOut,
    errors=(400, 404, 429),
)
async def status(request: web.Request, body: CodeIn) -> ComplaintStateOut:
    _count(request)
    view = await service.look_up_complaint(request.app[UNIT_OF_WORK], body.code)
    return ComplaintStateOut(
        state=view.state,
        state_text=console_wording.COMPLAINT_STATES[view.state],
        answer=view.answer or console_wording.NO_ANSWER_YET,
        received_at=view.received_at,
    )


@routes.call(
    "POST",
    "/api/v1/complaints/files",
    "补一份材料（JPEG、PNG 或 PDF，5 MB 以内，最多5份）；文件本身放在请求体里，查询码放在 X-Complaint-Code 里",
    query=FileQuery,
    response=AcceptedOut,
    status=201,
    errors=(400, 404, 409, 413, 429),
)
async def add_file(request: web.Request, query: FileQuery) -> AcceptedOut:
    _count(request)
    content = await _read_file(request)
    await service.add_evidence(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.headers.get(CODE_HEADER, "")[:20],
        query.name,
        content,
        request.app[CLOCK](),
    )
    return AcceptedOut()


@routes.call(
    "POST",
    "/api/v1/operator/complaints",
    "坐席代来电人登记投诉或举报",
    body=ComplaintIn,
    response=ComplaintTakenOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(*HANDLERS),
)
async def submit_for_caller(request: web.Request, body: ComplaintIn) -> ComplaintTakenOut:
    return await _submit(request, body, request[OPERATOR].name)


@routes.call(
    "GET",
    "/api/v1/operator/complaints",
    "投诉举报；被点名的人看不到",
    response=ComplaintsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(*HANDLERS),
)
async def list_all(request: web.Request) -> ComplaintsOut:
    found = await service.list_complaints(request.app[UNIT_OF_WORK], request[OPERATOR])
    return ComplaintsOut(complaints=[_row(request, one) for one in found])


@routes.call(
    "GET",
    "/api/v1/operator/complaints/{complaint_id}",
    "看一件投诉举报；记入审计",
    response=ComplaintOut,
    credential=Credential.OPERATOR,
    errors=(401, 403, 404),
    guard=operators(*HANDLERS),
)
async def read(request: web.Request) -> ComplaintOut:
    opened = await service.open_complaint(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.match_info["complaint_id"],
        request[OPERATOR],
        request.app[CLOCK](),
        request[REQUEST_ID],
    )
    return ComplaintOut(
        complaint=_row(request, opened.record),
        text=opened.text,
        answer=opened.record.answer,
        steps=[
            ComplaintStepOut(at=step.at, author=step.author, action=step.action, note=note)
            for step, note in opened.steps
        ],
        files=[
            ComplaintFileOut(id=file.id, name=name, media_type=file.media_type, size=file.size)
            for file, name in opened.files
        ],
    )


@routes.call(
    "POST",
    "/api/v1/operator/complaints/{complaint_id}/steps",
    "备注、转办、答复、办结",
    body=ComplaintStepIn,
    response=AcceptedOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
    guard=operators(*HANDLERS),
)
async def handle(request: web.Request, body: ComplaintStepIn) -> AcceptedOut:
    if body.state is None and not body.note and body.answer is None:
        raise InvalidInput("Give a state, a note or an answer.")
    await service.handle_complaint(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.match_info["complaint_id"],
        request[OPERATOR],
        state=body.state,
        note=clean(body.note),
        answer=clean(body.answer) if body.answer is not None else None,
        now=request.app[CLOCK](),
        request_id=request[REQUEST_ID],
    )
    return AcceptedOut()


@routes.call(
    "POST",
    "/api/v1/operator/complaints/{complaint_id}/contact",
    "看联系方式；要写理由，记入审计",
    body=ReasonIn,
    response=PrivateOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(*HANDLERS),
)
async def contact(request: web.Request, body: ReasonIn) -> PrivateOut:
    value = await service.show_contact(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.match_info["complaint_id"],
        request[OPERATOR],
        body.reason,
        request.app[CLOCK](),
        request[REQUEST_ID],
    )
    return PrivateOut(value=value)


@routes.call(
    "GET",
    "/api/v1/operator/complaints/{complaint_id}/files/{file_id}",
    "下载一份材料；记入审计",
    response=None,
    credential=Credential.OPERATOR,
    errors=(401, 403, 404),
    guard=operators(*HANDLERS),
)
async def download(request: web.Request) -> web.Response:
    evidence = await service.open_evidence(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        request.match_info["complaint_id"],
        request.match_info["file_id"],
        request[OPERATOR],
        request.app[CLOCK](),
        request[REQUEST_ID],
    )
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(evidence.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return web.Response(body=evidence.content, content_type=evidence.media_type, headers=headers)


async def _submit(request: web.Request, body: ComplaintIn, received_by: str) -> ComplaintTakenOut:
    text, institution = clean(body.text), clean(body.institution)
    if not text or not institution:
        raise InvalidInput("Nothing is left of the text or the institution's name after cleaning.")
    code = await service.submit_complaint(
        request.app[UNIT_OF_WORK],
        request.app[PRIVATE_VALUES],
        service.NewComplaint(
            kind=body.kind,
            institution=institution,
            district=clean(body.district),
            text=text,
            contact=clean(body.contact),
            named=tuple(body.named),
        ),
        received_by,
        request.app[CLOCK](),
        timedelta(days=request.app[SETTINGS].complaint_days),
    )
    return ComplaintTakenOut(code=code, message=console_wording.COMPLAINT_RECEIVED)


async def _read_file(request: web.Request) -> bytes:
    """Read the body piece by piece, no further than a file may be long."""
    content = bytearray()
    async for piece in request.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > service.LARGEST_FILE:
            raise web.HTTPRequestEntityTooLarge(service.LARGEST_FILE, len(content))
    return bytes(content)


def _count(request: web.Request) -> None:
    request.app[LIMITS].spend(f"complaint {request.remote}", PER_MINUTE)


def _row(request: web.Request, record: ComplaintRecord) -> ComplaintRowOut:
    now, kept_for = request.app[CLOCK](), timedelta(days=request.app[SETTINGS].complaint_kept_days)
    delete_at = record.closed_at + kept_for if record.closed_at else None
    return ComplaintRowOut(
        id=record.id,
        kind=record.kind,
        institution=record.institution,
        district=record.district,
        is_anonymous=record.is_anonymous,
        state=record.state,
        received_at=record.received_at,
        received_by=record.received_by,
        due_at=record.due_at,
        is_overdue=record.state in ("received", "forwarded") and record.due_at <= now,
        delete_on=delete_at and delete_at.astimezone(WUXI_TIME).date(),
    )

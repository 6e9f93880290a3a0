"""Around every request: an id, timing, errors as statuses, headers that browsers should obey."""

import secrets
from time import perf_counter

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from assistant.channels.api.contract import ErrorBody, ErrorOut
from assistant.channels.credentials import record_refusal
from assistant.channels.keys import METRICS, OPERATOR, REQUEST_ID
from assistant.dialogue import wording
from assistant.domain.booking_errors import BookingError
from assistant.errors import (
    AccountLocked,
    AmbiguousPlace,
    AssistantError,
    ChoiceExpired,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    SiteRefused,
    TextTooLong,
    TooManyRequests,
    Unavailable,
    UnusableFile,
)

log = structlog.get_logger(__name__)

STATUS_OF: tuple[tuple[type[AssistantError], int], ...] = (
    (TextTooLong, 413),
    (InvalidInput, 400),
    (NotAuthenticated, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooManyRequests, 429),
    (AccountLocked, 423),
    (Unavailable, 503),
)
"""The first class that fits decides."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


@web.middleware
async def identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, answer with it, and time it under its route's pattern."""
    request[REQUEST_ID] = secrets.token_hex(8)
    structlog.contextvars.bind_contextvars(request_id=request[REQUEST_ID])
    started = perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        if not response.prepared:
            response.headers["X-Request-Id"] = request[REQUEST_ID]
            for name, value in SECURITY_HEADERS.items():
                response.headers.setdefault(name, value)
        return response
    finally:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "unknown"
        request.app[METRICS].observe_request(request.method, route, status, perf_counter() - started)
        structlog.contextvars.unbind_contextvars("request_id")


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into the API's error body; what nobody foresaw is logged and answered with a sentence."""
    try:
        return await handler(request)
    except AssistantError as error:
        if isinstance(error, NotFound) and OPERATOR in request:
            # An operator who asks for what is not there, or not theirs, may be trying ids.
            await record_refusal(request, error)
        return error_response(request, error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = HTTP_CODES.get(error.status, "invalid_input")
        return _response(request, code, error.status, wording.ERRORS[code])
    except ConnectionResetError:
        raise
    except Exception:
        log.exception("unforeseen_error", method=request.method, route=str(request.match_info.route.resource))
        return _response(request, "internal_error", 500, wording.ERRORS["internal_error"])


def error_response(request: web.Request, error: AssistantError) -> web.Response:
    """Return the response for an error raised on purpose; its own text goes to the log alone."""
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)
    log.log(40 if status >= 500 else 20, "request_refused", code=error.code, status=status, cause=str(error)[:300])
    response = _response(request, error.code, status, message_for(error), **extras_of(error))
    if isinstance(error, (TooManyRequests, AccountLocked)):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def message_for(error: AssistantError) -> str:
    """Return the sentence for people; an emergency in a text that was too long comes before its length."""
    if isinstance(error, TextTooLong) and error.decision is not None:
        return "\n".join(error.decision.texts or (error.decision.reminder,))
    if isinstance(error, UnusableFile):
        return error.reason
    sentence = wording.ERRORS.get(error.code, wording.ERRORS["internal_error"])
    return sentence.format(names="、".join(error.names)) if isinstance(error, AmbiguousPlace) else sentence


def extras_of(error: AssistantError) -> dict[str, object]:
    """Return what an error's body says beside its sentence."""
    if isinstance(error, TextTooLong) and error.decision is not None:
        return {"urgency": error.decision.urgency.value}
    if isinstance(error, BookingError):
        return dict(error.extras)
    if isinstance(error, ChoiceExpired) and error.question is not None:
        return {"question": error.question}
    if isinstance(error, SiteRefused) and error.found:
        return {"found": list(error.found)}
    return {}


def _response(request: web.Request, code: str, status: int, message: str, **extra: object) -> web.Response:
    body = ErrorBody(code=code, message=message, request_id=request.get(REQUEST_ID, ""), **extra)
    text = ErrorOut(error=body).model_dump_json()
    return web.Response(text=text, status=status, content_type="application/json")

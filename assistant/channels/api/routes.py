"""Declaring a call of the API once: its route, its shapes and its page in the OpenAPI document."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.errors import InvalidInput


class Credential(str, Enum):
    """What a call asks for."""

    NONE = "none"
    CONVERSATION = "conversationToken"
    OPERATOR = "operatorSession"
    OPERATOR_OR_SITE = "operatorOrSite"
    CONVERSATION_OR_OPERATOR = "conversationOrOperator"
    CALENDAR = "calendarKey"
    SITE = "siteKey"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `errors` are the statuses it may answer beside its own, `others` those with a shape of their own."""

    method: str
    path: str
    summary: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    response: type[BaseModel] | None
    status: int
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    credential: Credential
    errors: tuple[int, ...]
    others: Mapping[int, type[BaseModel]]
    takes_file: bool = False


class Routes:
    """Collects the calls of one module."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.operations: list[Operation] = []

    def call(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        response: type[BaseModel] | None,
        status: int = 200,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        credential: Credential = Credential.NONE,
        errors: tuple[int, ...] = (),
        others: Mapping[int, type[BaseModel]] = MappingProxyType({}),
        takes_file: bool = False,
        guard: Callable[[web.Request], Awaitable[None]] | None = None,
    ) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]:
        """Register a handler `(request, **parsed)`; `parsed` holds `body` and `query` where they are declared.

        With `takes_file` the handler reads the body itself: a file as it is, or as the field `file` of a form.
        The handler returns an instance of `response`, or a ready response for what is no JSON. `guard` raises for
        whoever may not call it, before anything that was sent is looked at.
        """

        def register(handler: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
            async def answer(request: web.Request) -> web.StreamResponse:
                parsed: dict[str, Any] = {}
                if guard is not None:
                    await guard(request)
                if query is not None:
                    parsed["query"] = parse(query, dict(request.query))
                if body is not None:
                    parsed["body"] = parse(body, await read_json(request))
                result = await handler(request, **parsed)
                return result if isinstance(result, web.StreamResponse) else json_response(result, status)

            self.operations.append(
                Operation(
                    method, path, summary, answer, response, status, body, query, credential, errors, others, takes_file
                )
            )
            return handler

        return register

    def add_to(self, app: web.Application) -> None:
        """Add the calls to an application."""
        for operation in self.operations:
            app.router.add_route(operation.method, operation.path, operation.handler)


async def read_json(request: web.Request) -> Any:
    """Return the body as JSON.

    Raises:
        InvalidInput: It is not UTF-8 or not JSON.
    """
    raw = await request.read()
    try:
        return json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidInput("The body is not UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The body is not JSON: {error}.") from None


def parse(shape: type[BaseModel], given: Any) -> BaseModel:
    """Return `given` as an instance of `shape`.

    Raises:
        InvalidInput: A field is missing, unknown or of the wrong type.
    """
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in error.errors())
        raise InvalidInput(faults) from None


def json_response(shape: BaseModel, status: int = 200) -> web.Response:
    """Return `shape` as JSON with Chinese left readable."""
    text = shape.model_dump_json(by_alias=True)
    return web.Response(text=text, status=status, content_type="application/json")

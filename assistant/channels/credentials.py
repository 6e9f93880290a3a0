"""Who is calling: a conversation's token, an operator, a site; and whether the page's origin may."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from assistant.channels.keys import CLOCK, LIMITS, OPERATOR, OPERATOR_TOKEN, REQUEST_ID, SETTINGS, SITE, UNIT_OF_WORK
from assistant.domain.account import Role
from assistant.domain.site import Site
from assistant.errors import AssistantError, NotAllowed, NotAuthenticated, TooManyRequests
from assistant.services.accounts import check_csrf, signed_in
from assistant.services.conversations import authorise
from assistant.services.sites import get_enabled_site, origin_allowed
from assistant.store.records import Conversation

OPERATOR_COOKIE = "operator_session"
CSRF_HEADER = "X-CSRF-Token"
SITE_HEADER = "X-Site-Key"
REFUSALS_RECORDED_PER_MINUTE = 60
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def bearer_of(request: web.Request) -> str:
    """Return the bearer token of the request, or an empty text."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def conversation_of(request: web.Request) -> Conversation:
    """Return the conversation in the path if the bearer token is its own and the page's origin may speak for its site.

    Raises:
        NotAuthenticated: No token, a foreign or an expired one.
        NotAllowed: The page's origin is not the site's.
    """
    conversation = await authorise(
        request.app[UNIT_OF_WORK], request.match_info["id"], bearer_of(request), request.app[CLOCK]()
    )
    request[SITE] = await get_enabled_site(request.app[UNIT_OF_WORK], conversation.site_key)
    check_origin(request, request[SITE])
    return conversation


def check_origin(request: web.Request, site: Site) -> None:
    """Raise NotAllowed unless the request's origin may speak for the site."""
    origin = request.headers.get("Origin")
    settings = request.app[SETTINGS]
    if origin == settings.public_url or _is_own_page(request) or origin_allowed(site, origin, settings.is_development):
        return
    raise NotAllowed(f"Origin {origin!r} is not among the origins of site {site.key!r}.")


def _is_own_page(request: web.Request) -> bool:
    """Whether one of our own pages reads: browsers send no Origin with a GET to where the page came from."""
    if "Origin" in request.headers or request.method not in SAFE_METHODS:
        return False
    own = request.app[SETTINGS].public_url
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Referer", "") == f"{own}/"


async def require_operator(request: web.Request, *roles: Role) -> None:
    """Note the logged-in operator on the request.

    A cookie needs the CSRF token for anything that changes something; a bearer does not, since no page sends it by
    itself.

    Raises:
        NotAuthenticated: Not logged in, or the session has ended.
        NotAllowed: The operator has none of `roles`, or the CSRF token is missing or wrong.
    """
    bearer, cookie = bearer_of(request), request.cookies.get(OPERATOR_COOKIE, "")
    token = bearer or cookie
    if not token:
        raise NotAuthenticated("Neither a bearer token nor an operator's cookie was sent.")
    login = await signed_in(request.app[UNIT_OF_WORK], token, request.app[CLOCK]())
    operator = login.operator
    request[OPERATOR], request[OPERATOR_TOKEN] = operator, token
    if not bearer and request.method not in SAFE_METHODS:
        check_csrf(login.session, request.headers.get(CSRF_HEADER, ""))
    if roles and not set(roles) & set(operator.roles):
        raise NotAllowed(f"Operator {operator.name!r} has none of the roles {[role.value for role in roles]}.")


async def let_in(request: web.Request, *roles: Role) -> None:
    """Do as `require_operator`, and put a refusal on record."""
    try:
        await require_operator(request, *roles)
    except (NotAuthenticated, NotAllowed) as error:
        await record_refusal(request, error)
        raise


async def record_refusal(request: web.Request, error: AssistantError) -> None:
    """Write a refusal into the audit table, up to so many a minute from one address."""
    try:
        request.app[LIMITS].spend(f"refusal {request.remote}", REFUSALS_RECORDED_PER_MINUTE)
    except TooManyRequests:
        return
    operator, resource = request.get(OPERATOR), request.match_info.route.resource
    async with request.app[UNIT_OF_WORK]() as uow:
        await uow.audit.add(
            at=request.app[CLOCK](),
            operator_id=operator.id if operator else None,
            actor=operator.name if operator else "unknown",
            action="access_refused",
            subject=f"{request.method} {resource.canonical if resource else 'unknown'}",
            detail={"code": error.code, "address": request.remote or ""},
            request_id=request.get(REQUEST_ID, ""),
        )
        await uow.commit()


def operators(*roles: Role) -> Callable[[web.Request], Awaitable[None]]:
    """Return a guard that lets only a logged-in operator with one of `roles` pass; no role named means any."""

    async def guard(request: web.Request) -> None:
        await let_in(request, *roles)

    return guard


def operators_only(*roles: Role) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]:
    """Wrap a handler so that only a logged-in operator with one of `roles` reaches it; no role named means any."""

    def wrap(handler: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def checked(request: web.Request, **parsed: Any) -> Any:
            await let_in(request, *roles)
            return await handler(request, **parsed)

        return checked

    return wrap


async def require_operator_or_site(request: web.Request) -> None:
    """Let an operator in, or a page that shows an enabled site's key from an allowed origin."""
    key = request.headers.get(SITE_HEADER)
    if key:
        check_origin(request, await get_enabled_site(request.app[UNIT_OF_WORK], key))
        return
    await let_in(request)

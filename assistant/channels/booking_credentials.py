"""Who asks for bookings: the person behind a conversation's token, or an operator."""

from dataclasses import replace

from aiohttp import web

from assistant.channels.credentials import bearer_of, check_origin, let_in
from assistant.channels.keys import CLOCK, LIMITS, OPERATOR, REQUEST_ID, SETTINGS, UNIT_OF_WORK
from assistant.domain.account import Role
from assistant.domain.guardian import Identity
from assistant.domain.site import DEMO_KEY
from assistant.errors import NotAllowed
from assistant.services.booking_requests import Requester
from assistant.services.conversations import authorise_token
from assistant.services.handover import check_conversation_is_open_to
from assistant.services.sites import get_enabled_site

OFFICE = (Role.OPERATOR, Role.EDITOR, Role.ADMINISTRATOR)
"""Auditors read the audit log and nothing else."""


async def requester_of(request: web.Request, phone_last4: str = "") -> Requester:
    """Return who asks.

    Raises:
        NotAuthenticated: Neither a conversation's token nor an operator's login.
        NotAllowed: The page's origin is not the site's, or the operator lacks every role of the office.
        TooManyRequests: More than the settings allow.
    """
    token = bearer_of(request)
    conversation = await authorise_token(request.app[UNIT_OF_WORK], token, request.app[CLOCK]())
    if conversation is None:
        return await operator_of(request, *OFFICE, phone_last4=phone_last4)
    check_origin(request, await get_enabled_site(request.app[UNIT_OF_WORK], conversation.site_key))
    settings = request.app[SETTINGS]
    if not (settings.is_development and conversation.site_key == DEMO_KEY):
        request.app[LIMITS].spend(conversation.id, settings.per_site_per_minute)
    return Requester.of_conversation(conversation.id, phone_last4)


async def on_behalf_of(request: web.Request, requester: Requester, conversation_id: str) -> Requester:
    """Return the operator as acting for the visitor they talk with, so that notices and deletion follow the visitor.

    Raises:
        NotAllowed: No operator asks.
        NotFound: The conversation neither waits for a person nor is this operator's.
    """
    if requester.operator_id is None:
        raise NotAllowed("Only an operator books for another conversation.")
    await check_conversation_is_open_to(request.app[UNIT_OF_WORK], conversation_id, requester.operator_id)
    return replace(requester, identity=Identity.of_conversation(conversation_id))


async def operator_of(request: web.Request, *roles: Role, phone_last4: str = "") -> Requester:
    """Return the logged-in operator, who must have one of `roles`."""
    await let_in(request, *roles)
    operator = request[OPERATOR]
    return Requester(
        operator_id=operator.id,
        operator_name=operator.name,
        phone_last4=phone_last4,
        may_see_all=Role.ADMINISTRATOR in operator.roles,
        request_id=request[REQUEST_ID],
    )

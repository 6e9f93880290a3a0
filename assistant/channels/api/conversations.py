"""Conversations: open, renew, say something, read on, forget, give feedback."""

from time import monotonic
from typing import Any

from aiohttp import web

from assistant.channels.api.contract import (
    DeletionOut,
    FeedbackIn,
    HandoverOut,
    ItemOut,
    MessageIn,
    MessageOut,
    OpenConversation,
    OpenedConversation,
    ReplyOut,
    ThanksOut,
    TranscriptOut,
    TranscriptQuery,
)
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import bearer_of, check_origin, conversation_of
from assistant.channels.hub import wait_for_change
from assistant.channels.keys import CLOCK, HUB, LIMITS, SETTINGS, SITE, TURNS, UNIT_OF_WORK
from assistant.dialogue import person_wording, wording
from assistant.dialogue.turns import TurnRequest
from assistant.domain.message import Location
from assistant.domain.site import DEMO_KEY
from assistant.domain.urgency import Urgency
from assistant.errors import NotAuthenticated, NotFound
from assistant.services.conversations import (
    authorise,
    delete_conversation,
    give_feedback,
    items_after,
    open_conversation,
    renew_token,
)
from assistant.services.handover import HandoverView, view_for_visitor
from assistant.services.sites import get_enabled_site
from assistant.store.records import Conversation, Item

CHANNEL = "widget"

routes = Routes("会话")


@routes.call(
    "POST",
    "/api/v1/conversations",
    "开启一次会话",
    body=OpenConversation,
    response=OpenedConversation,
    status=201,
    errors=(400, 403, 404, 413, 429),
)
async def open_(request: web.Request, body: OpenConversation) -> OpenedConversation:
    site = await get_enabled_site(request.app[UNIT_OF_WORK], body.site_key)
    check_origin(request, site)
    limit_caller(request, site.key, per_minute=site.settings.get("conversations_per_minute"))
    opened = await open_conversation(request.app[UNIT_OF_WORK], site, CHANNEL, request.app[CLOCK]())
    return OpenedConversation(conversation_id=opened.conversation_id, token=opened.token, expires_at=opened.expires_at)


@routes.call(
    "POST",
    "/api/v1/conversations/{id}/token",
    "用有效的 token 换一个新的（24小时有效，30天内可换）",
    response=OpenedConversation,
    status=201,
    credential=Credential.CONVERSATION,
    errors=(401, 403),
)
async def renew(request: web.Request) -> OpenedConversation:
    conversation = await conversation_of(request)
    renewed = await renew_token(request.app[UNIT_OF_WORK], conversation.id, bearer_of(request), request.app[CLOCK]())
    return OpenedConversation(
        conversation_id=renewed.conversation_id, token=renewed.token, expires_at=renewed.expires_at
    )


@routes.call(
    "POST",
    "/api/v1/conversations/{id}/messages",
    "发一条消息，得到回复；同一个 client_message_id 只处理一次",
    body=MessageIn,
    response=MessageOut,
    credential=Credential.CONVERSATION,
    errors=(400, 401, 403, 404, 409, 413, 429),
)
async def say(request: web.Request, body: MessageIn) -> MessageOut:
    conversation = await conversation_of(request)
    limit_caller(request, conversation.site_key, conversation.id, request[SITE].settings.get("messages_per_minute"))
    result = await request.app[TURNS].take(turn_request(body, conversation))
    return MessageOut(seq=result.seq, reply=ReplyOut.model_validate(result.reply))


@routes.call(
    "GET",
    "/api/v1/conversations/{id}/messages",
    "读会话记录；wait 秒内有新消息就立即返回",
    query=TranscriptQuery,
    response=TranscriptOut,
    credential=Credential.CONVERSATION,
    errors=(400, 401, 403),
)
async def read(request: web.Request, query: TranscriptQuery) -> TranscriptOut:
    conversation = await conversation_of(request)
    unit_of_work, hub = request.app[UNIT_OF_WORK], request.app[HUB]
    deadline = monotonic() + query.wait
    with hub.follow(conversation.id) as changed:
        items = await items_after(unit_of_work, conversation.id, query.after, query.limit)
        while not items and not hub.is_closing and (left := deadline - monotonic()) > 0:
            await wait_for_change(changed, left)
            items = await items_after(unit_of_work, conversation.id, query.after, query.limit)
    view = await view_for_visitor(unit_of_work, conversation.id)
    return TranscriptOut(items=[item_out(item) for item in items], handover=handover_out(view) if view else None)


@routes.call(
    "DELETE",
    "/api/v1/conversations/{id}",
    "删除会话的全部内容",
    response=DeletionOut,
    status=202,
    credential=Credential.CONVERSATION,
    errors=(401, 403),
)
async def forget(request: web.Request) -> DeletionOut:
    conversation = await conversation_of(request)
    receipt = await delete_conversation(request.app[UNIT_OF_WORK], conversation.id, request.app[CLOCK]())
    request.app[HUB].announce(conversation.id)
    return DeletionOut(receipt=receipt)


@routes.call(
    "POST",
    "/api/v1/answers/{answer_id}/feedback",
    "这条回答有没有帮助",
    body=FeedbackIn,
    response=ThanksOut,
    credential=Credential.CONVERSATION,
    errors=(400, 401, 404),
)
async def feedback(request: web.Request, body: FeedbackIn) -> ThanksOut:
    conversation = await conversation_of_answer(request)
    answer_id = request.match_info["answer_id"]
    known = await give_feedback(request.app[UNIT_OF_WORK], conversation.id, answer_id, body.helpful, body.comment)
    if not known:
        raise NotFound(f"Conversation {conversation.id} has no answer {answer_id}.")
    return ThanksOut(message=wording.THANKS_FOR_FEEDBACK)


async def conversation_of_answer(request: web.Request) -> Conversation:
    """Return the conversation that an answer belongs to, if the bearer token is its own."""
    async with request.app[UNIT_OF_WORK]() as uow:
        answer = await uow.answers.get(request.match_info["answer_id"])
    if answer is None or not bearer_of(request):
        raise NotAuthenticated("No such answer, or no token was sent.")
    return await authorise(request.app[UNIT_OF_WORK], answer.conversation_id, bearer_of(request), request.app[CLOCK]())


def turn_request(body: MessageIn, conversation: Conversation) -> TurnRequest:
    """Return a delivery as the dialogue takes it."""
    point = body.location
    place = Location(point.latitude, point.longitude, point.datum) if point else None
    return TurnRequest(conversation.id, conversation.channel, body.text, body.choice, place, body.client_message_id)


def item_out(item: Item) -> ItemOut:
    """Return a stored item as the contract words it."""
    is_reply = item.sender == "assistant"
    return ItemOut.model_validate(
        {
            "seq": item.seq,
            "from": item.sender,
            "created_at": item.created_at,
            "text": None if is_reply else item.body["text"],
            "reply": item.body if is_reply else None,
            "client_message_id": item.client_message_id,
        }
    )


def handover_out(view: HandoverView) -> HandoverOut:
    """Return where a request for a person stands as the contract words it."""
    return HandoverOut(state=view.state.value, since=view.since, ahead=view.ahead, read_seq=view.read_seq)


def alert_frame(item: Item) -> dict[str, Any] | None:
    """Return the socket's frame for a safety message that went out while a person was on; `seq` is the message's."""
    body = item.body
    if item.sender != "assistant" or not (body["handover"] and body["texts"]):
        return None
    if not Urgency(body["urgency"]).is_emergency:
        return None
    return {"type": "alert", "seq": item.seq, "urgency": body["urgency"], "label": person_wording.AUTOMATIC}


def limit_caller(request: web.Request, site_key: str, conversation_id: str = "", per_minute: int | None = None) -> None:
    """Count the request against its site and address; the demo site is free while developing.

    Args:
        request: The call.
        site_key: Site it is made for.
        conversation_id: Conversation that is counted alone, where there is one.
        per_minute: The site's own limit; the setting for all sites when None.

    Raises:
        TooManyRequests: More than the settings allow.
    """
    settings = request.app[SETTINGS]
    if settings.is_development and site_key == DEMO_KEY:
        return
    caller = conversation_id or f"{site_key} {request.remote}"
    request.app[LIMITS].spend(caller, per_minute or settings.per_site_per_minute)

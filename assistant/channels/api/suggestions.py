"""Suggestions while a caller speaks, what became of them, and lines from a speech recogniser."""

from aiohttp import web

from assistant.channels.api.contract_desk import (
    AcceptedOut,
    SuggestionsIn,
    SuggestionsOut,
    SuggestionUsedIn,
    TranscriptLinesIn,
)
from assistant.channels.api.desk_views import suggestions_out
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.call_lines import call_of
from assistant.channels.credentials import operators
from assistant.channels.keys import CALL_LINES, CLOCK, HUB, OPERATOR, SUGGESTER, UNIT_OF_WORK
from assistant.dialogue.intake import take_out_private
from assistant.dialogue.suggestions import SpokenQuestion
from assistant.domain.account import Role
from assistant.errors import NotFound
from assistant.services.handover import check_conversation_is_open_to

routes = Routes("坐席建议")


@routes.call(
    "POST",
    "/api/v1/operator/suggestions",
    "来电人说到哪里，建议就到哪里：就医警示、三条答案、接着问什么",
    body=SuggestionsIn,
    response=SuggestionsOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def suggest(request: web.Request, body: SuggestionsIn) -> SuggestionsOut:
    operator = request[OPERATOR]
    if body.conversation_id is not None:
        await check_conversation_is_open_to(request.app[UNIT_OF_WORK], body.conversation_id, operator.id)
    asked = SpokenQuestion(body.text, body.age_months, body.district, body.conversation_id)
    return suggestions_out(request, await request.app[SUGGESTER].suggest(asked, operator))


@routes.call(
    "POST",
    "/api/v1/operator/suggestions/{suggestion_id}",
    "这条建议用了、改了还是没用",
    body=SuggestionUsedIn,
    response=AcceptedOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
    guard=operators(Role.OPERATOR),
)
async def used(request: web.Request, body: SuggestionUsedIn) -> AcceptedOut:
    suggestion_id, text = request.match_info["suggestion_id"], take_out_private(body.text).text
    async with request.app[UNIT_OF_WORK]() as uow:
        known = await uow.suggestions.decide(
            suggestion_id, request[OPERATOR].id, body.action, body.entry_id or "", text, request.app[CLOCK]()
        )
        await uow.commit()
    if not known:
        raise NotFound(f"Operator {request[OPERATOR].name!r} was shown no suggestion {suggestion_id!r}.")
    return AcceptedOut()


@routes.call(
    "POST",
    "/api/v1/operator/transcript",
    "语音识别逐行送来的通话文字；进入该坐席的建议面板，不保存",
    body=TranscriptLinesIn,
    response=SuggestionsOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(Role.OPERATOR),
)
async def transcript(request: web.Request, body: TranscriptLinesIn) -> SuggestionsOut:
    operator, lines = request[OPERATOR], request.app[CALL_LINES]
    lines.add(operator.id, body.lines, body.new_call)
    request.app[HUB].announce(call_of(operator.id))
    asked = SpokenQuestion(lines.text_of(operator.id))
    return suggestions_out(request, await request.app[SUGGESTER].suggest(asked, operator))

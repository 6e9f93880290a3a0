"""Searching the knowledge base: for operators and for a site's own search box."""

from aiohttp import web

from assistant.channels.api.contract import HitOut, SearchOut, SearchQuery
from assistant.channels.api.conversations import limit_caller
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import SITE_HEADER, require_operator_or_site
from assistant.channels.keys import ANSWERS, SETTINGS
from assistant.channels.links import entry_address
from assistant.dialogue.compose import citation
from assistant.dialogue.intake import take_in
from assistant.errors import NothingToRead
from assistant.services.answers import Question

routes = Routes("检索")


@routes.call(
    "GET",
    "/api/v1/search",
    "按问题检索条目",
    query=SearchQuery,
    response=SearchOut,
    credential=Credential.OPERATOR_OR_SITE,
    errors=(400, 401, 403, 404, 413, 429),
)
async def search(request: web.Request, query: SearchQuery) -> SearchOut:
    await require_operator_or_site(request)
    if key := request.headers.get(SITE_HEADER):
        limit_caller(request, key)
    answers = request.app[ANSWERS]
    try:
        text = take_in(query.q).text
    except NothingToRead:
        return SearchOut(outcome="not_found", hits=[])
    result = await answers.search(Question(text, query.age_months, query.district), query.limit)
    found = [(hit, answers.entry(hit.entry_id)) for hit in result.hits]
    return SearchOut(
        outcome=result.outcome.value,
        hits=[
            HitOut(
                entry_id=entry.id,
                title=entry.title,
                score=round(hit.confidence, 4),
                passage=hit.passage.text,
                url=entry_address(request.app[SETTINGS].public_url, entry),
                source=citation(entry).source,
                checked_on=entry.checked_on,
            )
            for hit, entry in found
            if entry is not None
        ],
    )

"""Learning from use: drafts for editors, a week's questions without a good answer, entries that operators edit."""

from datetime import date, datetime, timedelta

from aiohttp import web

from assistant.channels.api.contract_console import (
    ClusterOut,
    DraftDecisionIn,
    DraftIn,
    DraftOut,
    DraftsOut,
    EntryUseOut,
    LearningOut,
    WeekQuery,
)
from assistant.channels.api.contract_desk import AcceptedOut
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.csv_files import csv_response
from assistant.channels.keys import CLOCK, ENCODE, LIBRARY, OPERATOR, UNIT_OF_WORK
from assistant.dialogue.intake import take_out_private
from assistant.domain.account import Role
from assistant.services.clock import WUXI_TIME
from assistant.services.learning import (
    decide_draft,
    edited_entries,
    list_drafts,
    propose_draft,
    unanswered_questions,
)
from assistant.store.console_records import DraftRecord

READERS = (Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR)

routes = Routes("从使用中学习")


@routes.call(
    "POST",
    "/api/v1/operator/drafts",
    "把改过的答案和问题交给内容编辑",
    body=DraftIn,
    response=DraftOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(Role.OPERATOR, Role.EDITOR),
)
async def propose(request: web.Request, body: DraftIn) -> DraftOut:
    draft = await propose_draft(
        request.app[UNIT_OF_WORK],
        take_out_private(body.question).text,
        body.entry_id or "",
        take_out_private(body.text).text,
        request[OPERATOR],
        request.app[CLOCK](),
    )
    return _draft(draft)


@routes.call(
    "GET",
    "/api/v1/operator/drafts",
    "坐席交来的草稿",
    response=DraftsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
    guard=operators(Role.EDITOR, Role.ADMINISTRATOR),
)
async def drafts(request: web.Request) -> DraftsOut:
    return DraftsOut(drafts=[_draft(one) for one in await list_drafts(request.app[UNIT_OF_WORK])])


@routes.call(
    "POST",
    "/api/v1/operator/drafts/{draft_id}",
    "采用或退回草稿",
    body=DraftDecisionIn,
    response=AcceptedOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 409),
    guard=operators(Role.EDITOR),
)
async def decide(request: web.Request, body: DraftDecisionIn) -> AcceptedOut:
    await decide_draft(
        request.app[UNIT_OF_WORK],
        request.match_info["draft_id"],
        body.accepted,
        body.note,
        request[OPERATOR],
        request.app[CLOCK](),
    )
    return AcceptedOut()


@routes.call(
    "GET",
    "/api/v1/operator/learning",
    "一周里没有好答案的问题（归并、计数）和坐席常改的条目",
    query=WeekQuery,
    response=LearningOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(*READERS),
)
async def learning(request: web.Request, query: WeekQuery) -> LearningOut:
    return await _week(request, query.until)


@routes.call(
    "GET",
    "/api/v1/operator/learning.csv",
    "同上，CSV 文件",
    query=WeekQuery,
    response=None,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(*READERS),
)
async def export(request: web.Request, query: WeekQuery) -> web.Response:
    week = await _week(request, query.until)
    rows: list[tuple[object, ...]] = [
        ("unanswered", one.count, one.by_telephone, "", *one.examples) for one in week.unanswered
    ]
    rows += [("edited", one.edited, one.rejected, one.entry_id, one.title, *one.examples) for one in week.edited]
    head = ("list", "count", "by_telephone_or_rejected", "entry_id", "examples")
    return csv_response(f"learning-{week.until.isoformat()}.csv", head, rows)


async def _week(request: web.Request, until: date | None) -> LearningOut:
    last = until or request.app[CLOCK]().astimezone(WUXI_TIME).date()
    end = datetime(last.year, last.month, last.day, tzinfo=WUXI_TIME) + timedelta(days=1)
    span, unit_of_work = (end - timedelta(days=7), end), request.app[UNIT_OF_WORK]
    entries = request.app[LIBRARY].entries()
    clusters = await unanswered_questions(unit_of_work, request.app[ENCODE], *span)
    uses = await edited_entries(unit_of_work, *span)
    return LearningOut(
        since=last - timedelta(days=6),
        until=last,
        unanswered=[
            ClusterOut(count=one.count, by_telephone=one.by_telephone, examples=list(one.examples)) for one in clusters
        ],
        edited=[
            EntryUseOut(
                entry_id=use.entry_id,
                title=entries[use.entry_id].title if use.entry_id in entries else use.entry_id,
                taken=use.taken,
                edited=use.edited,
                rejected=use.rejected,
                examples=list(use.examples),
            )
            for use in uses
        ],
    )


def _draft(draft: DraftRecord) -> DraftOut:
    return DraftOut(
        id=draft.id,
        created_at=draft.created_at,
        created_by=draft.created_by,
        question=draft.question,
        entry_id=draft.entry_id,
        text=draft.text,
        state=draft.state,
        decided_by=draft.decided_by,
        note=draft.note,
    )

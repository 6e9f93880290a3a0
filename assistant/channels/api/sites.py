"""Sites: what a page may read of its own, and what administrators and editors do."""

from aiohttp import web

from assistant.channels.api.contract import NoticeOut
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.api.site_shapes import (
    DecisionIn,
    ManagedSiteOut,
    ManagedSitesOut,
    NoteIn,
    PublicNoteOut,
    SiteChange,
    SiteIn,
    SiteNoteOut,
    SiteOut,
)
from assistant.channels.credentials import SITE_HEADER, check_origin, operators_only
from assistant.channels.keys import CLOCK, OPERATOR, REQUEST_ID, SETTINGS, UNIT_OF_WORK
from assistant.dialogue import wording
from assistant.domain.account import Role
from assistant.domain.site import Site
from assistant.domain.site_profile import NoteState, SiteNote
from assistant.errors import NotAuthenticated
from assistant.services import site_pages
from assistant.services.site_pages import Act, SitePage
from assistant.services.sites import add_site as let_in
from assistant.services.sites import get_enabled_site

LABEL = "由{name}提供"

routes = Routes("站点")


async def site_of(request: web.Request) -> Site:
    """Return the enabled site whose key the page shows, if the page's origin is one of the site's.

    Raises:
        NotAuthenticated: No key was sent.
        NotFound: No enabled site has it.
        NotAllowed: The page's origin is another.
    """
    key = request.headers.get(SITE_HEADER)
    if not key:
        raise NotAuthenticated(f"The header {SITE_HEADER} with the site's key is missing.")
    site = await get_enabled_site(request.app[UNIT_OF_WORK], key)
    check_origin(request, site)
    return site


@routes.call(
    "GET",
    "/api/v1/site",
    "网页挂件要用的站点信息；只给本站网页",
    response=SiteOut,
    credential=Credential.SITE,
    errors=(401, 403, 404),
)
async def show_site(request: web.Request) -> SiteOut:
    page = await site_pages.public_page(request.app[UNIT_OF_WORK], await site_of(request))
    site, look = page.site, page.site.settings
    return SiteOut(
        name=site.name,
        has_logo=page.has_logo,
        accent=look.get("accent", ""),
        position=look.get("position", "right"),
        greeting=look.get("greeting", ""),
        topics=look.get("topics", []),
        provided_by=LABEL.format(name=site.name),
        notes=[
            PublicNoteOut(kind=note.kind, title=note.title, text=note.text, phone=note.phone) for note in page.notes
        ],
        notice=NoticeOut(text=wording.NOTICE, url=f"{request.app[SETTINGS].public_url}{wording.NOTICE_LINK}"),
    )


@routes.call(
    "GET",
    "/api/v1/site/logo",
    "站点图标（图片）",
    response=None,
    credential=Credential.SITE,
    errors=(401, 403, 404),
)
async def show_logo(request: web.Request) -> web.Response:
    site = await site_of(request)
    logo = await site_pages.get_logo(request.app[UNIT_OF_WORK], site.key)
    return web.Response(
        body=logo.content, content_type=logo.media_type, headers={"Cache-Control": "private, max-age=300"}
    )


@routes.call(
    "GET",
    "/api/v1/sites",
    "全部站点及其文字",
    response=ManagedSitesOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
)
@operators_only(Role.ADMINISTRATOR, Role.EDITOR)
async def list_sites(request: web.Request) -> ManagedSitesOut:
    pages = await site_pages.list_pages(request.app[UNIT_OF_WORK])
    return ManagedSitesOut(sites=[_managed(page) for page in pages])


@routes.call(
    "POST",
    "/api/v1/sites",
    "新增站点",
    body=SiteIn,
    response=None,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 409),
)
@operators_only(Role.ADMINISTRATOR)
async def add_site(request: web.Request, body: SiteIn) -> web.Response:
    act, unit_of_work = act_of(request), request.app[UNIT_OF_WORK]
    origins, settings = body.allowed_origins, body.settings.given()
    await let_in(unit_of_work, body.key, body.name, origins, act.now, body.server_to_server, settings, act)
    return web.Response(status=201)


@routes.call(
    "PATCH",
    "/api/v1/sites/{key}",
    "修改、启用或停用站点",
    body=SiteChange,
    response=None,
    status=204,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
)
@operators_only(Role.ADMINISTRATOR)
async def change_site(request: web.Request, body: SiteChange) -> web.Response:
    key, act, unit_of_work = request.match_info["key"], act_of(request), request.app[UNIT_OF_WORK]
    given = {
        "name": body.name,
        "allowed_origins": None if body.allowed_origins is None else tuple(body.allowed_origins),
        "server_to_server": body.server_to_server,
        "settings": None if body.settings is None else body.settings.given(),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    if changes or body.enabled is None:
        await site_pages.change_site(unit_of_work, key, changes, act)
    if body.enabled is not None:
        await site_pages.enable_site(unit_of_work, key, body.enabled, act)
    return web.Response(status=204)


@routes.call(
    "PUT",
    "/api/v1/sites/{key}/logo",
    "换站点图标：请求内容就是图片，空内容表示去掉",
    response=None,
    status=204,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
)
@operators_only(Role.ADMINISTRATOR)
async def put_logo(request: web.Request) -> web.Response:
    content = await request.read()
    await site_pages.set_logo(request.app[UNIT_OF_WORK], request.match_info["key"], content, act_of(request))
    return web.Response(status=204)


@routes.call(
    "POST",
    "/api/v1/sites/{key}/notes",
    "提交站点自己的文字，等编辑批准",
    body=NoteIn,
    response=SiteNoteOut,
    status=201,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404),
)
@operators_only(Role.ADMINISTRATOR, Role.EDITOR)
async def write_note(request: web.Request, body: NoteIn) -> SiteNoteOut:
    note = await site_pages.write_note(
        request.app[UNIT_OF_WORK],
        request.match_info["key"],
        body.kind,
        body.title,
        body.text,
        body.phone,
        act_of(request),
    )
    return _note(note)


@routes.call(
    "POST",
    "/api/v1/sites/{key}/notes/{note_id}/decision",
    "批准、退回或撤下站点文字",
    body=DecisionIn,
    response=None,
    status=204,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 409),
)
@operators_only(Role.EDITOR)
async def decide(request: web.Request, body: DecisionIn) -> web.Response:
    key, note_id = request.match_info["key"], request.match_info["note_id"]
    state = NoteState(body.state)
    await site_pages.decide_note(request.app[UNIT_OF_WORK], key, note_id, state, act_of(request))
    return web.Response(status=204)


def act_of(request: web.Request) -> Act:
    """Return who calls, for the audit table."""
    return Act(request[OPERATOR], request.app[CLOCK](), request[REQUEST_ID])


def _managed(page: SitePage) -> ManagedSiteOut:
    site = page.site
    return ManagedSiteOut(
        key=site.key,
        name=site.name,
        allowed_origins=list(site.allowed_origins),
        server_to_server=site.server_to_server,
        enabled=site.enabled,
        settings=site.settings,
        has_logo=page.has_logo,
        notes=[_note(note) for note in page.notes],
    )


def _note(note: SiteNote) -> SiteNoteOut:
    return SiteNoteOut(
        id=note.id,
        kind=note.kind,
        title=note.title,
        text=note.text,
        phone=note.phone,
        state=note.state,
        written_by=note.written_by,
        decided_by=note.decided_by,
    )

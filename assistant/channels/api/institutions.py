"""Institutions: search them, look at one, import the list."""

from dataclasses import asdict

from aiohttp import web

from assistant.channels.api.contract import InstitutionCard
from assistant.channels.api.institution_contract import (
    ImportOut,
    ImportQuery,
    ImportRowOut,
    ImportsOut,
    InstitutionOut,
    InstitutionQuery,
    InstitutionsOut,
    RowProblemOut,
)
from assistant.channels.api.routes import Credential, Routes, json_response
from assistant.channels.api.uploads import read_file
from assistant.channels.credentials import operators_only
from assistant.channels.keys import CLOCK, INSTITUTIONS, LIMITS, OPERATOR, PLACES, SETTINGS, UNIT_OF_WORK
from assistant.dialogue import institution_wording as wording
from assistant.dialogue.institution_cards import card, card_of, facts
from assistant.dialogue.reply_json import card_to_json
from assistant.domain.account import Role
from assistant.domain.geography import Datum, Point, point_in_wuxi
from assistant.domain.institution import CareService
from assistant.domain.message import Card
from assistant.errors import IncompletePoint, InvalidInput
from assistant.services.institution_files import LARGEST_FILE
from assistant.services.institution_imports import (
    ImportOrder,
    ImportReport,
    import_institutions,
    list_imports,
    undo_import,
)
from assistant.services.institution_snapshot import Filters
from assistant.services.institutions import Wish
from assistant.store.institution_records import ImportRecord

SEARCHES_PER_MINUTE = 120
"""From one address; the map page asks once for each change of a filter."""

IMPORTS_LISTED = 100

routes = Routes("托育机构")


@routes.call(
    "GET",
    "/api/v1/institutions",
    "查找托育机构：按位置由近到远，或按区、街道、名称",
    query=InstitutionQuery,
    response=InstitutionsOut,
    errors=(400, 429),
)
async def find(request: web.Request, query: InstitutionQuery) -> InstitutionsOut:
    request.app[LIMITS].spend(f"institutions {request.remote}", SEARCHES_PER_MINUTE)
    wish = Wish(
        filters=_filters(query),
        point=_point(query),
        area=request.app[PLACES].must_find(query.district) if query.district else None,
        name=query.name or "",
        limit=query.limit,
    )
    result = await request.app[INSTITUTIONS].search(wish)
    public_url = request.app[SETTINGS].public_url
    return InstitutionsOut(
        institutions=[_card_out(card_of(found, public_url)) for found in result.found],
        total=result.total,
        radius_m=result.radius_metres,
        notes=[*result.notes, *([wording.SAMPLE_WARNING] if result.is_sample else [])],
        is_sample=result.is_sample,
    )


@routes.call(
    "GET", "/api/v1/institutions/{id}", "一家机构：备案、普惠、等级、收费", response=InstitutionOut, errors=(404, 429)
)
async def show(request: web.Request) -> InstitutionOut:
    request.app[LIMITS].spend(f"institutions {request.remote}", SEARCHES_PER_MINUTE)
    row = await request.app[INSTITUTIONS].get(request.match_info["id"])
    shown = card(row, request.app[SETTINGS].public_url)
    return InstitutionOut(institution=_card_out(shown), facts=list(facts(row)))


@routes.call(
    "POST",
    "/api/v1/institution-imports",
    "导入机构名单（CSV 或 XLSX，管理员）",
    query=ImportQuery,
    response=ImportOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 409, 413),
    others={422: ImportOut},
    takes_file=True,
)
@operators_only(Role.ADMINISTRATOR)
async def import_(request: web.Request, query: ImportQuery) -> web.Response:
    order = ImportOrder(
        content=await read_file(request, LARGEST_FILE),
        file_name=query.file_name,
        actor=request[OPERATOR].name,
        dry_run=query.dry_run,
        partial=query.partial,
    )
    report = await import_institutions(request.app[UNIT_OF_WORK], request.app[PLACES], order, request.app[CLOCK]())
    await request.app[INSTITUTIONS].refresh()
    refused = bool(report.problems) and not query.partial and not query.dry_run
    return json_response(
        _report_out(report, wording.ERRORS["import_problems"] if refused else ""), 422 if refused else 200
    )


@routes.call(
    "GET",
    "/api/v1/institution-imports",
    "导入记录（管理员）",
    response=ImportsOut,
    credential=Credential.OPERATOR,
    errors=(401, 403),
)
@operators_only(Role.ADMINISTRATOR)
async def imports(request: web.Request) -> ImportsOut:
    records = await list_imports(request.app[UNIT_OF_WORK], IMPORTS_LISTED)
    return ImportsOut(imports=[_record_out(record) for record in records])


@routes.call(
    "DELETE",
    "/api/v1/institution-imports/{id}",
    "撤销一次导入（管理员）",
    response=ImportRowOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403, 404, 409),
)
@operators_only(Role.ADMINISTRATOR)
async def undo(request: web.Request) -> ImportRowOut:
    number = request.match_info["id"]
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise InvalidInput(f"{number!r} is no number of an import.")
    record = await undo_import(request.app[UNIT_OF_WORK], int(number), request[OPERATOR].name, request.app[CLOCK]())
    await request.app[INSTITUTIONS].refresh()
    return _record_out(record)


def _filters(query: InstitutionQuery) -> Filters:
    return Filters(
        age_months=query.age_months,
        inclusive=query.inclusive,
        free_places=query.free_places,
        fee_max=query.fee_max,
        services=tuple(CareService(name) for name in (query.services or "").split(",") if name),
        grade=query.grade,
        open_now=query.open_now,
    )


def _point(query: InstitutionQuery) -> Point | None:
    given = (query.latitude, query.longitude, query.datum)
    if given == (None, None, None):
        return None
    if query.latitude is None or query.longitude is None or query.datum is None:
        raise IncompletePoint("Latitude, longitude and datum (wgs84 or gcj02) are needed together.")
    return point_in_wuxi(query.latitude, query.longitude, Datum(query.datum))


def _card_out(shown: Card) -> InstitutionCard:
    return InstitutionCard.model_validate(card_to_json(shown))


def _report_out(report: ImportReport, message: str) -> ImportOut:
    return ImportOut(
        import_id=report.import_id,
        rows=report.rows,
        created=report.counts.created,
        updated=report.counts.updated,
        unchanged=report.unchanged,
        removed=report.counts.removed,
        refused=report.counts.refused,
        problems=[RowProblemOut(**asdict(problem)) for problem in report.problems],
        ignored_columns=list(report.ignored_columns),
        message=message,
    )


def _record_out(record: ImportRecord) -> ImportRowOut:
    return ImportRowOut(**asdict(record))

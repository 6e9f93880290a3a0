"""Guidance sessions and bookings over the API: credentials, idempotence, bad input, calendar file, deletion."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from assistant.channels.api import visitor_bookings
from assistant.channels.keys import (
    ATTENDANCE,
    BOOKINGS,
    CLOCK,
    GUARDIANS,
    GUIDANCE,
    LIMITS,
    METRICS,
    SETTINGS,
    UNIT_OF_WORK,
)
from assistant.channels.limits import RateLimits
from assistant.channels.metrics import Metrics
from assistant.channels.middleware import answer_errors, identify
from assistant.domain.account import Role
from assistant.domain.guardian import BOOKING_CONSENT
from assistant.domain.site import Site
from assistant.guidance_parts import ROUTES
from assistant.services.accounts import create_operator, log_in
from assistant.services.conversations import authorise_token, open_conversation
from assistant.services.handover import take
from assistant.services.sites import ensure_demo_site
from assistant.settings import load_settings
from assistant.store.database import Database
from tests.console_records import a_handover
from tests.guidance import NOW, PHONE, Office, a_session, check_invariants

BODY = {
    "session_id": "S1",
    "nickname": "团团",
    "birth_month": "2025-02",
    "consent_version": BOOKING_CONSENT.version,
    "phone": PHONE,
}


@dataclass
class Api:
    """The calls of this part, on one database."""

    client: TestClient[web.Request, web.Application]
    office: Office
    database: Database

    async def call(self, method: str, path: str, token: str, body: Any = None, **query: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.request(method, f"/api/v1{path}", json=body, params=query, headers=headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else await response.text()

    async def mother(self) -> str:
        opened = await open_conversation(self.database.unit_of_work, Site("demo", "演示", (), NOW), "widget", NOW)
        return opened.token

    async def operator(self, name: str, *roles: Role) -> str:
        await create_operator(self.database.unit_of_work, name, "a long password", roles, NOW)
        login = await log_in(self.database.unit_of_work, name, "a long password", NOW, "127.0.0.1", "r")
        return login.token


@pytest.fixture
async def api(
    database: Database,
    aiohttp_client: Callable[..., Awaitable[TestClient[web.Request, web.Application]]],
    tmp_path: Path,
) -> Api:
    office = Office(database.unit_of_work)
    app = web.Application(middlewares=[identify, answer_errors])
    app[SETTINGS], app[LIMITS], app[METRICS] = load_settings({}, tmp_path), RateLimits(), Metrics()
    app[CLOCK], app[UNIT_OF_WORK] = office.clock, database.unit_of_work
    app[BOOKINGS], app[GUIDANCE] = office.bookings, office.guidance
    app[ATTENDANCE], app[GUARDIANS] = office.attendance, office.guardians
    for routes in (*ROUTES, visitor_bookings.routes):
        routes.add_to(app)
    await ensure_demo_site(database.unit_of_work, NOW)
    await office.open(a_session("S1"), a_session("S2", capacity=1))
    return Api(await aiohttp_client(app), office, database)


async def test_a_mother_finds_books_moves_and_cancels(api: Api) -> None:
    mother = await api.mother()
    _, found = await api.call("GET", "/guidance-sessions", mother, age_months="12", district="滨湖区")
    assert [one["id"] for one in found["sessions"]] == ["S1", "S2"]
    assert found["consent"]["version"] == BOOKING_CONSENT.version
    assert found["sessions"][0]["starts_at"].endswith("+08:00")

    status, booked = await api.call("POST", "/bookings", mother, BODY)
    assert status == 201
    code = booked["booking"]["code"]
    assert booked["booking"]["status"] == "booked"
    assert code in booked["text"]

    _, mine = await api.call("GET", "/bookings", mother)
    assert [one["code"] for one in mine["bookings"]] == [code]
    _, moved = await api.call("PATCH", f"/bookings/{code}", mother, {"session_id": "S2"})
    assert moved["booking"]["session"]["id"] == "S2"
    _, left = await api.call("GET", "/entitlement", mother)
    assert (left["children"][0]["used"], left["children"][0]["left"]) == (1, 5)
    assert "以所在区（街道）安排为准" in left["texts"][0]
    _, cancelled = await api.call("DELETE", f"/bookings/{code}", mother)
    assert cancelled["booking"]["status"] == "cancelled"
    await check_invariants(api.database)


async def test_a_full_session_offers_the_waitlist(api: Api) -> None:
    await api.call("POST", "/bookings", await api.mother(), BODY | {"session_id": "S2"})
    late = await api.mother()

    status, full = await api.call("POST", "/bookings", late, BODY | {"session_id": "S2"})
    assert status == 409
    assert full["error"]["code"] == "session_full"
    assert full["error"]["waitlist_offered"] is True
    status, waits = await api.call("POST", "/bookings", late, BODY | {"session_id": "S2", "waitlist": True})

    assert status == 201
    assert (waits["booking"]["status"], waits["booking"]["ahead"]) == ("waitlisted", 0)


async def test_a_repeated_request_books_once(api: Api) -> None:
    mother, body = await api.mother(), BODY | {"client_request_id": "r-1"}

    first, again = [await api.call("POST", "/bookings", mother, body) for _ in range(2)]
    other = await api.call("POST", "/bookings", mother, body | {"nickname": "圆圆"})

    assert first == again
    assert other[0] == 409
    assert other[1]["error"]["code"] == "client_request_id_reused"


@pytest.mark.parametrize("token", ["", "nonsense"])
async def test_nothing_answers_without_a_credential(api: Api, token: str) -> None:
    calls = [(operation.method, operation.path, operation.body) for routes in ROUTES for operation in routes.operations]
    bodies: dict[str, Any] = {
        "BookingIn": BODY,
        "BookingChangeIn": {"confirm": True},
        "ReasonIn": {"reason": "天气"},
        "SessionChangeIn": {"capacity": 3},
        "AttendanceIn": {"code": "x"},
        "SessionFeedbackIn": {"rating": 5},
        "GrantIn": {"code": "x", "year": 2026, "change": 1, "reason": "x"},
        "JoinIn": {"code": "x", "other_code": "y", "reason": "x"},
        "SessionIn": _new_session(),
    }

    for method, path, body in calls:
        url = path.removeprefix("/api/v1").replace("{id}", "S1").replace("{code}", "2222-2222-222")
        status, refused = await api.call(method, url, token, bodies[body.__name__] if body else None)
        assert (status, refused["error"]["code"]) == (401, "not_authenticated"), (method, path)


async def test_another_mother_sees_nothing_of_a_booking(api: Api) -> None:
    _, booked = await api.call("POST", "/bookings", await api.mother(), BODY)
    code, stranger = booked["booking"]["code"], await api.mother()

    assert (await api.call("GET", "/bookings", stranger))[1] == {"bookings": []}
    for method, path, body in (
        ("GET", f"/bookings/{code}", None),
        ("PATCH", f"/bookings/{code}", {"session_id": "S2"}),
        ("DELETE", f"/bookings/{code}", None),
        ("GET", f"/bookings/{code}/calendar.ics", None),
    ):
        status, refused = await api.call(method, path, stranger, body)
        assert (status, refused["error"]["code"]) == (404, "booking_not_found"), (method, path)
    status, found = await api.call("GET", f"/bookings/{code}", stranger, phone_last4=PHONE[-4:])
    assert (status, found["booking"]["code"]) == (200, code)


async def test_guessing_the_last_digits_ends_after_five_tries(api: Api) -> None:
    _, booked = await api.call("POST", "/bookings", await api.mother(), BODY)
    stranger, path = await api.mother(), f"/bookings/{booked['booking']['code']}"

    statuses = [(await api.call("GET", path, stranger, phone_last4=f"{number:04}"))[0] for number in range(6)]

    assert statuses == [404, 404, 404, 404, 404, 429]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"birth_month": "2027-01"}, 400, "birth_month_in_future"),
        ({"phone": "138617249"}, 400, "phone_invalid"),
        ({"birth_month": 202502}, 400, "invalid_input"),
        ({"nickname": "团\u0000团"}, 400, "nickname_invalid"),
        ({"nickname": "\ud83d"}, 400, "invalid_input"),
        ({"consent_version": "no"}, 400, "consent_needed"),
        ({"session_id": "unknown"}, 404, "booking_not_found"),
        ({"session_id": "x\u0000"}, 400, "invalid_input"),
        ({"client_request_id": ""}, 400, "invalid_input"),
        ({"district": "火星"}, 400, "district_unknown"),
        ({"extra": 1}, 400, "invalid_input"),
    ],
)
async def test_bad_details_get_a_sentence_and_leave_nothing(
    api: Api, changes: dict[str, Any], status: int, code: str
) -> None:
    mother = await api.mother()

    refused = await api.call("POST", "/bookings", mother, BODY | changes)

    assert (refused[0], refused[1]["error"]["code"]) == (status, code), refused
    assert any("\u4e00" <= character <= "\u9fff" for character in refused[1]["error"]["message"])
    assert (await api.call("GET", "/bookings", mother))[1] == {"bookings": []}
    assert (await api.call("GET", "/guardian", mother))[1]["children"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"age_months": "400"}, "age_out_of_range"),
        ({"age_months": "-1"}, "age_out_of_range"),
        ({"age_months": "一岁"}, "invalid_input"),
        ({"district": "上海"}, "district_unknown"),
        ({"kind": "party"}, "invalid_input"),
        ({"from": "明天"}, "invalid_input"),
        ({"limit": "1000"}, "invalid_input"),
    ],
)
async def test_a_search_that_cannot_be_is_refused_with_a_sentence(api: Api, query: dict[str, str], code: str) -> None:
    status, refused = await api.call("GET", "/guidance-sessions", await api.mother(), **query)

    assert (status, refused["error"]["code"]) == (400, code)


async def test_a_home_visit_card_says_how_the_address_is_settled(api: Api) -> None:
    editor = await api.operator("editor", Role.EDITOR)
    status, made = await api.call("POST", "/guidance-sessions", editor, _new_session(kind="home_visit", place=""))
    assert status == 201, made

    _, booked = await api.call("POST", "/bookings", await api.mother(), BODY | {"session_id": made["session"]["id"]})

    assert "上门" in booked["text"]


async def test_the_office_enters_changes_and_calls_off_and_auditors_see_who(api: Api) -> None:
    editor, clerk = await api.operator("editor", Role.EDITOR), await api.operator("clerk", Role.OPERATOR)
    mother = await api.mother()

    assert (await api.call("POST", "/guidance-sessions", clerk, _new_session()))[0] == 403
    assert (await api.call("POST", "/guidance-sessions", mother, _new_session()))[0] == 401
    status, made = await api.call("POST", "/guidance-sessions", editor, _new_session())
    assert status == 201, made
    path = f"/guidance-sessions/{made['session']['id']}"
    await api.call("POST", "/bookings", mother, BODY | {"session_id": made["session"]["id"]})
    status, refused = await api.call("PATCH", path, editor, {"capacity": 0})
    assert (status, refused["error"]["code"]) == (400, "capacity_invalid")
    assert (await api.call("PATCH", path, editor, {"place": "示例新教室"}))[1]["session"]["place"] == "示例新教室"

    _, roster = await api.call("GET", f"{path}/bookings", clerk)
    assert [(row["nickname"], row["phone_masked"], row["code"]) for row in roster["bookings"]] == [
        ("团团", "138****4905", "")
    ]
    _, called_off = await api.call("POST", f"{path}/cancellation", editor, {"reason": "老师生病"})
    assert called_off == {"told": 1, "to_call": []}
    assert (await api.call("GET", "/bookings", mother))[1]["bookings"][0]["status"] == "cancelled"
    async with api.database.unit_of_work() as uow:
        acts = {row.action for row in await uow.audit.list(50)}
    assert {"session_created", "session_changed", "session_cancelled"} <= acts


async def test_an_operator_books_checks_in_grants_and_joins(api: Api) -> None:
    clerk = await api.operator("clerk", Role.OPERATOR)
    mother = await api.mother()
    _, by_phone = await api.call("POST", "/bookings", clerk, BODY | {"session_id": "S2"})
    _, by_chat = await api.call("POST", "/bookings", mother, BODY)
    code = by_chat["booking"]["code"]

    joined = {"code": code, "other_code": by_phone["booking"]["code"], "reason": "同一个孩子，电话核实"}
    assert (await api.call("POST", "/children/join", clerk, joined))[0] == 200
    assert (await api.call("GET", "/entitlement", mother))[1]["children"][0]["used"] == 2
    granted = {"code": code, "year": 2026, "change": 2, "reason": "街道加场"}
    assert (await api.call("POST", "/entitlement/grants", clerk, granted))[0] == 200
    assert (await api.call("GET", "/entitlement", mother))[1]["children"][0]["total"] == 8

    assert (await api.call("POST", "/guidance-sessions/S1/attendance", clerk, {"code": code}))[0] == 409
    api.office.now = NOW + timedelta(days=3)
    clerk = await api.operator("clerk2", Role.OPERATOR)
    mother_later = await api.mother()
    assert (await api.call("POST", "/guidance-sessions/S1/attendance", mother_later, {"code": code}))[0] == 401
    await check_invariants(api.database)


async def test_an_operator_books_for_the_visitor_they_talk_with_and_for_no_other(api: Api) -> None:
    clerk, other = await api.operator("clerk", Role.OPERATOR), await api.operator("other", Role.OPERATOR)
    mother = await api.mother()
    conversation = await authorise_token(api.database.unit_of_work, mother, NOW)
    assert conversation is not None
    body = BODY | {"conversation_id": conversation.id, "phone": ""}
    assert (await api.call("POST", "/bookings", clerk, body))[0] == 404
    async with api.database.unit_of_work() as uow:
        await uow.handovers.add(a_handover(conversation_id=conversation.id))
        await uow.commit()
    async with api.database.unit_of_work() as uow:
        account = await uow.operators.by_name("clerk")
    assert account is not None
    await take(api.database.unit_of_work, "ho_1", account, NOW)

    status, booked = await api.call("POST", "/bookings", clerk, body)

    assert status == 201
    assert (await api.call("POST", "/bookings", other, body | {"session_id": "S2"}))[0] == 404
    assert (await api.call("POST", "/bookings", await api.mother(), body))[0] == 403
    for token in (mother, clerk):
        _, listed = await api.call("GET", "/bookings", token)
        assert [one["code"] for one in listed["bookings"]] == [booked["booking"]["code"]]
    assert (await api.call("DELETE", "/guardian", mother))[0] == 200
    assert (await api.call("GET", "/bookings", clerk))[1]["bookings"] == []


async def _talks_with(api: Api, name: str, mother: str) -> str:
    """Put the mother's conversation into the operator's hands; return its id."""
    conversation = await authorise_token(api.database.unit_of_work, mother, NOW)
    assert conversation is not None
    async with api.database.unit_of_work() as uow:
        await uow.handovers.add(a_handover(conversation_id=conversation.id))
        account = await uow.operators.by_name(name)
        await uow.commit()
    assert account is not None
    await take(api.database.unit_of_work, "ho_1", account, NOW)
    return conversation.id


async def _acts(api: Api, *actions: str) -> list[tuple[str, str]]:
    async with api.database.unit_of_work() as uow:
        return [(row.actor, row.action) for row in reversed(await uow.audit.list(50)) if row.action in actions]


async def test_the_operator_who_has_a_conversation_sees_what_was_booked_in_it_and_needs_code_and_digits_to_change_it(
    api: Api,
) -> None:
    clerk, other = await api.operator("clerk", Role.OPERATOR), await api.operator("other", Role.OPERATOR)
    mother, path = await api.mother(), "/operator/handovers/ho_1/bookings"
    _, by_her = await api.call("POST", "/bookings", mother, BODY)
    hers = by_her["booking"]["code"]
    assert (await api.call("GET", path, clerk))[0] == 404
    conversation_id = await _talks_with(api, "clerk", mother)
    body = BODY | {"session_id": "S2", "conversation_id": conversation_id}
    _, by_clerk = await api.call("POST", "/bookings", clerk, body)

    status, listed = await api.call("GET", path, clerk)

    assert status == 200
    shown = {one["session"]["id"]: one for one in listed["bookings"]}
    assert shown["S2"]["code"] == by_clerk["booking"]["code"]
    assert (shown["S1"]["code"], shown["S1"]["nickname"], shown["S1"]["has_phone"]) == ("", "团团", True)
    assert hers not in str(listed)
    assert PHONE[-4:] not in str(listed)
    assert (await api.call("GET", path, other))[0] == 404
    assert (await api.call("GET", path, mother))[0] == 401
    assert (await api.call("DELETE", f"/bookings/{hers}", clerk))[0] == 404
    assert (await api.call("DELETE", f"/bookings/{hers}", clerk, phone_last4="0000"))[0] == 404
    status, cancelled = await api.call("DELETE", f"/bookings/{hers}", clerk, phone_last4=PHONE[-4:])
    assert (status, cancelled["booking"]["status"]) == (200, "cancelled")
    assert await _acts(api, "visitor_bookings_listed", "booking_cancelled") == [
        ("clerk", "visitor_bookings_listed"),
        ("clerk", "booking_cancelled"),
    ]


async def test_an_operator_looks_up_moves_and_cancels_and_each_is_on_record(api: Api) -> None:
    clerk = await api.operator("clerk", Role.OPERATOR)
    _, booked = await api.call("POST", "/bookings", await api.mother(), BODY)
    path = f"/bookings/{booked['booking']['code']}"
    assert (await api.call("GET", path, clerk))[0] == 404

    looked = await api.call("GET", path, clerk, phone_last4=PHONE[-4:])
    moved = await api.call("PATCH", path, clerk, {"session_id": "S2"}, phone_last4=PHONE[-4:])
    cancelled = await api.call("DELETE", path, clerk, phone_last4=PHONE[-4:])

    assert [one[0] for one in (looked, moved, cancelled)] == [200, 200, 200]
    assert await _acts(api, "access_refused", "booking_looked_up", "booking_moved", "booking_cancelled") == [
        ("clerk", "access_refused"),
        ("clerk", "booking_looked_up"),
        ("clerk", "booking_moved"),
        ("clerk", "booking_cancelled"),
    ]
    await check_invariants(api.database)


async def test_the_calendar_file_says_when_in_wuxi_and_nothing_personal(api: Api) -> None:
    mother = await api.mother()
    _, booked = await api.call("POST", "/bookings", mother, BODY)
    link = booked["booking"]["ics_url"].partition("/api/v1")[2]
    path, _, key = link.partition("?key=")

    status, text = await api.call("GET", path, "", key=key)
    assert status == 200
    assert (await api.call("GET", path, mother))[1] == text
    assert (await api.call("GET", path, "", key="0" * 32))[0] == 401

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = dict(line.split(":", 1) for line in text.replace("\r\n ", "").split("\r\n") if ":" in line)
    starts = datetime.strptime(event["DTSTART;TZID=Asia/Shanghai"], "%Y%m%dT%H%M%S").replace(
        tzinfo=ZoneInfo("Asia/Shanghai")
    )
    assert starts == NOW + timedelta(days=3)
    assert event["TZOFFSETTO"] == "+0800"
    assert "亲子阅读" in event["SUMMARY"]
    for personal in (PHONE, "4905", "团团", booked["booking"]["code"]):
        assert personal not in text


async def test_everything_is_shown_on_request_and_gone_after_deletion(api: Api) -> None:
    mother, waiting = await api.mother(), await api.mother()
    await api.call("POST", "/bookings", mother, BODY | {"session_id": "S2"})
    await api.call("POST", "/bookings", waiting, BODY | {"session_id": "S2", "waitlist": True})

    _, kept = await api.call("GET", "/guardian", mother)
    assert kept["children"] == [{"nickname": "团团", "birth_month": "2025-02", "district": "滨湖区"}]
    assert kept["bookings"][0]["phone"] == PHONE
    assert kept["consents"][0]["wording"] == BOOKING_CONSENT.text
    assert (await api.call("DELETE", "/guardian", mother))[0] == 200

    assert (await api.call("GET", "/guardian", mother))[1] == {
        "children": [],
        "bookings": [],
        "ledger": [],
        "consents": [],
    }
    assert (await api.call("GET", "/bookings", waiting))[1]["bookings"][0]["status"] == "offered"
    await check_invariants(api.database)


def _new_session(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "parent_class",
        "title": "示例课堂",
        "district": "滨湖区",
        "place": "示例教室",
        "min_age_months": 0,
        "max_age_months": 36,
        "capacity": 5,
        "starts_at": "2026-03-09T09:30:00+08:00",
        "ends_at": "2026-03-09T10:30:00+08:00",
        "led_by": "示例老师",
    } | changes

"""Personal data: only in the encrypted column, and gone everywhere once it is deleted."""

import asyncio
import sqlite3
import time
from pathlib import Path

import aiohttp
import pytest

from tests.live import LiveSystem, call

PHONE = "13861724905"
ID_CARD = "110101199003074813"
DELETED_WITHIN_SECONDS = 60
"""Leaves the outbox time for a second try where the first met an outage."""

WAYS_OF_WRITING = [PHONE, "138 6172 4905", "138-6172-4905", "１３８６１７２４９０５", "+86 13861724905"]


def _everything_written(live: LiveSystem) -> dict[str, bytes]:
    """Every database file, with its write-ahead log, and every log file."""
    files = [*live.var.glob("*.db*"), *(live.var / "log").glob("*"), *live.folder.glob("service-*.log")]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("written", WAYS_OF_WRITING)
def test_a_number_typed_into_the_chat_is_found_nowhere_but_sealed(live: LiveSystem, written: str) -> None:
    talk = live.talk()

    talk.say(f"我的电话是{written}，宝宝八个月可以吃盐吗")

    item = talk.items()[0]
    assert "手机号" in item["text"]
    forms = {written.encode(), PHONE.encode(), written.encode("unicode_escape")}
    for name, content in _everything_written(live).items():
        assert not any(form in content for form in forms), name
    with sqlite3.connect(live.var / "assistant.db") as database:
        sealed = database.execute("SELECT count(*) FROM private_values WHERE conversation_id = ?", (talk.id,))
        assert sealed.fetchone() == (1,)


async def test_a_number_sent_over_the_socket_is_found_nowhere_but_sealed(live: LiveSystem) -> None:
    talk = live.talk()

    async with aiohttp.ClientSession() as session, session.ws_connect(f"{talk.url}/socket") as socket:
        await socket.send_json({"type": "auth", "token": talk.token})
        await socket.send_json({"type": "message", "text": f"身份证{ID_CARD}，想预约亲子活动"})
        async with asyncio.timeout(20):
            while "assistant" not in await socket.receive_str():
                pass

    for name, content in _everything_written(live).items():
        assert ID_CARD.encode() not in content, name


def test_the_answer_does_not_suffer_from_masking(live: LiveSystem) -> None:
    reply = live.talk().say(f"宝宝八个月可以吃盐吗，回我电话{PHONE}")

    assert reply["citations"][0]["entry_id"] == "salt-before-one"


def test_deletion_leaves_nothing_of_the_conversation_anywhere(live: LiveSystem) -> None:
    talk = live.talk()
    talk.say("记号甲乙丙丁：宝宝八个月可以吃盐吗")
    marker = "记号甲乙丙丁"
    assert _holders(live, marker, talk.id)

    deleted = call(talk.url, method="DELETE", token=talk.token)

    assert deleted.status == 202
    assert deleted.json["receipt"]
    assert call(f"{talk.url}/messages", token=talk.token).status == 401
    deadline = time.monotonic() + DELETED_WITHIN_SECONDS
    while _holders(live, marker, talk.id) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert _holders(live, marker, talk.id) == []
    forms = {marker.encode(), marker.encode("unicode_escape")}
    for name, content in _everything_written(live).items():
        assert not any(form in content for form in forms), name


def test_a_booking_keeps_the_phone_sealed_alone_and_goes_with_the_conversation(live: LiveSystem) -> None:
    talk, nickname = live.talk(), "记号团团"
    before = _kept_of_bookings(live)
    found = call(f"{live.url}/api/v1/guidance-sessions?age_months=10", token=talk.token).json
    request = {"session_id": found["sessions"][0]["id"], "nickname": nickname, "birth_month": "2026-01"}
    request |= {"consent_version": found["consent"]["version"], "phone": PHONE}
    booked = call(f"{live.url}/api/v1/bookings", request, token=talk.token)
    assert booked.status == 201, booked
    code = booked.json["booking"]["code"]
    secrets = [text.encode() for text in (PHONE, nickname, code, code.replace("-", ""))]

    assert _kept_of_bookings(live) - before
    for name, content in _everything_written(live).items():
        assert not any(secret in content for secret in secrets), name
    assert call(talk.url, method="DELETE", token=talk.token).status == 202

    deadline = time.monotonic() + DELETED_WITHIN_SECONDS
    while left := _kept_of_bookings(live) - before:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def _kept_of_bookings(live: LiveSystem) -> set[tuple[str, str]]:
    """Every row that is kept of anybody's booking, and how many seats of each sitting are taken."""
    tables = ("guardians", "children", "consents", "bookings", "entitlement_ledger")
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        rows = {(table, repr(row)) for table in tables for row in database.execute(f"SELECT * FROM {table}")}
        seats = database.execute("SELECT id, seats_taken FROM guidance_sessions WHERE seats_taken > 0")
        return rows | {("seats", repr(row)) for row in seats}


def test_asking_to_be_forgotten_in_the_chat_deletes_after_a_confirmation(live: LiveSystem) -> None:
    talk = live.talk()
    offered = talk.say("删除我的数据")
    confirm = next(choice for choice in offered["choices"] if choice["label"] == "删除")

    done = talk.send(choice=confirm["choice_id"])

    assert "已经删除" in done.json["reply"]["texts"][0]
    assert call(f"{talk.url}/messages", token=talk.token).status == 401


def test_two_conversations_cannot_see_each_other(live: LiveSystem) -> None:
    mine, other = live.talk(), live.talk()
    mine.say("宝宝八个月可以吃盐吗")

    assert call(f"{mine.url}/messages", token=other.token).status == 401
    assert call(mine.url, method="DELETE", token=other.token).status == 401
    assert len(mine.items()) == 2


def _holders(live: LiveSystem, marker: str, conversation_id: str) -> list[str]:
    """Tables of both databases with a row that holds the marker or the conversation's id; the outbox keeps the id."""
    found = []
    for file in (live.var / "assistant.db", live.var / "rasa.db"):
        found += [f"{file.name}: {table}" for table in _tables_holding(file, (marker, conversation_id))]
    return [place for place in found if not place.endswith(": outbox")]


def _tables_holding(file: Path, wanted: tuple[str, ...]) -> list[str]:
    forms = [form for text in wanted for form in (text, text.encode("unicode_escape").decode())]
    with sqlite3.connect(file) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            name
            for name in names
            if any(any(form in str(row) for form in forms) for row in database.execute(f"SELECT * FROM {name}"))
        ]

"""Whole conversations through the public API, written in tests/conversations/*.yml, with what they leave behind.

A turn says a text (`say`), presses a button of the last reply by its label (`press`) or shares a point (`place`). What
the reply must show: `texts` and `not` (parts of its words), `cards` (types), `choices` (labels), `urgency`. `after`
names the conversation's bookings in the database, oldest first, as `status session`; `hidden` names words that
Rasa's own store must not hold.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain.guidance import WUXI_TIME
from tests.live import LiveSystem, Talk
from tests.sittings import enter_sittings

FILES = sorted((Path(__file__).parent.parent / "conversations").glob("*.yml"))
STORIES = [
    pytest.param(story, id=f"{file.stem}: {story['name']}")
    for file in FILES
    for story in yaml.safe_load(file.read_text(encoding="utf-8"))
]

OURS = ("bookings", "entitlement_ledger", "consents", "children", "guardians", "guidance_sessions")
"""Tables that the stories fill; other tests find them as they were."""


@dataclass
class Stage:
    """The system, with sittings that the stories know."""

    system: LiveSystem
    rows: sqlite3.Connection
    rasa: sqlite3.Connection


@pytest.fixture(scope="module")
def stage(live: LiveSystem) -> Iterator[Stage]:
    rows = sqlite3.connect(live.var / "assistant.db", timeout=20)
    rasa = sqlite3.connect(f"file:{live.var / 'rasa.db'}?mode=ro", uri=True, timeout=20)
    before = {table: rows.execute(f"SELECT * FROM {table}").fetchall() for table in OURS}
    enter_sittings(live.var / "assistant.db", datetime.now(WUXI_TIME))
    yield Stage(live, rows, rasa)
    for table, kept in before.items():
        rows.execute(f"DELETE FROM {table}")
        if kept:
            rows.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(kept[0]))})", kept)
    rows.commit()
    rows.close()
    rasa.close()


@pytest.mark.parametrize("story", STORIES)
def test_a_conversation_goes_as_written(stage: Stage, story: dict[str, Any]) -> None:
    talk = stage.system.talk()
    reply: dict[str, Any] = {}
    for number, turn in enumerate(story["turns"], 1):
        reply = _take(talk, turn, reply, number)
        _compare(turn, reply, number)
    after = story.get("after", {})
    if "bookings" in after:
        assert _bookings(stage.rows, talk.id) == after["bookings"]
    kept = "\n".join(row[0] for row in stage.rasa.execute("select data from events where sender_id = ?", (talk.id,)))
    for words in after.get("hidden", ()):
        assert "parse_data" in kept, "Rasa's store was not read."
        assert words not in kept
        assert words.encode("unicode_escape").decode() not in kept


def _take(talk: Talk, turn: dict[str, Any], last: dict[str, Any], number: int) -> dict[str, Any]:
    if "place" in turn:
        latitude, longitude = turn["place"]
        body: dict[str, Any] = {"location": {"latitude": latitude, "longitude": longitude, "datum": "wgs84"}}
    elif "press" in turn:
        ids = {choice["label"]: choice["choice_id"] for choice in last["choices"]}
        chosen = [label for label in ids if turn["press"] in label]
        assert chosen, f"turn {number}: no button {turn['press']!r} among {list(ids)}"
        body = {"choice": ids[chosen[0]]}
    else:
        body = {"text": str(turn["say"])}
    answered = talk.send(**body)
    assert answered.status == 200, (number, answered)
    reply: dict[str, Any] = answered.json["reply"]
    return reply


def _compare(turn: dict[str, Any], reply: dict[str, Any], number: int) -> None:
    words, said = "\n".join(reply["texts"]), f"turn {number} {turn}\nreply {reply['intent']} {reply['texts']}"
    labels = [choice["label"] for choice in reply["choices"]]
    for part in turn.get("texts", ()):
        assert part in words, said
    for part in turn.get("not", ()):
        assert part not in words, said
    for kind in turn.get("cards", ()):
        assert kind in [card["type"] for card in reply["cards"]], said
    for label in turn.get("choices", ()):
        assert any(label in one for one in labels), (said, labels)
    if "urgency" in turn:
        assert reply["urgency"] == turn["urgency"], said


def _bookings(rows: sqlite3.Connection, conversation_id: str) -> list[str]:
    """Return `status session` of each booking of the conversation."""
    found = rows.execute(
        "select b.status, b.session_id from bookings b join guardians g on g.id = b.guardian_id "
        "where g.conversation_id = ? order by b.created_at, b.id",
        (conversation_id,),
    )
    return [f"{status} {session_id}" for status, session_id in found]


def test_the_stories_cover_what_they_have_to() -> None:
    names = [story.values[0]["name"] for story in STORIES]

    assert len(names) == len(set(names)) >= 80
    assert sum("book" in param.id or "find" in param.id for param in STORIES) >= 40

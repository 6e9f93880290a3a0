"""What the actions say to Rasa, called as Rasa calls them: over HTTP, with the internal token."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from actions.registry import build_executor
from assistant.channels.internal import create_internal_app
from assistant.channels.metrics import Metrics
from assistant.knowledge.base import KnowledgeBase
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from assistant.services.library import Library
from assistant.settings import Secret
from tests.builders import NOON, an_entry
from tests.fakes import FakeRetriever

TOKEN = "internal-token-for-tests"
ENTRIES = {"salt": an_entry("salt"), "young": an_entry("young", age_months=(0, 5), age_group="sleep"),
           "old": an_entry("old", age_months=(6, 83), age_group="sleep")}  # fmt: skip


class BrokenRetriever:
    async def search(self, query: Any) -> Any:
        raise RuntimeError("index is gone")


async def _client(aiohttp_client: Any, retriever: Any) -> TestClient[Any, Any]:
    answers = Answers(retriever, lambda: ENTRIES, lambda: NOON)

    async def refresh() -> KnowledgeBase:
        raise AssertionError("not asked for")

    library = Library(KnowledgeBase(ENTRIES, "v1", None), refresh)  # type: ignore[arg-type]
    app = create_internal_app(Secret(TOKEN), build_executor(answers), Metrics(), library)
    client: TestClient[Any, Any] = await aiohttp_client(app, headers={"Authorization": f"Bearer {TOKEN}"})
    return client


def _call(action: str, text: str = "能吃盐吗", intent: str = "ask_parenting", **metadata: Any) -> dict[str, Any]:
    message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "metadata": metadata}
    return {
        "next_action": action,
        "sender_id": "cv_1",
        "tracker": {"sender_id": "cv_1", "slots": {}, "latest_message": message, "events": []},
        "domain": {"intents": [], "responses": {}},
        "version": "3.6.21",
    }


async def _parts(client: TestClient[Any, Any], call: dict[str, Any]) -> list[dict[str, Any]]:
    response = await client.post("/actions", json=call)
    assert response.status == 200
    return [said["custom"] for said in (await response.json())["responses"] if said.get("custom")]


async def test_the_intent_travels_with_every_action(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))

    understood, answer = await _parts(client, _call("action_answer_question"))

    assert understood == {"kind": "understood", "intent": "ask_parenting", "confidence": 0.9}
    assert (answer["kind"], answer["entry_ids"], answer["question"]) == ("answer", ["salt"], "能吃盐吗")


async def test_age_and_district_of_the_conversation_are_searched_with(aiohttp_client: Any) -> None:
    retriever = FakeRetriever(Outcome.ANSWER, "salt")
    client = await _client(aiohttp_client, retriever)

    await _parts(client, _call("action_answer_question", age_months=8, district="滨湖区"))

    assert (retriever.asked[0].age_months, retriever.asked[0].district) == (8, "滨湖区")


async def test_a_fact_alone_asks_the_last_question_again(aiohttp_client: Any) -> None:
    retriever = FakeRetriever(Outcome.ANSWER, "salt")
    client = await _client(aiohttp_client, retriever)
    call = _call("action_answer_question", "八个月了", "state_child_facts", last_question="能吃盐吗", age_months=8)

    parts = await _parts(client, call)

    assert retriever.asked[0].text == "能吃盐吗"
    assert parts[1]["question"] == "能吃盐吗"


async def test_what_a_message_asks_in_full_is_looked_up(aiohttp_client: Any) -> None:
    retriever = FakeRetriever(Outcome.ANSWER, "salt")
    client = await _client(aiohttp_client, retriever)
    asked = {"last_question": "四个月睡多久", "full_question": "八个月睡多久"}

    for intent in ("state_child_facts", "state_preference", "ask_parenting"):
        await _parts(client, _call("action_answer_question", "八个月了", intent, **asked))

    assert [query.text for query in retriever.asked] == ["八个月睡多久"] * 3


async def test_what_may_answer_travels_with_the_question(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))

    case = await _parts(client, _call("action_answer_question", "爸爸产假多少天", names=["爸爸"]))
    offered = await _parts(client, _call("action_answer_question", "能洗澡吗", may_answer=False))

    assert (case[1]["kind"], case[1]["of_case"]) == ("not_found", True)
    assert (offered[1]["kind"], offered[1]["of_case"]) == ("suggest", False)


async def test_a_fact_without_a_question_asks_what_is_wanted(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))

    parts = await _parts(client, _call("action_answer_question", "八个月了", "state_child_facts"))

    assert parts[1] == {"kind": "ask_what_next"}


async def test_a_first_fact_that_tells_of_a_symptom_is_looked_up(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))
    told = "孩子发烧38度5，一岁"

    parts = await _parts(client, _call("action_answer_question", told, "state_child_facts", full_question=told))

    assert (parts[1]["kind"], parts[1]["question"], parts[1]["is_fact"]) == ("answer", told, False)


async def test_an_answer_to_no_form_is_not_looked_up(aiohttp_client: Any) -> None:
    retriever = FakeRetriever(Outcome.ANSWER, "salt")
    client = await _client(aiohttp_client, retriever)

    _, part = await _parts(
        client, _call("action_answer_question", "周六上午", "state_preference", last_question="能吃盐吗")
    )

    assert part == {"kind": "ask_what_next"}
    assert retriever.asked == []


async def test_an_answer_that_differs_by_age_names_its_versions_youngest_first(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "old"))

    unknown = await _parts(client, _call("action_answer_question"))
    known = await _parts(client, _call("action_answer_question", age_months=8))

    assert (unknown[1]["kind"], unknown[1]["entry_ids"]) == ("ask_age", ["young", "old"])
    assert (known[1]["kind"], known[1]["entry_ids"]) == ("answer", ["old"])


async def test_an_entry_that_is_no_longer_loaded_is_never_named(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "deleted"))

    parts = await _parts(client, _call("action_answer_question"))

    assert (parts[1]["kind"], parts[1]["entry_ids"]) == ("not_found", [])


@pytest.mark.parametrize(("action", "kind"), [("action_repeat_answer", "answer"), ("action_more_detail", "detail")])
async def test_the_last_answer_again_or_in_full(aiohttp_client: Any, action: str, kind: str) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))

    shown = await _parts(client, _call(action, last_entry_ids=["salt"]))
    nothing = await _parts(client, _call(action))

    assert shown[1] == {"kind": kind, "entry_ids": ["salt"]}
    assert nothing[1] == {"kind": "ask_what_next"}


async def test_small_talk_utters_the_response_named_after_the_intent(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER))

    response = await client.post("/actions", json=_call("action_respond", "谢谢", "thank"))

    assert (await response.json())["responses"][1]["response"] == "utter_thank"


@pytest.mark.parametrize("call", [_call("action_nobody_knows"), {"next_action": None}, [], {"tracker": 5}])
async def test_what_cannot_be_run_is_silence_that_rasa_understands(aiohttp_client: Any, call: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER))

    response = await client.post("/actions", json=call)

    assert response.status == 200
    assert not [
        said for said in (await response.json())["responses"] if (said.get("custom") or {}).get("kind") == "answer"
    ]


async def test_a_failing_search_is_silence_and_not_an_error(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, BrokenRetriever())

    response = await client.post("/actions", json=_call("action_answer_question"))

    assert response.status == 200
    assert (await response.json())["responses"] == []


async def test_two_likely_tasks_are_asked_apart_with_buttons_and_none_of_them(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))
    call = _call("action_answer_question", "预约", "nlu_fallback")
    ranking = [{"name": name} for name in ("nlu_fallback", "list_bookings", "book_session")]
    call["tracker"]["latest_message"]["intent_ranking"] = ranking

    _, asked = await _parts(client, call)

    assert [label for label, _ in asked["choices"]] == ["看我的预约", "预约育儿指导", "都不是"]


async def test_an_open_form_is_next_after_a_question_in_its_middle(aiohttp_client: Any) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))
    call = _call("action_answer_question")
    call["tracker"]["active_loop"] = {"name": "book_session_form"}

    response = await client.post("/actions", json=call)

    assert {"event": "followup", "name": "book_session_form"} in (await response.json())["events"]


@pytest.mark.parametrize("loop", [None, "book_session_form"])
async def test_an_answer_ends_the_turn_unless_a_form_waits(aiohttp_client: Any, loop: str | None) -> None:
    client = await _client(aiohttp_client, FakeRetriever(Outcome.ANSWER, "salt"))
    call = _call("action_answer_question")
    call["tracker"]["active_loop"] = {"name": loop} if loop else {}

    events = (await (await client.post("/actions", json=call)).json())["events"]

    followed_by = [event["name"] for event in events if event["event"] == "followup"]
    assert followed_by == [loop or "action_listen"]

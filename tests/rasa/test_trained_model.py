"""A small model, trained here, routes sentences and calls the actions."""

import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.agent import Agent
from rasa.core.utils import AvailableEndpoints
from rasa.model_training import train, train_nlu

from tests.rasa.training_files import ROOT

CONFIG = "nlu_data/config.yml"

UNSEEN = [
    ("宝宝烧到三十九度了咋办呀", "action_answer_question"),
    ("我家娃咳了好几天", "action_answer_question"),
    ("育儿补贴要怎样申请", "action_answer_question"),
    ("滨湖区哪有普惠托育啊", "validate_find_institution_form"),
    ("想预约一次科学育儿指导", "validate_book_session_form"),
    ("把我的预约取消了吧", "validate_cancel_booking_form"),
    ("六个月应该打哪些疫苗", "action_answer_question"),
    ("我要投诉这家托育机构", "validate_file_complaint_form"),
    ("请帮我转人工客服", "action_request_person"),
    ("请把我的聊天数据删除", "action_offer_deletion"),
    ("刚才的回答重复一遍", "action_repeat_answer"),
    ("能说得更具体些吗", "action_more_detail"),
    ("你好啊", "action_respond"),
    ("谢谢你啦", "action_respond"),
    ("你是机器人还是真人", "action_respond"),
]


def write_sample(examples: dict[str, list[str]], size: int, folder: Path) -> str:
    """Every so many sentences of each intent, `size` at most, as a file for Rasa."""
    blocks = [
        {"intent": intent, "examples": "".join(f"- {s}\n" for s in sentences[:: -(-len(sentences) // size)])}
        for intent, sentences in examples.items()
    ]
    file = folder / "nlu.yml"
    file.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def model(examples: dict[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("model")
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    os.chdir(ROOT)
    sample = write_sample(examples, 24, folder)
    result = train("nlu_data/domain", CONFIG, [sample, "nlu_data/rules"], output=str(folder), fixed_model_name="small")
    assert result.model
    return result.model


@dataclass
class ActionServer:
    """Plays the service's internal listener and remembers what Rasa sent."""

    calls: list[dict[str, object]] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)

    async def run(self, request: web.Request) -> web.Response:
        call = json.loads(await request.text())
        self.calls.append(call)
        self.credentials.append(request.headers.get("Authorization", ""))
        response = {"custom": {"kind": call["next_action"]}}
        return web.json_response({"events": [], "responses": [response]})


@pytest.fixture
async def actions(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ActionServer]:
    server = ActionServer()
    app = web.Application()
    app.router.add_post("/actions", server.run)
    async with TestServer(app) as running:
        monkeypatch.setenv("ASSISTANT_ACTIONS_URL", str(running.make_url("/actions")))
        yield server


@pytest.fixture
def agent(model: str, actions: ActionServer) -> Agent:
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    return Agent.load(model, action_endpoint=endpoints.action)


@pytest.mark.parametrize(("text", "action"), UNSEEN)
async def test_an_unseen_sentence_reaches_its_action_once(
    agent: Agent, actions: ActionServer, text: str, action: str
) -> None:
    replies = await agent.handle_text(text, sender_id=text)

    assert [reply["custom"]["kind"] for reply in replies] == [action]


async def test_actions_are_called_with_the_token_and_the_domain(agent: Agent, actions: ActionServer) -> None:
    await agent.handle_text("谢谢")

    assert actions.credentials == ["Bearer a-token-for-tests"]
    assert "action_respond" in actions.calls[0]["domain"]["actions"]


async def test_a_text_nobody_understands_goes_to_the_answer_once(agent: Agent, actions: ActionServer) -> None:
    replies = await agent.handle_text("喵呜咕噜 %%% qwxz")

    assert [reply["custom"]["kind"] for reply in replies] == ["action_answer_question"]


@pytest.mark.parametrize("text", ["😊", "？？？", "a", "发烧" * 1000])
async def test_odd_texts_get_one_reply_too(agent: Agent, actions: ActionServer, text: str) -> None:
    replies = await agent.handle_text(text, sender_id="odd")

    assert len(replies) == 1


async def test_turns_follow_each_other_without_waiting_for_rules(agent: Agent, actions: ActionServer) -> None:
    for text in ("你好", "宝宝发烧怎么办", "详细一点", "谢谢", "再见"):
        await agent.handle_text(text, sender_id="one")

    assert [call["next_action"] for call in actions.calls] == [
        "action_respond",
        "action_answer_question",
        "action_more_detail",
        "action_respond",
        "action_respond",
    ]


async def test_training_twice_gives_the_same_confidences(
    examples: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = write_sample(examples, 3, tmp_path)
    parsed = []
    for run in ("first", "second"):
        monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / run))
        agent = Agent.load(train_nlu(CONFIG, sample, str(tmp_path / run), fixed_model_name="model"))
        parsed.append([await agent.parse_message(text) for text, _ in UNSEEN[:5]])

    assert [p["intent_ranking"] for p in parsed[0]] == [p["intent_ranking"] for p in parsed[1]]

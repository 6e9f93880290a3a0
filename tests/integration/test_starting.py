"""Just after a start, while entries and index are still being loaded; and a start that cannot go on."""

import asyncio
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from socket import create_server

import numpy as np
import pytest
from aiohttp.test_utils import TestClient, TestServer
from numpy.typing import NDArray

from assistant.app import running_parts
from assistant.errors import KnowledgeError
from assistant.retrieval.encoder import BUILTIN
from assistant.retrieval.engine import Engine
from assistant.settings import Settings, load_settings
from tests.live import ROOT, free_port, make_system


class SlowEncoder:
    """The built-in weights, which encode nothing until they are let."""

    name = BUILTIN

    def __init__(self) -> None:
        self._engine = Engine(1)
        self.dim = self._engine.dim
        self.is_let = threading.Event()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.is_let.wait()
        return self._engine.encode(texts, is_query=True)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.is_let.wait()
        return self._engine.encode(texts, is_query=False)


@pytest.fixture
def encoder() -> Iterator[SlowEncoder]:
    """Lets go at the end, or its thread would wait for ever."""
    slow = SlowEncoder()
    yield slow
    slow.is_let.set()


def _settings(folder: Path, **more: str) -> Settings:
    if (ROOT / "var" / "index").exists():
        shutil.copytree(ROOT / "var" / "index", folder / "index")
    given = {
        "VAR_FOLDER": str(folder),
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "DATA_KEY": "k" * 40,
        "INTERNAL_TOKEN": "t" * 40,
        **more,
    }
    return load_settings({f"ASSISTANT_{name}": value for name, value in given.items()}, ROOT)


async def test_an_alarm_is_answered_and_a_question_waits_until_everything_is_loaded(
    tmp_path: Path, encoder: SlowEncoder
) -> None:
    async with (
        running_parts(_settings(tmp_path), encoder=encoder) as service,
        TestClient(TestServer(service.public)) as client,
    ):
        assert (await client.get("/healthz")).status == 200
        starting = await client.get("/readyz")
        assert (starting.status, (await starting.json())["parts"]["index"]) == (503, "starting")
        opened = await (await client.post("/api/v1/conversations", json={"site_key": "demo"})).json()
        messages = f"/api/v1/conversations/{opened['conversation_id']}/messages"
        token = {"Authorization": f"Bearer {opened['token']}"}

        alarm = await client.post(messages, json={"text": "宝宝一直抽搐，嘴唇发紫"}, headers=token)
        assert (await alarm.json())["reply"]["urgency"] == "call120"

        other = await (await client.post("/api/v1/conversations", json={"site_key": "demo"})).json()
        asked = asyncio.create_task(
            client.post(
                f"/api/v1/conversations/{other['conversation_id']}/messages",
                json={"text": "宝宝八个月可以吃盐吗"},
                headers={"Authorization": f"Bearer {other['token']}"},
            )
        )
        page = asyncio.create_task(client.get("/handbook/salt-before-one"))
        await asyncio.sleep(0.5)
        assert not asked.done()
        assert not page.done()

        encoder.is_let.set()

        reply = (await (await asked).json())["reply"]
        assert reply["citations"][0]["entry_id"] == "salt-before-one"
        assert (await page).status == 200
        await service.loading
        assert (await (await client.get("/readyz")).json())["parts"]["index"] == "ok"


async def test_who_has_waited_too_long_gets_a_sentence(
    tmp_path: Path, encoder: SlowEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.services.opening.PATIENCE_SECONDS", 0.2)
    async with (
        running_parts(_settings(tmp_path), encoder=encoder) as service,
        TestClient(TestServer(service.public)) as client,
    ):
        refused = await client.get("/api/v1/search?q=盐&site_key=demo")

        assert refused.status == 503
        error = (await refused.json())["error"]
        assert error["code"] == "unavailable"
        assert "120" in error["message"]


async def test_a_wrong_knowledge_file_ends_the_loading(tmp_path: Path, encoder: SlowEncoder) -> None:
    knowledge = tmp_path / "knowledge_base"
    shutil.copytree(ROOT / "knowledge_base", knowledge)
    broken = next((knowledge / "handbook").rglob("*.md"))
    broken.write_text("no front matter", encoding="utf-8")

    async with running_parts(_settings(tmp_path, KNOWLEDGE_FOLDER=str(knowledge)), encoder=encoder) as service:
        with pytest.raises(KnowledgeError, match=broken.name):
            await service.loading


@pytest.mark.timeout(200)
def test_the_command_stops_with_the_mistake_and_leaves_nothing_running(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    broken = next((system.knowledge / "handbook").rglob("*.md"))
    broken.write_text("no front matter", encoding="utf-8")

    stopped = system.command("up", "--no-train")

    assert stopped.returncode == 1
    assert "The knowledge base has mistakes" in stopped.stderr
    assert broken.name in stopped.stderr
    assert "Ready after" not in stopped.stdout


@pytest.mark.timeout(200)
def test_an_encoder_that_is_missing_stops_the_command(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    system.env["ASSISTANT_ENCODER"] = str(tmp_path / "nowhere")

    stopped = system.command("up", "--no-train")

    assert stopped.returncode == 1
    assert "encoder's folder" in stopped.stderr


@pytest.mark.timeout(200)
def test_a_taken_port_is_told_before_anything_is_started(tmp_path: Path) -> None:
    system = make_system(tmp_path)
    with create_server(("127.0.0.1", int(system.env["ASSISTANT_PORT"]))):
        stopped = system.command("up", "--no-train")

    assert stopped.returncode == 1
    assert "cannot be used" in stopped.stderr
    assert "ASSISTANT_PORT" in stopped.stderr
    assert "Starting" not in stopped.stdout

"""The whole system as parents meet it: `assistant up` in its own process, with real Rasa, on free ports."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS = 240


def free_port() -> int:
    """A loopback port that nothing uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answered:
    """Status and JSON of a call."""

    status: int
    json: Any
    headers: dict[str, str]


def call(
    url: str,
    body: Any = None,
    *,
    method: str | None = None,
    token: str = "",
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = 40.0,
) -> Answered:
    """Call the API as any program would; a refusal is an answer, not an error."""
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method or ("GET" if data is None else "POST"))
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return _answered(response.status, response.read(), response.headers)
    except urllib.error.HTTPError as error:
        return _answered(error.code, error.read(), error.headers)


def _answered(status: int, content: bytes, headers: Any) -> Answered:
    is_json = "json" in (headers.get("Content-Type") or "")
    return Answered(status, json.loads(content) if is_json and content else content.decode(), dict(headers.items()))


@dataclass
class Talk:
    """One open conversation."""

    system: "LiveSystem"
    id: str
    token: str

    @property
    def url(self) -> str:
        return f"{self.system.url}/api/v1/conversations/{self.id}"

    def send(self, **body: Any) -> Answered:
        return call(f"{self.url}/messages", body, token=self.token)

    def say(self, text: str, **more: Any) -> dict[str, Any]:
        answered = self.send(text=text, **more)
        assert answered.status == 200, answered
        reply: dict[str, Any] = answered.json["reply"]
        return reply

    def items(self, after: int = 0) -> list[dict[str, Any]]:
        return list(call(f"{self.url}/messages?after={after}", token=self.token).json["items"])


@dataclass
class LiveSystem:
    """A running system with its own database, index, knowledge base and ports."""

    folder: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    output: list[Path] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.env['ASSISTANT_PORT']}"

    @property
    def internal_url(self) -> str:
        return f"http://127.0.0.1:{self.env['ASSISTANT_INTERNAL_PORT']}"

    @property
    def internal_token(self) -> str:
        return (self.var / "secrets" / "internal_token").read_text().strip()

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def knowledge(self) -> Path:
        return self.folder / "knowledge_base"

    def start(self) -> None:
        """Start and wait until everything answers."""
        log = self.folder / f"service-{len(self.output)}.log"
        self.output.append(log)
        with log.open("wb") as handle:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assistant", "up", "--no-train"],
                cwd=ROOT,
                env=self.env,
                stdout=handle,
                stderr=subprocess.STDOUT,
            )
        self.wait_until(lambda: self.ready()["degraded"] == [])

    def ready(self) -> dict[str, Any]:
        """What /readyz says, whatever its status; everything missing while nothing listens."""
        try:
            report: dict[str, Any] = call(f"{self.url}/readyz", timeout=5).json
        except OSError:
            return {"status": "down", "degraded": ["everything"], "parts": {}}
        return report

    def wait_until(self, condition: Any, seconds: float = READY_WITHIN_SECONDS) -> None:
        """Wait for a condition; fail with the service's last words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"The service ended:\n{self.words()}")
            if condition():
                return
            time.sleep(0.2)
        raise AssertionError(f"Not so within {seconds} s:\n{self.words()}")

    def wait_until_ended(self, pid: int, seconds: float = 10) -> None:
        """Wait until a process is gone."""
        deadline = time.monotonic() + seconds
        while Path(f"/proc/{pid}").exists() and "State:\tZ" not in Path(f"/proc/{pid}/status").read_text():
            assert time.monotonic() < deadline, f"Process {pid} is still there."
            time.sleep(0.1)

    def words(self) -> str:
        """The last lines that the service printed."""
        return self.output[-1].read_text(errors="replace")[-3000:]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it; return its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def talk(self, site_key: str = "demo") -> Talk:
        """Open a conversation."""
        opened = call(f"{self.url}/api/v1/conversations", {"site_key": site_key})
        assert opened.status == 201, opened
        return Talk(self, opened.json["conversation_id"], opened.json["token"])

    def command(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of the command line against this system."""
        return subprocess.run(
            [sys.executable, "-m", "assistant", *arguments],
            cwd=ROOT,
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def rasa_pid(self) -> int:
        """Process id of the Rasa that listens on this system's port."""
        wanted = f"--port\0{self.env['ASSISTANT_RASA_PORT']}\0"
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and wanted in _command_line(folder):
                return int(folder.name)
        raise AssertionError("Rasa is not running.")


def _command_line(folder: Path) -> str:
    try:
        return (folder / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def make_system(folder: Path) -> LiveSystem:
    """Prepare a system in `folder`: trained model and search index are taken over, everything else is new."""
    var = folder / "var"
    model = ROOT / "var" / "models" / "assistant.tar.gz"
    assert model.exists(), "There is no trained model. Run `make train` (or `make test`, which does) first."
    (var / "models").mkdir(parents=True)
    (var / "models" / model.name).symlink_to(model)
    if (ROOT / "var" / "index").exists():
        shutil.copytree(ROOT / "var" / "index", var / "index")
    shutil.copytree(ROOT / "knowledge_base", folder / "knowledge_base")
    ports = {free_port() for _ in range(12)}
    public, internal, rasa = list(ports)[:3]
    env = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    env |= {
        "ASSISTANT_VAR_FOLDER": str(var),
        "ASSISTANT_KNOWLEDGE_FOLDER": str(folder / "knowledge_base"),
        "ASSISTANT_PORT": str(public),
        "ASSISTANT_INTERNAL_PORT": str(internal),
        "ASSISTANT_RASA_PORT": str(rasa),
        "PYTHONUNBUFFERED": "1",
    }
    return LiveSystem(folder, env)

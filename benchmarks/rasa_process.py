"""Running a Rasa project of its own on loopback."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from assistant.cli.train import RASA_ENVIRONMENT
from tests.live import call, free_port

ROOT = Path(__file__).resolve().parent.parent
RASA = ROOT / ".venv-rasa" / "bin" / "python"
READY_WITHIN_SECONDS = 240
STOP_WITHIN_SECONDS = 30


def rasa_environment() -> dict[str, str]:
    """Rasa's environment: this one with the thread limits of the service's Rasa."""
    return {**os.environ, **RASA_ENVIRONMENT, "PYTHONUTF8": "1"}


@contextmanager
def running_rasa(folder: Path, model: str, more: Mapping[str, str]) -> Iterator[str]:
    """Start the project in `folder` on a free port and yield its address.

    Args:
        folder: Holds credentials.yml and the model; gets rasa.log.
        model: Path of the model inside the folder.
        more: Variables that its endpoints.yml names.

    Raises:
        RuntimeError: It ended or was not ready in time; the message holds its last words.
    """
    port, log = free_port(), folder / "rasa.log"
    command = [str(RASA), "-m", "rasa", "run", "--quiet", "--interface", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--model", model], cwd=folder, env={**rasa_environment(), **more}, stdout=output, stderr=output
        )
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = monotonic() + READY_WITHIN_SECONDS
    while monotonic() < deadline and process.poll() is None:
        try:
            if call(url, timeout=5).status == 200:
                return
        except OSError:
            sleep(0.2)
    raise RuntimeError(f"The project in {log.parent} did not become ready. Its last words:\n{log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

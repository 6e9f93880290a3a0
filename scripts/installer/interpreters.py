"""Finding the two Pythons: 3.11 (or newer) for the service, 3.10 for Rasa."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from installer.problem import SetUpProblem

RASA_VERSION = (3, 10)
SERVICE_VERSIONS = ((3, 11), (3, 12), (3, 13), (3, 14))
FOLDERS = ("/usr/bin", "/usr/local/bin", "/opt", "/opt/homebrew/bin")
# Debian ships venv without ensurepip, which makes environments that lack pip; _base_executable sees through an
# activated environment, which could not make itself anew
PROBE = """
import sys, ssl, sqlite3, venv, ensurepip
print("%d.%d.%d" % sys.version_info[:3])
print(sys._base_executable)
"""
PROBE_SECONDS = 30


class Interpreter(NamedTuple):
    """A Python that can make an environment."""

    path: str
    version: tuple[int, ...]

    def __str__(self) -> str:
        return f"Python {'.'.join(map(str, self.version))} ({self.path})"


def find_service_python(say: Callable[[str], None]) -> Interpreter:
    """Return Python 3.11, or a newer one where 3.11 is missing.

    Raises:
        SetUpProblem: There is none.
    """
    for version in SERVICE_VERSIONS:
        found = _find(version)
        if found:
            if version != SERVICE_VERSIONS[0]:
                _warn_of_download(found, say)
            return found
    say("Python 3.11 was not found.")
    found = _find_through_uv(SERVICE_VERSIONS[0], say)
    if found:
        return found
    raise SetUpProblem(_missing("Python 3.11 or newer, which the service needs,", "3.11"))


def find_rasa_python(say: Callable[[str], None]) -> Interpreter:
    """Return Python 3.10, which Rasa 3.6 needs.

    Raises:
        SetUpProblem: There is none.
    """
    found = _find(RASA_VERSION) or _find_through_uv(RASA_VERSION, say)
    if found:
        return found
    raise SetUpProblem(_missing("Python 3.10, which Rasa needs,", "3.10"))


def _warn_of_download(found: Interpreter, say: Callable[[str], None]) -> None:
    say(f"Python 3.11 was not found, so the service will use {found}.")
    say(
        "For this version pip may choose torch's default build for NVIDIA cards: about 3 GB to download and 7 GB on "
        "disk in place of 0.2 GB and 1 GB. To avoid it, press Ctrl-C now and install Python 3.11, or set "
        "PIP_FIND_LINKS to a folder that holds torch's CPU wheel."
    )


def _missing(what: str, version: str) -> str:
    return (
        f"{what} was not found on the PATH, in ~/.pyenv/versions, in {', '.join(FOLDERS)} or through uv; install it "
        f"(with its venv module), e.g. `apt-get install python{version}-venv`, `pyenv install {version}` or "
        f"`uv python install {version}`, and run the command again."
    )


def _find(version: tuple[int, int]) -> Interpreter | None:
    seen: set[str] = set()
    for candidate in _candidates(version):
        if candidate in seen:
            continue
        seen.add(candidate)
        found = probe(candidate)
        if found and found.version[:2] == version:
            return found
    return None


def _candidates(version: tuple[int, int]) -> Iterator[str]:
    name = f"python{version[0]}.{version[1]}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield from _existing(Path(folder or ".") / name)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for home in sorted(pyenv.glob(f"{version[0]}.{version[1]}*"), reverse=True):
        yield from _existing(home / "bin" / name)
    for folder in FOLDERS:
        yield from _existing(Path(folder) / name)
    for home in sorted(Path("/opt").glob("*ython*")):
        yield from _existing(home / "bin" / name)
    if sys.version_info[:2] == version:
        yield sys.executable
    yield from _known_to_uv(version)


def _existing(path: Path) -> Iterator[str]:
    if path.is_file():
        yield str(path)


def probe(candidate: str) -> Interpreter | None:
    """Ask a Python for its version and its real path; None when it does not run or cannot make environments."""
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", PROBE], capture_output=True, text=True, timeout=PROBE_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version, path = answer.stdout.split("\n")[:2]
    return Interpreter(path, tuple(int(part) for part in version.split(".")))


def _find_through_uv(version: tuple[int, int], say: Callable[[str], None]) -> Interpreter | None:
    if not shutil.which("uv") or os.environ.get("UV_PYTHON_DOWNLOADS") in ("never", "manual"):
        return None
    number = f"{version[0]}.{version[1]}"
    say(f"Fetching Python {number} with `uv python install {number}` (about 30 MB).")
    subprocess.run(["uv", "python", "install", number], check=False)
    return next(filter(None, map(probe, _known_to_uv(version))), None)


def _known_to_uv(version: tuple[int, int]) -> Iterator[str]:
    uv = shutil.which("uv")
    if not uv:
        return
    command = [uv, "python", "find", "--system", f"{version[0]}.{version[1]}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        yield answer.stdout.strip()

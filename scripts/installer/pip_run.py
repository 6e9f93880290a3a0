"""Running pip with progress that a person can follow and errors that say what to do."""

from __future__ import annotations

import queue
import re
import subprocess
import threading
import time
from pathlib import Path

from installer.problem import SetUpProblem

LOG = "install.log"
PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--progress-bar=off", "--retries=2", "--timeout=30")
SILENCE_SECONDS = 15
"""After this long without a word from pip a line says that it is still at work."""
STEPS_SHOWN = re.compile(r"^\s*(Downloading \S+ \([\d.]+ [MG]B\)|Building wheel for \S+|Installing collected packages)")
NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|name resolution|Connection refused|ConnectTimeout|ReadTimeout|timed out|"
    r"ProxyError|Network is unreachable|Max retries exceeded|Connection (?:reset|aborted|broken)|SSLError"
)
NOT_FETCHED = re.compile(
    r"No matching distribution|Could not find a version|Could not install packages|timed out|ERROR: (?:HTTP|Exception)"
)


def install_requirements(folder: Path, root: Path, name: str, purpose: str) -> None:
    """Install one requirement file into the environment.

    Raises:
        SetUpProblem: pip failed; the sentence tells network, disk and everything else apart.
    """
    pins = sum("==" in line for line in (root / name).read_text(encoding="utf-8").split("\n"))
    print(f"Installing {pins} packages of {name} for {purpose}.", flush=True)
    _run_pip(folder, root, ["-r", name], name, pins)


def install_checkout(folder: Path, root: Path) -> None:
    """Install the checkout itself, editable and without a download, so that its command exists.

    Raises:
        SetUpProblem: pip failed.
    """
    print("Installing the checkout itself, so that its command exists.", flush=True)
    _run_pip(folder, root, ["--no-deps", "--no-build-isolation", "-e", "."], "the checkout itself", 0)


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, 75 as 1:15."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _run_pip(folder: Path, root: Path, what: list[str], name: str, count: int) -> None:
    with subprocess.Popen(
        [str(folder / "bin" / "python"), "-m", "pip", "install", *PIP_OPTIONS, *what],
        cwd=str(root),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            lines = _follow(process, folder, count)
        finally:
            process.kill()  # does nothing when pip has ended; after Ctrl-C no pip goes on writing
    if process.returncode != 0:
        raise SetUpProblem(_explain("\n".join(lines), name, folder / LOG))


def _follow(process: subprocess.Popen[str], folder: Path, count: int) -> list[str]:
    """Show pip's larger steps until it ends, none for a count of 0; return all its lines."""
    began, lines, seen, doing = time.monotonic(), [], 0, "looking for packages"
    waiting: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_read_lines, args=(process, waiting), daemon=True).start()
    with (folder / LOG).open("a", encoding="utf-8") as file:
        while True:
            try:
                line = waiting.get(timeout=SILENCE_SECONDS)
            except queue.Empty:
                print(f"  {folder.name}  {clock(time.monotonic() - began)}  pip is still {doing}", flush=True)
                continue
            if line is None:
                break
            file.write(line)
            lines.append(line.rstrip())
            seen += line.startswith(("Collecting ", "Processing ", "Requirement already satisfied"))
            if line.startswith("Installing collected packages"):
                doing = "writing packages to the disk"
            step = STEPS_SHOWN.match(line)
            if step and count:
                done = f"package {min(seen, count)} of {count}"
                print(f"  {folder.name}  {clock(time.monotonic() - began)}  {done}: {step.group(1)}", flush=True)
    process.wait()
    return lines


def _read_lines(process: subprocess.Popen[str], waiting: queue.Queue[str | None]) -> None:
    for line in process.stdout or ():
        waiting.put(line)
    waiting.put(None)


def _explain(output: str, name: str, log: Path) -> str:
    if "No space left on device" in output:
        return f"the disk is full while installing {name}; make room and run the command again."
    if NETWORK.search(output) and NOT_FETCHED.search(output):
        return (
            f"pip could not reach its package index while installing {name}; check the network or the proxy "
            "(HTTPS_PROXY, PIP_INDEX_URL) and run the command again."
        )
    errors = [line for line in output.split("\n") if line.startswith("ERROR")]
    last = (errors or output.strip().split("\n"))[-1]
    return f"pip could not install {name} ({last.strip()}); its whole output is in {log}."

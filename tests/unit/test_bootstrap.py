"""The set-up, run as a maintainer runs it, in small checkouts and without a network."""

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))  # the set-up is a script beside the package, not a part of it

import bootstrap  # noqa: E402
from installer import interpreters  # noqa: E402

BUILD_BACKEND = """
import zipfile
def get_requires_for_build_editable(config=None):
    return []
def build_editable(folder, config=None, metadata=None):
    name = "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        wheel.writestr("tiny.py", "def main(): print('hello from tiny')")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.0.dist-info/entry_points.txt", "[console_scripts]\\ntiny = tiny:main\\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[tool.other]
"""


def make_wheel(folder: Path, name: str, version: str) -> None:
    folder.mkdir(exist_ok=True)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


class Checkout:
    """A small checkout, the wheels it may install, and a machine on which `python3.10` is the Python of this test."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.wheels = folder / "wheels"
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.root / "requirements").mkdir(parents=True)
        for name in ("service", "development", "rasa", "rasa-development"):
            self.require(name, "")
        for name, version in (("alpha", "1.0"), ("alpha", "2.0"), ("beta", "1.0")):
            make_wheel(self.wheels, name, version)
        self.require("service", "alpha==1.0")
        self.require("rasa", "beta==1.0")
        (self.root / "pyproject.toml").write_text(PYPROJECT)
        (self.root / "backend.py").write_text(BUILD_BACKEND)
        self.place_python("3.11", "3.11.7")
        self.place_python("3.10", "3.10.13")
        self.environ = {
            "PATH": str(self.bin),
            "HOME": str(folder / "home"),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }

    def require(self, name: str, text: str) -> None:
        (self.root / "requirements" / f"{name}.txt").write_text(text + "\n")

    def place_python(self, short: str, version: str) -> Path:
        """Put a Python onto the PATH that tells the set-up's probe the wanted version and works as this one does."""
        script = self.bin / f"python{short}"
        script.write_text(
            f'#!/bin/sh\nif [ "$1" = "-I" ]; then echo {version}; echo "$0"; exit 0; fi\nexec {sys.executable} "$@"\n'
        )
        script.chmod(0o755)
        return script

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        arguments = arguments or ("install", "--root", str(self.root))
        return run_command(sys.executable, SCRIPTS / "bootstrap.py", *arguments, environ={**self.environ, **environ})

    def version_in(self, environment: str, package: str) -> str:
        python = self.root / environment / "bin" / "python"
        return run_command(python, "-c", f"import {package}; print({package}.version)").stdout.strip()


def run_command(*command: str | Path, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=110)


def state_of(folder: Path) -> str:
    """Return a digest of every file's name, size and time."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, str]:
    """One checkout, installed once; each test that changes it leaves it complete."""
    checkout = Checkout(tmp_path_factory.mktemp("installed"))
    result = checkout.run()
    assert result.returncode == 0, result.stdout + result.stderr
    return checkout, result.stdout


@pytest.fixture
def installed(first_run: tuple[Checkout, str]) -> Checkout:
    checkout = first_run[0]
    assert checkout.run().returncode == 0
    return checkout


@pytest.fixture
def machine(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A machine whose only Pythons are those in the checkout's own folder."""
    monkeypatch.setenv("PATH", str(checkout.bin))
    monkeypatch.setenv("PYENV_ROOT", str(checkout.bin / "no-pyenv"))
    monkeypatch.setattr(interpreters, "FOLDERS", ())
    monkeypatch.setattr(sys, "version_info", (3, 9, 0))
    return checkout


def test_a_fresh_checkout_gets_both_environments_and_its_command(first_run: tuple[Checkout, str]) -> None:
    checkout, output = first_run
    assert checkout.version_in(".venv", "alpha") == "1.0"
    assert checkout.version_in(".venv-rasa", "beta") == "1.0"
    assert run_command(checkout.root / ".venv" / "bin" / "tiny").stdout == "hello from tiny\n"
    assert "Making .venv for the service from Python 3.11.7" in output
    assert "Making .venv-rasa for Rasa from Python 3.10.13" in output
    assert "Both environments are ready after" in output


def test_a_second_run_does_nothing(installed: Checkout) -> None:
    before = state_of(installed.root)
    second = installed.run(PATH="")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert state_of(installed.root) == before


def test_changed_requirements_are_installed_and_nothing_else(installed: Checkout) -> None:
    rasa_before = state_of(installed.root / ".venv-rasa")
    installed.require("service", "alpha==2.0")
    result = installed.run()
    assert result.returncode == 0, result.stderr
    assert installed.version_in(".venv", "alpha") == "2.0"
    assert "Making" not in result.stdout
    assert state_of(installed.root / ".venv-rasa") == rasa_before


def test_what_tests_need_is_added_on_request_alone(installed: Checkout) -> None:
    installed.require("development", "beta==1.0")
    assert installed.run().returncode == 0
    assert installed.version_in(".venv", "beta") == ""
    assert installed.run("install", "--root", str(installed.root), "--tests").returncode == 0
    assert installed.version_in(".venv", "beta") == "1.0"


def test_an_aborted_installation_is_made_anew(installed: Checkout) -> None:
    debris = installed.root / ".venv" / "half-written"
    debris.touch()
    (installed.root / ".venv" / ".unfinished").touch()
    result = installed.run()
    assert result.returncode == 0, result.stderr
    assert "Making .venv " in result.stdout
    assert not debris.exists()
    assert installed.version_in(".venv", "alpha") != ""


def test_an_environment_whose_python_is_gone_is_made_anew(installed: Checkout) -> None:
    python = installed.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(installed.root / "removed" / "python3.11")
    assert installed.run().returncode == 0
    assert installed.version_in(".venv", "alpha") != ""


def test_a_failed_installation_can_be_repeated_once_mended(installed: Checkout) -> None:
    installed.require("service", "alpha==2.0\ngamma==1.0")
    failed = installed.run()
    assert failed.returncode == 1
    assert "requirements/service.txt" in failed.stderr
    assert "Traceback" not in failed.stderr
    make_wheel(installed.wheels, "gamma", "1.0")
    assert installed.run().returncode == 0
    assert installed.version_in(".venv", "gamma") == "1.0"


def test_no_network_ends_with_one_sentence(installed: Checkout) -> None:
    installed.require("service", "alpha==3.0")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/simple"
        result = installed.run(PIP_FIND_LINKS="", PIP_NO_INDEX="0", PIP_INDEX_URL=address)
    installed.require("service", "alpha==2.0")
    assert result.returncode == 1
    assert "could not reach its package index" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_python_310_says_what_to_install_before_anything_is_made(
    machine: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    (machine.bin / "python3.10").unlink()
    assert bootstrap.main(["install", "--root", str(machine.root)]) == 1
    error = capsys.readouterr().err
    assert "Python 3.10, which Rasa needs, was not found on the PATH, in ~/.pyenv/versions" in error
    assert "python3.10-venv" in error
    assert error.count("\n") == 1
    assert not (machine.root / ".venv").exists()


def test_python_310_is_found_among_pyenvs_versions(
    machine: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "pyenv" / "versions" / "3.10.99" / "bin"
    home.mkdir(parents=True)
    machine.place_python("3.10", "3.10.99").rename(home / "python3.10")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert interpreters.find_rasa_python(print) == (str(home / "python3.10"), (3, 10, 99))


def test_python_310_is_found_through_uv(machine: Checkout, tmp_path: Path) -> None:
    hidden = machine.place_python("3.10", "3.10.98").rename(tmp_path / "python-of-uv")
    uv = machine.bin / "uv"
    uv.write_text(f'#!/bin/sh\n[ "$2" = find ] && echo {hidden}\n')
    uv.chmod(0o755)
    assert interpreters.find_rasa_python(print) == (str(hidden), (3, 10, 98))


def test_a_python_that_does_not_run_is_passed_over(
    machine: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python3.10"
    broken.write_text("#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{machine.bin}")
    assert interpreters.find_rasa_python(print).path == str(machine.bin / "python3.10")


def test_python_311_is_taken_before_a_newer_one(machine: Checkout) -> None:
    machine.place_python("3.12", "3.12.1")
    said: list[str] = []
    assert interpreters.find_service_python(said.append).version == (3, 11, 7)
    assert said == []


def test_a_newer_python_is_announced_with_the_size_of_its_download(machine: Checkout) -> None:
    (machine.bin / "python3.11").unlink()
    machine.place_python("3.12", "3.12.1")
    said: list[str] = []
    assert interpreters.find_service_python(said.append).version == (3, 12, 1)
    assert "about 3 GB to download" in " ".join(said)


def test_a_disk_without_room_stops_before_anything_is_made(
    machine: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(machine.root)._replace(free=10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert bootstrap.main(["install", "--root", str(machine.root)]) == 1
    assert "has 1.0 GB free, but the environments take 5.7 GB" in capsys.readouterr().err
    assert not (machine.root / ".venv").exists()


def free_ports() -> dict[str, str]:
    """Ports for every listener: the usual ones may be taken on this machine, e.g. by the product itself."""
    names = ("ASSISTANT_PORT", "ASSISTANT_INTERNAL_PORT", "ASSISTANT_RASA_PORT")
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in names]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return {name: str(probe.getsockname()[1]) for name, probe in zip(names, probes, strict=True)}


def test_a_port_in_use_names_the_variable_to_set(checkout: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = checkout.run("ports", **free_ports() | {"ASSISTANT_INTERNAL_PORT": port})
    assert result.returncode == 1
    assert f"port {port}, wanted for the internal listener, is already in use" in result.stderr
    assert "set ASSISTANT_INTERNAL_PORT" in result.stderr
    assert result.stderr.count("\n") == 1


def test_free_ports_pass_silently(checkout: Checkout) -> None:
    result = checkout.run("ports", **free_ports())
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_port_that_is_no_number_says_so(checkout: Checkout) -> None:
    result = checkout.run("ports", ASSISTANT_PORT="eighty")
    assert result.returncode == 1
    assert "ASSISTANT_PORT is 'eighty'" in result.stderr

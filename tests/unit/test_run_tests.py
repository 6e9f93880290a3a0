"""`make test` runs every suite and closes with the result of each."""

import shutil
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "run_tests.py"


def run_suites(root: Path, service_code: int, rasa_code: int) -> subprocess.CompletedProcess[str]:
    (root / "scripts").mkdir()
    shutil.copy(SCRIPT, root / "scripts")
    for folder, name, code in ((".venv", "service", service_code), (".venv-rasa", "rasa", rasa_code)):
        python = root / folder / "bin" / "python"
        python.parent.mkdir(parents=True)
        failed = f"FAILED tests/test_{name}.py::test_it - assert 1 == 2" if code else ""
        script = ("#!/bin/sh", 'echo "$@"', f'echo "{failed}"', f'echo "== {name}: 7 passed in 1s =="', "echo")
        python.write_text("\n".join((*script, f"exit {code}\n")))
        python.chmod(0o755)
    command = [sys.executable, root / "scripts" / "run_tests.py"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_closing_lines_of_all_suites_come_last(tmp_path: Path) -> None:
    result = run_suites(tmp_path, 0, 0)
    assert result.returncode == 0
    assert result.stdout.splitlines()[-4:] == [
        "Results",
        "parts:  == service: 7 passed in 1s ==",
        "Rasa:   == rasa: 7 passed in 1s ==",
        "system: == service: 7 passed in 1s ==",
    ]


def test_every_folder_of_tests_that_needs_no_clock_and_no_hours_belongs_to_a_suite(tmp_path: Path) -> None:
    shown = run_suites(tmp_path, 0, 0).stdout
    tests = SCRIPT.parents[1] / "tests"
    folders = {path.relative_to(tests).parts[0] for path in tests.glob("*/**/test_*.py")} - {"soak"}
    assert all(f"tests/{folder}" in shown for folder in folders), folders


def test_a_failed_suite_fails_the_run_but_the_others_still_run(tmp_path: Path) -> None:
    result = run_suites(tmp_path, 1, 0)
    assert result.returncode == 1
    assert result.stdout.splitlines()[-3].endswith("[failed, exit code 1]")
    assert result.stdout.splitlines()[-2] == "Rasa:   == rasa: 7 passed in 1s =="
    assert result.stdout.splitlines()[-1].endswith("[failed, exit code 1]")


def test_what_failed_is_named_among_the_closing_lines(tmp_path: Path) -> None:
    closing = run_suites(tmp_path, 0, 1).stdout.partition("\nResults\n")[2].splitlines()
    assert closing[0] == "Rasa:   FAILED tests/test_rasa.py::test_it - assert 1 == 2"
    assert len(closing) == 4

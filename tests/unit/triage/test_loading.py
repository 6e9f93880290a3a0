"""Loading the rules: mistakes are named with file and line, broken files keep the old rules."""

import shutil
from pathlib import Path

import pytest

from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.triage import TriageReader, load_reader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.errors import KnowledgeError
from assistant.knowledge.triage_rules import load_triage
from tests.unit.triage.conftest import NOON, RULES

MISTAKES = [
    ("rules/fever.yml", "id: RF021", "id: RF022", "used twice"),
    ("rules/fever.yml", "id: RF021", "id: RF9", "is no rule id"),
    ("rules/fever.yml", "urgency: hospital_now", "urgency: soon", "Write one of: none, home_care"),
    ("rules/fever.yml", "- chills", "- chill", "there is no concept chill"),
    ("rules/fever.yml", "temperature >= 40", "warmth >= 40", "there is no figure warmth"),
    ("rules/gut.yml", "title:", "titel:", "unknown field titel"),
    ("rules/fever.yml", "减少衣被", "每公斤吃10毫克", "amount of a medicine"),
    ("rules/fever.yml", "减少衣被", "没事", "says 没事"),
    ("concepts/fever.yml", "danger: presence", "danger: maybe", "Write presence or absence"),
    ("concepts/gut.yml", "{大便}", "{大大便}", "there is no word set 大大便"),
    ("rules/breathing.yml", "rules:", "rules: [", "cannot be read as YAML"),
    ("messages.yml", "first_line:", "first_lines:", "unknown field first_lines"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rules that a test may break."""
    return Path(shutil.copytree(RULES, tmp_path / "triage"))


@pytest.mark.parametrize(("file", "right", "wrong", "problem"), MISTAKES)
def test_a_mistake_is_named_with_file_and_line(folder: Path, file: str, right: str, wrong: str, problem: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_triage(folder)
    named = [line for line in caught.value.problems if problem in line]
    assert named
    assert named[0].startswith(f"{file}:")


def test_a_missing_row_is_named(folder: Path) -> None:
    (folder / "rules" / "burns.yml").unlink()
    with pytest.raises(KnowledgeError, match="RF104, RF105"):
        load_triage(folder)


def test_broken_files_keep_the_old_rules(folder: Path, reader: TriageReader) -> None:
    (folder / "rules" / "fever.yml").write_text("rules: [", encoding="utf-8")
    current = CurrentTriage(reader)
    with pytest.raises(KnowledgeError):
        current.replace(load_reader(folder))
    assert current.version == reader.version
    assert current.read("宝宝抽搐了", EMPTY_SITUATION, NOON).urgency.value == "call120"


def test_changed_files_change_the_version(folder: Path, reader: TriageReader) -> None:
    path = folder / "messages.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("请问孩子现在多大", "孩子多大"), encoding="utf-8")
    current = CurrentTriage(reader)
    current.replace(load_reader(folder))
    assert current.version != reader.version


def test_unreadable_weights_are_named(folder: Path) -> None:
    (folder / "second_reader" / "weights.tsv").write_text("bias\tmuch\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"weights\.tsv"):
        load_reader(folder)

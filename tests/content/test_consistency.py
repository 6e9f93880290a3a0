"""The content as a whole: nothing dangles, nothing important is unreachable, recurring figures agree."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.knowledge.triage_rules import load_triage

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "knowledge_base"
FACTS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "canonical_facts.yml").read_text("utf-8"))
TABLES = {"vaccine": "vaccines.csv", "warning": "warning_signs.csv", "visit": "visits.csv"}
THEMES_WITH_EIGHT = 8


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(FOLDER)


def _row_ids(table: str) -> set[str]:
    with (FOLDER / "tables" / TABLES[table]).open(encoding="utf-8", newline="") as handle:
        return {row["id"] if ":" in row["id"] else f"{table}:{row['id']}" for row in csv.DictReader(handle)}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_explained_by_an_entry_and_every_reference_resolves(
    knowledge: KnowledgeBase, table: str
) -> None:
    rows = _row_ids(table)
    named = {name for entry in knowledge.entries.values() for name in entry.tables if name.startswith(f"{table}:")}

    assert rows - named == set()
    assert named - rows == set()


def test_every_red_flag_is_reachable_and_every_reference_resolves(knowledge: KnowledgeBase) -> None:
    flags = {rule.id for rule in load_triage(FOLDER / "triage").rules.rules if rule.id.startswith("RF")}
    named = {flag for entry in knowledge.entries.values() for flag in entry.red_flags}

    assert flags - named == set()
    assert named - flags == set()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["name"])
def test_figures_that_recur_agree(knowledge: KnowledgeBase, fact: dict[str, Any]) -> None:
    found = [
        (entry.id, next(group for group in match.groups() if group))
        for entry in knowledge.entries.values()
        for match in re.finditer(fact["pattern"], entry.answer + entry.body)
    ]

    assert [one for one in found if one[1] not in fact["allowed"]] == []
    assert len(found) >= fact["at_least"]


def test_every_theme_has_eight_entries(knowledge: KnowledgeBase) -> None:
    counts: dict[str, int] = {}
    for entry in knowledge.entries.values():
        counts[entry.topic] = counts.get(entry.topic, 0) + 1

    assert {topic: count for topic, count in counts.items() if count < THEMES_WITH_EIGHT} == {}
    assert sum(counts.values()) >= 430


def test_no_entry_claims_a_clinicians_review_that_did_not_happen(knowledge: KnowledgeBase) -> None:
    assert [entry.id for entry in knowledge.entries.values() if entry.reviewed_by] == []


def test_every_topic_has_a_name_that_parents_see(knowledge: KnowledgeBase) -> None:
    used = {entry.topic for entry in knowledge.entries.values()}

    assert used - set(knowledge.topics) == set()
    assert set(knowledge.topics) - used == set()

"""Counting entries, and saying which must be read again."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.domain.entry import Certainty, Collection, Entry, ReviewStatus
from assistant.knowledge.coverage import coverage
from assistant.knowledge.loader import find_problems, load_knowledge
from assistant.knowledge.review import reviews
from tests.unit.knowledge.conftest import WriteEntry

CHECKED = date(2026, 11, 23)
ENTRY = Entry(
    id="salt",
    collection=Collection.HANDBOOK,
    topic="solids",
    title="盐",
    age_months=(6, 11),
    topics=(),
    questions=("一", "二"),
    answer="不加。",
    body="",
    sources=(),
    checked_on=CHECKED,
    status=ReviewStatus.CHECKED,
)


def test_an_entry_counts_in_every_age_band_it_touches() -> None:
    wide = replace(ENTRY, id="wide", age_months=(2, 3))

    (row,) = coverage([ENTRY, wide], {"solids": "添加辅食"})

    assert (row.entries, row.by_band, row.questions) == (2, (1, 1, 1, 0, 0, 0), 4)


def test_topics_come_in_the_order_of_the_contents_page_and_policies_last() -> None:
    policy = replace(ENTRY, collection=Collection.POLICY_FAQ, topic="tax")
    milk = replace(ENTRY, topic="milk")

    rows = coverage([policy, milk, ENTRY], {"tax": "个税", "solids": "辅食", "milk": "奶"})

    assert [row.topic for row in rows] == ["solids", "milk", "tax"]


def test_what_is_unsure_is_read_again_sooner_than_what_is_official() -> None:
    policy = replace(ENTRY, id="policy", collection=Collection.POLICY_FAQ)
    unsure = replace(policy, id="unsure", certainty=Certainty.UNCONFIRMED)

    assert [review.entry.id for review in reviews([ENTRY, policy, unsure])] == ["unsure", "policy", "salt"]


def test_a_policy_that_ends_is_due_before_its_end() -> None:
    ends = replace(ENTRY, collection=Collection.POLICY_FAQ, effective_until=date(2026, 12, 31))

    (review,) = reviews([ends])

    assert review.due_on == date(2026, 11, 1)


def test_a_draft_is_due_at_once() -> None:
    (review,) = reviews([replace(ENTRY, status=ReviewStatus.DRAFT)])

    assert review.due_on == CHECKED


def test_topics_are_named_by_their_file(write_entry: WriteEntry, tmp_path: Path) -> None:
    write_entry("salt")
    (tmp_path / "topics.yml").write_text("topic: 添加辅食\n", encoding="utf-8")

    assert load_knowledge(tmp_path, CHECKED).topics == {"topic": "添加辅食"}

    (tmp_path / "topics.yml").write_text("- topic\n", encoding="utf-8")
    assert "topics.yml" in find_problems(tmp_path, CHECKED)[0]


def test_a_reference_to_a_row_that_no_table_has_is_named(write_entry: WriteEntry, tmp_path: Path) -> None:
    write_entry("salt", tables=["visit:6", "visit:7"])
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "visits.csv").write_text("id,checks\nvisit:6,体重\n", encoding="utf-8")

    (problem,) = find_problems(tmp_path, CHECKED)

    assert "visit:7" in problem


def test_a_reference_to_a_red_flag_that_no_rule_has_is_named(write_entry: WriteEntry, tmp_path: Path) -> None:
    write_entry("salt", red_flags=["RF001", "RF999"])
    (tmp_path / "triage" / "rules").mkdir(parents=True)
    (tmp_path / "triage" / "rules" / "fever.yml").write_text("rules:\n  - id: RF001\n", encoding="utf-8")

    (problem,) = find_problems(tmp_path, CHECKED)

    assert "RF999" in problem

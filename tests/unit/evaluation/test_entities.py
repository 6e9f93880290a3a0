"""Ages, dates and places are read exactly from the table of utterances."""

from pathlib import Path

import pytest

from assistant.evaluation.entities import EntityEvaluation, evaluate_entities

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def result() -> EntityEvaluation:
    return evaluate_entities(ROOT / "tests/evaluation/entities.csv", ROOT / "nlu_data/lookups")


def test_the_table_has_two_hundred_utterances(result: EntityEvaluation) -> None:
    assert sum(one.of for one in result.right.values()) >= 200


@pytest.mark.parametrize("kind", ["age", "date", "place"])
def test_values_that_services_decide_by_are_exact(result: EntityEvaluation, kind: str) -> None:
    assert result.right[kind].value >= 0.97, [miss for miss in result.misses if miss[0] == kind]


def test_a_value_too_many_counts_as_wrong(tmp_path: Path) -> None:
    table = tmp_path / "entities.csv"
    table.write_text("id,kind,text,expected\ne1,age,老大五岁老二两岁,60\ne2,age,老大五岁,60\n", encoding="utf-8")

    result = evaluate_entities(table, ROOT / "nlu_data/lookups")

    assert (result.right["age"].hits, result.misses[0][2:]) == (1, ("60", "60 24"))

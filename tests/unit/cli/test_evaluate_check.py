"""The regression check: a point may be lost, or a single row; more may not."""

import json
from pathlib import Path

import pytest

from assistant.cli.evaluate import _compare


def _figure(value: float, of: int = 200) -> dict[str, float]:
    return {"value": value, "of": of}


@pytest.mark.parametrize(
    ("name", "before", "now", "code"),
    [
        ("search.hit_at_1", _figure(0.90), _figure(0.895), 0),
        ("search.hit_at_1", _figure(0.90), _figure(0.88), 1),
        ("search.hit_at_1", _figure(0.90), _figure(0.95), 0),
        ("search.wrong_answers", _figure(0.02), _figure(0.04), 1),
        ("search.wrong_answers", _figure(0.04), _figure(0.00), 0),
        ("search.right_when_answered", _figure(0.9649, 57), _figure(0.9483, 58), 0),
        ("search.right_when_answered", _figure(0.9649, 57), _figure(0.9310, 58), 1),
        ("search.mrr", _figure(0.80, 0), _figure(0.78, 0), 1),
    ],
)
def test_a_figure_may_fall_by_a_point_or_a_row(
    tmp_path: Path, name: str, before: dict[str, float], now: dict[str, float], code: int
) -> None:
    kept = tmp_path / "figures.json"
    kept.write_text(json.dumps({name: before}), encoding="utf-8")

    assert _compare({name: now}, kept) == code

"""Triage on the sentences and dialogues of the evaluation set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.evaluation.sets import Share, read_rows, share, unseen
from assistant.services.clock import WUXI_TIME

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=WUXI_TIME)


@dataclass(frozen=True, slots=True)
class Judged:
    """One expectation and what triage said."""

    name: str
    text: str
    expected: Urgency
    acceptable: frozenset[Urgency]
    got: Urgency

    @property
    def is_right(self) -> bool:
        """The level expected, one named acceptable, or one above the expected."""
        return self.got in self.acceptable or self.got.rank in (self.expected.rank, self.expected.rank + 1)


@dataclass(frozen=True, slots=True)
class TriageResult:
    """Shares on sentences and turns, and what was wrong."""

    emergencies_found: Share
    level_right: Share
    false_alarms: Share
    turns_right: Share
    left_out: int
    misses: tuple[Judged, ...]


def evaluate_triage(reader: TriageReader, folder: Path, split: str, training: list[str]) -> TriageResult:
    """Read every sentence and dialogue of one split."""
    rows, left_out = unseen(read_rows(folder / "sentences.csv", split), training)
    sentences = [_judge(reader, row) for row in rows]
    urgent = [one for one in sentences if one.expected.is_emergency]
    harmless = [one for one in sentences if one.expected <= Urgency.HOME_CARE]
    turns = list(_dialogue_turns(reader, folder / "dialogues.yml", split))
    wrong = [one for one in (*sentences, *turns) if not one.is_right or (one in harmless and _is_false_alarm(one))]
    return TriageResult(
        emergencies_found=share(one.got.is_emergency for one in urgent),
        level_right=share(one.is_right for one in sentences),
        false_alarms=share(_is_false_alarm(one) for one in harmless),
        turns_right=share(one.is_right for one in turns),
        left_out=left_out,
        misses=tuple(wrong),
    )


def specification_sentences(folder: Path) -> list[str]:
    """Every sentence of the rules' own specification: what the rules were written against."""
    return [text for file in sorted(folder.rglob("*.yml")) for text in _texts(yaml.safe_load(file.read_text("utf-8")))]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _is_false_alarm(one: Judged) -> bool:
    return one.got > Urgency.HOME_CARE and one.got not in one.acceptable


def _judge(reader: TriageReader, row: dict[str, str]) -> Judged:
    decision = reader.read(row["text"], EMPTY_SITUATION, NOON)
    return Judged(row["id"], row["text"], Urgency(row["expected"]), _levels(row.get("acceptable")), decision.urgency)


def _dialogue_turns(reader: TriageReader, path: Path, split: str) -> Iterator[Judged]:
    if not path.exists():
        return
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))["dialogues"]:
        if dialogue["split"] != split:
            continue
        situation, now = EMPTY_SITUATION, NOON
        for number, turn in enumerate(dialogue["turns"], 1):
            now += timedelta(hours=turn.get("after_hours") or 0, minutes=1)
            decision = reader.read(turn["text"], situation, now)
            situation = decision.situation
            name = f"{dialogue['id']}.{number}"
            yield Judged(
                name, turn["text"], Urgency(turn["expected"]), _levels(turn.get("acceptable")), decision.urgency
            )


def _levels(written: Any) -> frozenset[Urgency]:
    """Levels separated by | or given as a list."""
    names = written.split("|") if isinstance(written, str) else written or []
    return frozenset(Urgency(name.strip()) for name in names if name.strip())

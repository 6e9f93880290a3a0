"""References from entries to rows of tables and to triage rules: each must lead somewhere."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.knowledge.cross_rules import Written
from assistant.knowledge.problems import Problem

_RULE_ID = re.compile(r"^\s*(?:-\s+)?id:\s*([A-Z]{2}\d{3})\s*$", re.MULTILINE)


def check_references(folder: Path, written: Sequence[Written]) -> list[Problem]:
    """Return a problem for each id that no table and no triage rule of this knowledge base has.

    Without the folder `tables/` or `triage/rules/` the ids of that kind are not checked.
    """
    known = {"tables": _table_ids(folder / "tables"), "red_flags": _rule_ids(folder / "triage" / "rules")}
    return [problem for one in written for key, ids in known.items() if ids for problem in _unknown(one, key, ids)]


def _unknown(one: Written, key: str, ids: frozenset[str]) -> Iterable[Problem]:
    for number, name in enumerate(getattr(one.entry, key)):
        if name not in ids:
            yield one.problem(
                one.document.item_line(key, number),
                f"{key} names {name}, which does not exist",
                "Correct the id, or add the row or rule first",
            )


def _table_ids(folder: Path) -> frozenset[str]:
    ids: set[str] = set()
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        with path.open(encoding="utf-8-sig", newline="") as handle:
            ids.update(row["id"] for row in csv.DictReader(handle) if row.get("id"))
    return frozenset(ids)


def _rule_ids(folder: Path) -> frozenset[str]:
    """Ids by their lines alone: reading every rule belongs to triage and takes a second."""
    files = sorted(folder.glob("*.yml")) if folder.is_dir() else ()
    return frozenset(name for path in files for name in _RULE_ID.findall(path.read_text(encoding="utf-8")))

"""Loads and checks the triage rules of the knowledge base."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.triage.rules import Rule, RuleSet, RuleSource
from assistant.domain.urgency import Urgency
from assistant.errors import KnowledgeError
from assistant.knowledge.triage_concepts import Draft, condition, known_card, read_concepts
from assistant.knowledge.triage_matcher import AhoCorasickMatcher
from assistant.knowledge.triage_messages import check_texts, read_first_aid, read_messages, read_spellings
from assistant.knowledge.triage_yaml import Block, Problems, read_block

TABLE_ROWS = tuple(f"RF{number:03d}" for number in range(1, 141))
"""Ids that must all be there, one per row of the clinicians' table."""


TRAINING = "situations.yml"
"""Sentences that the second reader is trained with; what it decides is in its weights."""

_RULE_ID = re.compile(r"^(?:RF|ZS|AE)\d{3}$")
_RULE_FIELDS = (
    *("id", "title", "urgency", "age_months", "when", "do_now", "avoid", "watch", "basis", "sources", "first_aid"),
    *("if_younger", "cleared_by_recovery", "replaces", "question", "answers", "route", "about_adult", "priority"),
)


@dataclass(frozen=True, slots=True)
class LoadedTriage:
    """The rule set and the matcher built from the same files."""

    rules: RuleSet
    matcher: AhoCorasickMatcher


def load_triage(folder: Path) -> LoadedTriage:
    """Load `knowledge_base/triage`.

    Raises:
        KnowledgeError: with one line per mistake, when a file is missing, unreadable or says something impossible.
    """
    problems = Problems()
    draft = Draft(problems, {}, {}, [], {}, {}, [])
    concept_files = [read_block(path, folder, problems) for path in sorted((folder / "concepts").glob("*.yml"))]
    rule_files = [read_block(path, folder, problems) for path in sorted((folder / "rules").glob("*.yml"))]
    for path in sorted((folder / "first_aid").glob("*.yml")):
        card = read_first_aid(read_block(path, folder, problems))
        draft.first_aid[card.id] = card
    read_concepts(concept_files, draft)
    for block in rule_files:
        for rule in block.blocks("rules"):
            _read_rule(rule, draft)
    messages = read_messages(folder, problems)
    spellings = read_spellings(folder, problems)
    _check_whole(draft)
    if problems.lines:
        raise KnowledgeError(problems.lines)
    by_id = {rule.id: rule for rule in draft.rules}
    rules = RuleSet(_version(folder), draft.concepts, tuple(draft.rules), draft.first_aid, messages, by_id, spellings)
    return LoadedTriage(rules, AhoCorasickMatcher(tuple(draft.forms), tuple(draft.idioms)))


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.suffix in (".yml", ".tsv") and path.name != TRAINING)
    for path in sorted(files):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read_rule(block: Block, draft: Draft) -> None:
    block.only(*_RULE_FIELDS)
    rule_id = block.text("id", None)
    if not _RULE_ID.match(rule_id):
        block.wrong(f"id {rule_id!r} is no rule id. Write RF, ZS or AE and three digits.")
    if any(rule.id == rule_id for rule in draft.rules):
        block.wrong(f"id {rule_id} is used twice. Write another id.")
    texts = {name: block.texts(name) for name in ("do_now", "avoid", "watch", "replaces", "answers")}
    check_texts(block, rule_id, (*texts["do_now"], *texts["avoid"], *texts["watch"], block.text("if_younger")))
    if not texts["do_now"]:
        block.wrong(f"{rule_id} has no do_now. Write what to do first, one sentence per line.")
    draft.rules.append(
        Rule(
            rule_id,
            block.text("title", None),
            _urgency(block),
            _age_months(block),
            condition(block.values.get("when"), block, draft),
            texts["do_now"],
            texts["avoid"],
            texts["watch"],
            _cautious(block),
            _sources(block),
            known_card(block, "first_aid", draft.first_aid),
            block.text("if_younger"),
            block.flag("cleared_by_recovery"),
            texts["replaces"],
            block.text("question"),
            texts["answers"],
            block.text("route"),
            block.flag("about_adult"),
            block.number("priority"),
        )
    )


def _urgency(block: Block) -> Urgency:
    value = block.text("urgency", None)
    if value not in [level.value for level in Urgency]:
        block.wrong(f"urgency is {value!r}. Write one of: {', '.join(level.value for level in Urgency)}.")
        return Urgency.CALL120
    return Urgency(value)


def _age_months(block: Block) -> tuple[int, int]:
    value = block.values.get("age_months")
    fine = isinstance(value, list) and len(value) == 2 and all(isinstance(item, int) for item in value)
    if not fine or not 0 <= value[0] <= value[1] <= OLDEST_MONTHS:  # type: ignore[index]
        block.wrong(f"age_months is {value!r}. Write first and last completed month, 0 to {OLDEST_MONTHS}.")
        return (0, OLDEST_MONTHS)
    return (int(value[0]), int(value[1]))  # type: ignore[index]


def _cautious(block: Block) -> bool:
    basis = block.text("basis", "document")
    if basis not in ("document", "cautious"):
        block.wrong(f"basis is {basis!r}. Write document or cautious.")
    if basis == "document" and not block.values.get("sources") and not block.values.get("route"):
        block.wrong("there is no source. Write sources with issuer, title and year, or basis: cautious.")
    return basis == "cautious"


def _sources(block: Block) -> tuple[RuleSource, ...]:
    sources: list[RuleSource] = []
    for item in block.blocks("sources"):
        item.only("issuer", "title", "year")
        sources.append(RuleSource(item.text("issuer", None), item.text("title", None), item.text("year")))
    return tuple(sources)


def _check_whole(draft: Draft) -> None:
    present = {rule.id for rule in draft.rules}
    missing = [row for row in TABLE_ROWS if row not in present]
    if missing:
        draft.problems.add("rules", 1, f"rows without a rule: {', '.join(missing)}. Write one rule for each.")
    for rule in draft.rules:
        for other in rule.replaces:
            if other not in present:
                draft.problems.add("rules", 1, f"{rule.id} replaces {other}, which is no rule. Write an existing id.")
    for concept in draft.concepts.values():
        for other in concept.undoes:
            if other not in draft.concepts:
                draft.problems.add(
                    "concepts", 1, f"{concept.id} undoes {other}, which is no concept. Write an existing id."
                )

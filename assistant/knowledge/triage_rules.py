"""Loads and checks the triage rules of the knowledge base."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.triage.conditions import AtLeast, Compare, Condition, Has, IsDenied, NoneOf
from assistant.domain.triage.rules import Concept, FirstAid, Messages, RouteText, Rule, RuleSet, RuleSource
from assistant.domain.urgency import Urgency
from assistant.errors import KnowledgeError
from assistant.knowledge.triage_matcher import AhoCorasickMatcher, ConceptForms, Form, parse_form
from assistant.knowledge.triage_yaml import LINE, Block, Problems, read_block

TABLE_ROWS = tuple(f"RF{number:03d}" for number in range(1, 141))
"""Ids that must all be there, one per row of the clinicians' table."""

MEASURES = ("temperature", "breaths", "pulse", "saturation", "height_cm", "age_days")
PREFIXED_MEASURES = ("hours.", "times.")
MOST_STEPS = 6

_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_RULE_ID = re.compile(r"^(?:RF|ZS|AE)\d{3}$")
_LEAF = re.compile(r"^(?P<name>[a-z][a-z0-9_.]*) (?P<sign>>=|>|<=|<) (?P<limit>\d+(?:\.\d+)?)$")
_AMOUNT = re.compile(r"\d\s*(?:mg|毫克|毫升|ml|片|粒|滴)|(?:/|每)\s*(?:kg|公斤)", re.IGNORECASE)
_FORBIDDEN = ("没事", "不用去医院", "不必就医", "不用担心")
_CONCEPT_FIELDS = (
    *("id", "name", "danger", "lasts", "counted", "anyone", "newborn", "first_aid", "topic", "undoes", "corrects"),
    "fleeting",
    *("forms", "except", "unless"),
)
_RULE_FIELDS = (
    *("id", "title", "urgency", "age_months", "when", "do_now", "avoid", "watch", "basis", "sources", "first_aid"),
    *("if_younger", "cleared_by_recovery", "replaces", "question", "answers", "route", "about_adult", "priority"),
)


@dataclass(frozen=True, slots=True)
class LoadedTriage:
    """The rule set and the matcher built from the same files."""

    rules: RuleSet
    matcher: AhoCorasickMatcher


@dataclass(slots=True)
class _Draft:
    """What was read so far."""

    problems: Problems
    sets: dict[str, tuple[str, ...]]
    concepts: dict[str, Concept]
    forms: list[ConceptForms]
    groups: dict[str, Condition]
    first_aid: dict[str, FirstAid]
    rules: list[Rule]


def load_triage(folder: Path) -> LoadedTriage:
    """Load `knowledge_base/triage`.

    Raises:
        KnowledgeError: with one line per mistake, when a file is missing, unreadable or says something impossible.
    """
    problems = Problems()
    draft = _Draft(problems, {}, {}, [], {}, {}, [])
    concept_files = [read_block(path, folder, problems) for path in sorted((folder / "concepts").glob("*.yml"))]
    rule_files = [read_block(path, folder, problems) for path in sorted((folder / "rules").glob("*.yml"))]
    for path in sorted((folder / "first_aid").glob("*.yml")):
        _read_first_aid(read_block(path, folder, problems), draft)
    _read_concepts(concept_files, draft)
    for block in rule_files:
        for rule in block.blocks("rules"):
            _read_rule(rule, draft)
    messages = _read_messages(folder, problems)
    spellings = _read_spellings(folder, problems)
    _check_whole(draft)
    if problems.lines:
        raise KnowledgeError(problems.lines)
    by_id = {rule.id: rule for rule in draft.rules}
    rules = RuleSet(_version(folder), draft.concepts, tuple(draft.rules), draft.first_aid, messages, by_id, spellings)
    return LoadedTriage(rules, AhoCorasickMatcher(tuple(draft.forms)))


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read_concepts(files: list[Block], draft: _Draft) -> None:
    for block in files:
        block.only("words", "concepts", "groups")
        for name, words in block.block("words").values.items():
            if name != LINE:
                draft.sets[name] = tuple(str(word) for word in words) if isinstance(words, list) else ()
    for block in files:
        for concept in block.blocks("concepts"):
            _read_concept(concept, draft)
    for block in files:
        for group in block.blocks("groups"):
            _read_group(group, draft)


def _read_concept(block: Block, draft: _Draft) -> None:
    block.only(*_CONCEPT_FIELDS)
    concept_id = block.text("id", None)
    if not _ID.match(concept_id):
        block.wrong(f"id {concept_id!r} is no name. Write small English letters and underscores.")
    if concept_id in draft.concepts:
        block.wrong(f"id {concept_id} is used twice. Write another id or join the two concepts.")
    danger = block.text("danger", "presence")
    if danger not in ("presence", "absence"):
        block.wrong(f"danger is {danger!r}. Write presence or absence.")
    draft.concepts[concept_id] = Concept(
        concept_id,
        block.text("name", None),
        danger == "absence",
        lasts=block.flag("lasts"),
        counted=block.flag("counted"),
        anyone=block.flag("anyone"),
        newborn=block.flag("newborn"),
        first_aid=_known(block, "first_aid", draft.first_aid),
        topic=block.flag("topic"),
        undoes=block.texts("undoes"),
        corrects=block.texts("corrects"),
        fleeting=block.flag("fleeting"),
    )
    forms = _forms(block, "forms", draft)
    if not forms:
        block.wrong("forms is empty. Write at least one way of saying it.")
    draft.forms.append(ConceptForms(concept_id, forms, _forms(block, "except", draft), block.texts("unless")))


def _known(block: Block, name: str, known: dict[str, FirstAid]) -> str:
    value = block.text(name)
    if value and value not in known:
        block.wrong(f"{name} {value} has no card. Write one of: {', '.join(sorted(known))}.")
    return value


def _forms(block: Block, name: str, draft: _Draft) -> tuple[Form, ...]:
    forms: list[Form] = []
    for text in block.texts(name):
        try:
            forms.append(parse_form(text, draft.sets))
        except ValueError as error:
            block.wrong(f"{name}: {error}. Write words, (one|another), {{word set}} and * for a gap.")
    return tuple(forms)


def _read_group(block: Block, draft: _Draft) -> None:
    block.only("id", "name", "when")
    group_id = block.text("id", None)
    if group_id in draft.groups or group_id in draft.concepts:
        block.wrong(f"id {group_id} is used twice. Write another id.")
    draft.groups[group_id] = _condition(block.values.get("when"), block, draft)


def _condition(value: object, block: Block, draft: _Draft) -> Condition:
    if isinstance(value, str):
        return _leaf(value, block, draft)
    if isinstance(value, dict):
        names = [name for name in value if name != LINE]
        parts = {name: value[name] for name in names}
        if names == ["all"]:
            each = _parts(parts["all"], block, draft)
            return AtLeast(len(each), each)
        if names == ["any"]:
            return AtLeast(1, _parts(parts["any"], block, draft))
        if names == ["none"]:
            return NoneOf(_parts(parts["none"], block, draft))
        if sorted(names) == ["at_least", "of"] and isinstance(parts["at_least"], int):
            return AtLeast(parts["at_least"], _parts(parts["of"], block, draft))
    block.wrong("when is not understood. Write a sign, a comparison, or all / any / none / at_least with of.")
    return AtLeast(1, ())


def _parts(value: object, block: Block, draft: _Draft) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        block.wrong("a condition has no parts. Write one part per line after a dash.")
        return ()
    return tuple(_condition(item, block, draft) for item in value)


def _leaf(text: str, block: Block, draft: _Draft) -> Condition:
    compared = _LEAF.match(text)
    if compared:
        name = compared["name"]
        prefix, _, concept = name.partition(".")
        known = name in MEASURES or (f"{prefix}." in PREFIXED_MEASURES and concept in draft.concepts)
        if not known:
            block.wrong(f"there is no figure {name}. Write one of {', '.join(MEASURES)}, hours.<sign>, times.<sign>.")
        return Compare(name, compared["sign"], float(compared["limit"]))
    if text.startswith("denied "):
        return IsDenied(_concept(text.removeprefix("denied "), block, draft))
    if text in draft.groups:
        return draft.groups[text]
    return Has(_concept(text, block, draft))


def _concept(name: str, block: Block, draft: _Draft) -> str:
    if name not in draft.concepts:
        block.wrong(f"there is no concept {name}. Write the id of a concept or group of concepts/*.yml.")
    return name


def _read_rule(block: Block, draft: _Draft) -> None:
    block.only(*_RULE_FIELDS)
    rule_id = block.text("id", None)
    if not _RULE_ID.match(rule_id):
        block.wrong(f"id {rule_id!r} is no rule id. Write RF, ZS or AE and three digits.")
    if any(rule.id == rule_id for rule in draft.rules):
        block.wrong(f"id {rule_id} is used twice. Write another id.")
    texts = {name: block.texts(name) for name in ("do_now", "avoid", "watch", "replaces", "answers")}
    _check_texts(block, rule_id, (*texts["do_now"], *texts["avoid"], *texts["watch"], block.text("if_younger")))
    if not texts["do_now"]:
        block.wrong(f"{rule_id} has no do_now. Write what to do first, one sentence per line.")
    draft.rules.append(
        Rule(
            rule_id,
            block.text("title", None),
            _urgency(block),
            _age_months(block),
            _condition(block.values.get("when"), block, draft),
            texts["do_now"],
            texts["avoid"],
            texts["watch"],
            _cautious(block),
            _sources(block),
            _known(block, "first_aid", draft.first_aid),
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


def _check_texts(block: Block, owner: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        if _AMOUNT.search(text):
            block.wrong(f"{owner} gives an amount of a medicine: {text} Write 按说明书或医生 instead.")
        for word in _FORBIDDEN:
            if word in text:
                block.wrong(f"{owner} says {word}. Write what to do and when to go to a doctor.")


def _read_first_aid(block: Block, draft: _Draft) -> None:
    block.only("id", "title", "steps")
    steps = block.texts("steps")
    if not 1 <= len(steps) <= MOST_STEPS:
        block.wrong(f"{len(steps)} steps. Write one to {MOST_STEPS} steps.")
    card = FirstAid(block.text("id", None), block.text("title", None), steps)
    _check_texts(block, card.id, steps)
    draft.first_aid[card.id] = card


def _read_messages(folder: Path, problems: Problems) -> Messages:
    path = folder / "messages.yml"
    if not path.is_file():
        problems.add(
            "messages.yml", 1, "is missing. Write level_lines, reminders, first_line, age_question, ages, routes."
        )
        return Messages({}, {}, "", "", (), "", "", {})
    block = read_block(path, folder, problems)
    block.only("level_lines", "reminders", "first_line", "age_question", "ages", "sources", "cautious", "routes")
    return Messages(
        _by_level(block.block("level_lines")),
        _by_level(block.block("reminders")),
        block.text("first_line", None),
        block.text("age_question", None),
        tuple((item.text("label", None), item.number("months")) for item in block.blocks("ages")),
        block.text("sources", None),
        block.text("cautious", None),
        {item.text("id", None): _route(item) for item in block.blocks("routes")},
    )


def _read_spellings(folder: Path, problems: Problems) -> dict[str, str]:
    path = folder / "spelling.yml"
    if not path.is_file():
        problems.add("spelling.yml", 1, "is missing. Write spellings with one `said: meant` pair per line.")
        return {}
    block = read_block(path, folder, problems)
    block.only("spellings")
    words = block.block("spellings")
    return {name: words.text(name, None) for name in words.values if name != LINE}


def _by_level(block: Block) -> dict[Urgency, str]:
    levels = (Urgency.CALL120, Urgency.HOSPITAL_NOW, Urgency.DOCTOR_24H)
    block.only(*(level.value for level in levels))
    return {level: block.text(level.value, None) for level in levels}


def _route(block: Block) -> RouteText:
    block.only("id", "texts", "contacts")
    _check_texts(block, block.text("id"), block.texts("texts"))
    contacts = tuple((item.text("name", None), item.text("phone", None)) for item in block.blocks("contacts"))
    return RouteText(block.texts("texts"), contacts)


def _check_whole(draft: _Draft) -> None:
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

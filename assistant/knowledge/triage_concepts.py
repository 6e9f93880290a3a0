"""Reads the concepts and the conditions over them."""

import re
from dataclasses import dataclass, field

from assistant.domain.triage.conditions import AtLeast, Compare, Condition, Has, IsDenied, NoneOf
from assistant.domain.triage.rules import Concept, FirstAid, Rule
from assistant.knowledge.triage_matcher import ConceptForms, Form, parse_form
from assistant.knowledge.triage_yaml import LINE, Block, Problems

MEASURES = ("temperature", "breaths", "pulse", "saturation", "height_cm", "age_days", "weight_lost", "milk_share")
PREFIXED_MEASURES = ("hours.", "times.")

_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_LEAF = re.compile(r"^(?P<name>[a-z][a-z0-9_.]*) (?P<sign>>=|>|<=|<) (?P<limit>\d+(?:\.\d+)?)$")
_CONCEPT_FIELDS = (
    *("id", "name", "danger", "lasts", "counted", "anyone", "newborn", "first_aid", "topic", "undoes", "corrects"),
    *("fleeting", "done_to_child", "of_things", "cause", "scene"),
    *("forms", "always", "except", "unless"),
)


@dataclass(slots=True)
class Draft:
    """What was read so far."""

    problems: Problems
    sets: dict[str, tuple[str, ...]]
    concepts: dict[str, Concept]
    forms: list[ConceptForms]
    groups: dict[str, Condition]
    first_aid: dict[str, FirstAid]
    rules: list[Rule]
    idioms: list[Form] = field(default_factory=list)


def read_concepts(files: list[Block], draft: Draft) -> None:
    for block in files:
        block.only("words", "concepts", "groups", "idioms")
        for name, words in block.block("words").values.items():
            if name != LINE:
                draft.sets[name] = tuple(str(word) for word in words) if isinstance(words, list) else ()
    for block in files:
        draft.idioms.extend(_forms(block, "idioms", draft))
        for concept in block.blocks("concepts"):
            _read_concept(concept, draft)
    for block in files:
        for group in block.blocks("groups"):
            _read_group(group, draft)


def _read_concept(block: Block, draft: Draft) -> None:
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
        first_aid=known_card(block, "first_aid", draft.first_aid),
        topic=block.flag("topic"),
        undoes=block.texts("undoes"),
        corrects=block.texts("corrects"),
        fleeting=block.flag("fleeting"),
        done_to_child=block.flag("done_to_child"),
        cause=block.flag("cause"),
        scene=block.flag("scene"),
        of_things=block.flag("of_things"),
    )
    forms = _forms(block, "forms", draft)
    if not forms:
        block.wrong("forms is empty. Write at least one way of saying it.")
    exceptions = _forms(block, "except", draft)
    draft.forms.append(ConceptForms(concept_id, forms, exceptions, block.texts("unless")))
    if always := _forms(block, "always", draft):
        draft.forms.append(ConceptForms(concept_id, always, exceptions))


def known_card(block: Block, name: str, known: dict[str, FirstAid]) -> str:
    value = block.text(name)
    if value and value not in known:
        block.wrong(f"{name} {value} has no card. Write one of: {', '.join(sorted(known))}.")
    return value


def _forms(block: Block, name: str, draft: Draft) -> tuple[Form, ...]:
    forms: list[Form] = []
    for text in block.texts(name):
        try:
            forms.append(parse_form(text, draft.sets))
        except ValueError as error:
            block.wrong(f"{name}: {error}. Write words, (one|another), {{word set}} and * for a gap.")
    return tuple(forms)


def _read_group(block: Block, draft: Draft) -> None:
    block.only("id", "name", "when")
    group_id = block.text("id", None)
    if group_id in draft.groups or group_id in draft.concepts:
        block.wrong(f"id {group_id} is used twice. Write another id.")
    draft.groups[group_id] = condition(block.values.get("when"), block, draft)


def condition(value: object, block: Block, draft: Draft) -> Condition:
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


def _parts(value: object, block: Block, draft: Draft) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        block.wrong("a condition has no parts. Write one part per line after a dash.")
        return ()
    return tuple(condition(item, block, draft) for item in value)


def _leaf(text: str, block: Block, draft: Draft) -> Condition:
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


def _concept(name: str, block: Block, draft: Draft) -> str:
    if name not in draft.concepts:
        block.wrong(f"there is no concept {name}. Write the id of a concept or group of concepts/*.yml.")
    return name

"""The training sentences, the domain, the rules and the actions fit together."""

import ast
from collections import Counter
from pathlib import Path

import yaml
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

from tests.rasa.training_files import ROOT, read_examples

SMALLEST_INTENT = 80
NEAR_DUPLICATE = 0.8


def bigrams(sentence: str) -> set[str]:
    letters = "".join(letter for letter in sentence if letter.isalnum())
    return {letters[start : start + 2] for start in range(len(letters) - 1)} or {letters}


def distinct(sentences: list[str]) -> list[str]:
    """Sentences of which no two share four fifths of their bigrams."""
    kept: list[tuple[str, set[str]]] = []
    for sentence in sentences:
        own = bigrams(sentence)
        if all(len(own & other) / len(own | other) < NEAR_DUPLICATE for _, other in kept):
            kept.append((sentence, own))
    return [sentence for sentence, _ in kept]


def rules() -> dict[str, str]:
    """Action by intent, as the rules say."""
    found = {}
    for file in sorted((ROOT / "nlu_data/rules").glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            intent, action, *_ = rule["steps"]
            found[intent["intent"]] = action["action"]
    return found


def domain() -> dict[str, list[object]]:
    return yaml.safe_load((ROOT / "nlu_data/domain/domain.yml").read_text(encoding="utf-8"))


def action_names(folder: Path) -> set[str]:
    """What the `name` methods of the action classes return."""
    classes = [
        node
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    methods = [method for node in classes for method in node.body if getattr(method, "name", "") == "name"]
    returned = [node for method in methods for node in ast.walk(method) if isinstance(node, ast.Return)]
    return {node.value.value for node in returned if isinstance(node.value, ast.Constant)}


def forms_led(folder: Path) -> set[str]:
    """Values of `form` in the classes of the forms."""
    assigned = [
        node.value
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "form"
    ]
    return {value.value for value in assigned if isinstance(value, ast.Constant) and value.value}


def test_rasa_finds_nothing_wrong_with_domain_rules_and_examples() -> None:
    importer = TrainingDataImporter.load_from_config(
        "nlu_data/config.yml", "nlu_data/domain", ["nlu_data/nlu", "nlu_data/rules"]
    )
    validator = Validator.from_importer(importer)

    assert validator.verify_nlu(ignore_warnings=False)
    assert validator.verify_actions_in_stories_rules()
    assert validator.verify_story_structure(ignore_warnings=False)
    assert validator.verify_domain_validity()


def test_no_sentence_stands_twice_or_in_two_intents() -> None:
    counts = Counter(sentence for _, sentence, _ in read_examples())

    assert [sentence for sentence, count in counts.items() if count > 1] == []


def test_no_two_intents_share_a_near_copy() -> None:
    seen: dict[str, list[tuple[str, str, set[str]]]] = {}
    shared = []
    for intent, sentence, _ in read_examples():
        own = bigrams(sentence)
        near = {other[1]: other for pair in own for other in seen.get(pair, ()) if other[0] != intent}
        shared += [
            (sentence, other)
            for _, other, pairs in near.values()
            if len(own & pairs) / len(own | pairs) >= NEAR_DUPLICATE
        ]
        for pair in own:
            seen.setdefault(pair, []).append((intent, sentence, own))

    assert shared == []


def test_every_intent_has_enough_examples_that_differ(examples: dict[str, list[str]]) -> None:
    sizes = {intent: len(distinct(sentences)) for intent, sentences in examples.items()}

    assert {intent: size for intent, size in sizes.items() if size < SMALLEST_INTENT} == {}
    assert sizes["ask_parenting"] >= 150
    assert sizes["ask_policy"] >= 80
    assert sum(sizes.values()) >= 3200


def test_at_most_two_fifths_of_the_sentences_are_generated() -> None:
    files = [file for _, _, file in read_examples()]

    assert sum("generated" in file for file in files) <= 0.4 * len(files)


def test_no_example_is_read_as_an_entity_annotation_or_a_command() -> None:
    assert [s for _, s, _ in read_examples() if s.startswith("/") or any(mark in s for mark in "[]{}")] == []


def test_each_intent_of_the_domain_has_one_rule_and_examples(examples: dict[str, list[str]]) -> None:
    intents = set(domain()["intents"])

    assert set(rules()) == intents
    assert set(examples) == intents - {"nlu_fallback"}


def test_actions_of_rules_and_domain_are_the_ones_that_exist() -> None:
    exist = action_names(ROOT / "actions")

    assert set(domain()["actions"]) == exist
    assert {action for action in rules().values() if not action.endswith("_form")} == exist


def test_each_form_has_a_rule_that_begins_it_and_a_class_that_leads_it() -> None:
    told = yaml.safe_load((ROOT / "nlu_data/domain/forms.yml").read_text(encoding="utf-8"))
    forms = set(told["forms"])

    assert forms_led(ROOT / "actions" / "forms") == forms
    assert {action for action in rules().values() if action.endswith("_form")} == forms
    assert set(told["actions"]) == {f"validate_{form}" for form in forms}


def test_each_intent_answered_by_a_response_has_two_variants_of_it() -> None:
    responses = yaml.safe_load((ROOT / "nlu_data/domain/responses.yml").read_text(encoding="utf-8"))["responses"]

    wanted = {f"utter_{intent}" for intent, action in rules().items() if action == "action_respond"}

    assert set(responses) == wanted
    assert {name for name, variants in responses.items() if len({v["text"] for v in variants}) < 2} == set()


def test_no_response_promises_that_a_person_comes() -> None:
    text = (ROOT / "nlu_data/domain/responses.yml").read_text(encoding="utf-8")

    assert [word for word in ("马上联系您", "稍后联系", "会给您回电", "正在为您转接", "请稍等") if word in text] == []

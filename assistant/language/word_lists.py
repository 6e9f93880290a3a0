"""Lists of known words: a standard word and the ways people say it, one YAML file for each kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import KnowledgeError
from assistant.language.normalise import normalise

LABELS = {
    "symptoms": "symptom",
    "vaccines": "vaccine",
    "districts": "district",
    "subdistricts": "subdistrict",
    "session_types": "session_type",
    "persons": "person",
}
"""File name without its ending -> label of its words."""


@dataclass(frozen=True, slots=True)
class Word:
    """One way to say a standard word: `variant` in normal form, `value` as written in the list."""

    label: str
    value: str
    variant: str


@dataclass(frozen=True, slots=True)
class _Line:
    path: Path
    number: int
    value: str
    variant: str


def load_words(folder: Path) -> list[Word]:
    """Read all word lists of a folder; each standard word is a variant of itself.

    Raises:
        KnowledgeError: A file is missing, is no mapping of words to lists, or gives one word two meanings; one line
            for each mistake with file, line and remedy.
    """
    problems: list[str] = []
    words = [word for stem, label in LABELS.items() for word in _words(folder / f"{stem}.yml", label, problems)]
    if problems:
        raise KnowledgeError(problems)
    return words


def _words(path: Path, label: str, problems: list[str]) -> list[Word]:
    seen: dict[str, _Line] = {}
    for line in _lines(path, problems):
        variant = normalise(line.variant)
        earlier = seen.setdefault(variant, line)
        if not variant:
            problems.append(f"{path}:{line.number}: empty word. Write a word or delete the line.")
        elif earlier is not line:
            remedy = "Delete this line." if earlier.value == line.value else "Keep it under one standard word only."
            problems.append(
                f"{path}:{line.number}: {line.variant!r} already stands in line {earlier.number} "
                f"under {earlier.value!r}. {remedy}"
            )
    return [Word(label, line.value, variant) for variant, line in seen.items()]


def _lines(path: Path, problems: list[str]) -> Iterator[_Line]:
    """Each standard word and each of its variants with the line it stands in."""
    root = _parse(path, problems)
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        problems.append(f"{path}:1: no mapping. Write lines such as `发热:` with `  - 发烧` below.")
        return
    for key, variants in root.value:
        yield _Line(path, key.start_mark.line + 1, str(key.value), str(key.value))
        if not isinstance(variants, yaml.SequenceNode):
            problems.append(
                f"{path}:{key.start_mark.line + 1}: {key.value!r} has no list. "
                "Write one `  - word` a line below it, or [] for none."
            )
            continue
        for item in variants.value:
            if isinstance(item, yaml.ScalarNode):
                yield _Line(path, item.start_mark.line + 1, str(key.value), str(item.value))
            else:
                problems.append(f"{path}:{item.start_mark.line + 1}: not a word. Write plain text after the dash.")


def _parse(path: Path, problems: list[str]) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        problems.append(f"{path}: the word list is missing. Restore it, or write one standard word with its variants.")
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(
            f"{path}:{line}: cannot be read as UTF-8 YAML ({type(error).__name__}). Check indent, colon and dash there."
        )
        return None
    if root is None:
        problems.append(f"{path}:1: the word list is empty. Write at least one standard word.")
    return root

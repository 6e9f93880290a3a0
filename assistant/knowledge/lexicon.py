"""The words of the field: what jieba must not cut, and which words mean the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant.knowledge.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and synonyms.

    Attributes:
        words: Words that the tokeniser keeps whole.
        synonyms: Variant to standard word, e.g. 拉肚子 to 腹泻.
        stop_words: Words that stand in any question whatever it asks, such as 怎么办 and 宝宝.
        spoken: Dialect to what it means, e.g. 阿要 to 要不要; questions are read in it, entries stay as written.
    """

    words: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    stop_words: tuple[str, ...] = ()
    spoken: Mapping[str, str] = field(default_factory=dict)


def read_lexicon(folder: Path) -> tuple[Lexicon, list[Problem]]:
    """Read the two word lists, `synonyms.yml` and `spoken.yml` in `folder`; a missing file counts as empty."""
    synonyms, problems = _read_synonyms(folder / "synonyms.yml")
    spoken, found = _read_spoken(folder / "spoken.yml")
    words, stop_words = _read_words(folder / "jieba_words.txt"), _read_words(folder / "stop_words.txt")
    return Lexicon(words, synonyms, stop_words, spoken), [*problems, *found]


def _read_words(path: Path) -> tuple[str, ...]:
    """First column of the file: jieba allows a frequency and a part of speech behind the word."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    return tuple(line.split()[0] for line in lines if line.strip())


def _read_synonyms(path: Path) -> tuple[dict[str, str], list[Problem]]:
    remedy = "Write the standard word, a colon, then one line with a dash for each variant"
    content, problems = _read_mapping(path, remedy)
    if problems:
        return {}, problems
    if not all(isinstance(variants, list) for variants in content.values()):
        return {}, [Problem(path, 1, "the file is no list of words with variants", remedy)]
    standard: dict[str, str] = {}
    for word, variants in content.items():
        for variant in map(str, variants):
            if variant in standard or variant in content:
                wrong = f"{variant} stands under {word} and elsewhere"
                problems.append(Problem(path, _line(path, variant), wrong, "Keep it under one standard word"))
            standard[variant] = str(word)
    return standard, problems


def _read_spoken(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """One `said: meant` pair a line."""
    remedy = "Write one `said: meant` pair a line, in quotes where it is no plain word"
    content, problems = _read_mapping(path, remedy)
    if problems:
        return {}, problems
    if not all(isinstance(word, str) and word for pair in content.items() for word in pair):
        return {}, [Problem(path, 1, "the file is no list of pairs of words", remedy)]
    return content, []


def _read_mapping(path: Path, remedy: str) -> tuple[dict[Any, Any], list[Problem]]:
    """The file's keys and values; none for a missing file, and a problem where it holds something else."""
    if not path.exists():
        return {}, []
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C where there is one
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}, [Problem(path, 1, "the file is not readable as YAML", remedy)]
    if not isinstance(content, dict):
        return {}, [Problem(path, 1, "the file is no list of words with variants", remedy)]
    return content, []


def _line(path: Path, word: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return max((number for number, line in enumerate(lines, 1) if line.strip(" -:") == word), default=1)

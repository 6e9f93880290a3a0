"""Reads typed values out of front matter and notes everything that does not fit."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeVar

import yaml

from assistant.knowledge.frontmatter import Document, line_of
from assistant.knowledge.problems import Problem

_Choice = TypeVar("_Choice", bound=Enum)
_CHINESE = "\u2e80-\u9fff\uff00-\uffef\u201c\u201d\u2018\u2019\u2026\u2014"
# A folded YAML text joins its lines with a blank, which Chinese does not want.
_BLANK_IN_CHINESE = re.compile(f"(?<=[{_CHINESE}])[ \\n]+(?=[{_CHINESE}])")
_AGE_REMEDY = "Write two whole months in brackets, first and last inclusive, within 0..83, e.g. age_months: [6, 11]"


class FieldReader:
    """Reads one document's fields; what is wrong gathers in `problems`, and a neutral value is returned instead."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def check_keys(self, required: Iterable[str], optional: Iterable[str]) -> None:
        """Note missing required keys and keys that belong to neither group."""
        required, known = list(required), [*required, *optional]
        for key in required:
            if key not in self.document.fields:
                self.note(1, f"the key {key} is missing", f"Add {key} to the front matter")
        for key, field in self.document.fields.items():
            if key not in known:
                self.note(field.line, f"the key {key} is unknown", f"Use one of {', '.join(sorted(known))}")

    def note(self, line: int, wrong: str, remedy: str) -> None:
        """Add a problem on `line` of this document."""
        self.problems.append(Problem(self.document.path, line, wrong, remedy))

    def text(self, key: str) -> str:
        """Return the text under `key`, or an empty string when it is missing or no text."""
        field = self.document.fields.get(key)
        return self._text_of(field.node, key, field.line) if field else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`, which must be written with one dash per line."""
        return tuple(self._text_of(item, key, line_of(item)) for item in self._items(key))

    def day(self, key: str) -> date | None:
        """Return the date under `key`, or None."""
        text = self.text(key)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.note(self.document.line(key), f"{key} is no date: {text}", "Write it as 2026-11-23")
            return None

    def choice(self, key: str, kind: type[_Choice], default: _Choice) -> _Choice:
        """Return the member of `kind` named under `key`, or `default` when it is missing or unknown."""
        text = self.text(key)
        if not text:
            return default
        try:
            return kind(text)
        except ValueError:
            names = ", ".join(str(member.value) for member in kind)
            self.note(self.document.line(key), f"{key} is {text}", f"Write one of {names}")
            return default

    def ages(self, key: str) -> tuple[int, int]:
        """Return first and last completed month, both inclusive; (0, 83) when they cannot be read."""
        field = self.document.fields.get(key)
        if field is None:
            return 0, 83
        if not isinstance(field.node, yaml.SequenceNode):
            self.note(field.line, f"{key} is no pair of ages", _AGE_REMEDY)
            return 0, 83
        try:
            first, last = (int(item.value) for item in field.node.value)
        except (TypeError, ValueError):
            self.note(field.line, f"{key} is no pair of whole numbers", _AGE_REMEDY)
            return 0, 83
        if not 0 <= first <= last <= 83:
            self.note(field.line, f"{key} {first} to {last} is reversed or outside 0..83", _AGE_REMEDY)
            return 0, 83
        return first, last

    def mappings(self, key: str, required: Iterable[str], optional: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
        """Return line and texts of each mapping in the list under `key`; an optional key that is missing is empty."""
        known = [*required, *optional]
        return [(line_of(item), self._mapping(item, key, list(required), known)) for item in self._items(key)]

    def _mapping(self, item: yaml.Node, key: str, required: list[str], known: list[str]) -> dict[str, str]:
        values = dict.fromkeys(known, "")
        if not isinstance(item, yaml.MappingNode) or item.flow_style:
            self.note(line_of(item), f"an item of {key} is no block of keys", f"Write {', '.join(known)} line by line")
            return values
        for name, value in item.value:
            if name.value in known:
                values[name.value] = self._text_of(value, name.value, line_of(name))
            else:
                self.note(line_of(name), f"{key} has the unknown key {name.value}", f"Use one of {', '.join(known)}")
        missing = [name for name in required if not values[name]]
        if missing:
            self.note(line_of(item), f"an item of {key} lacks {', '.join(missing)}", "Add what is missing")
        return values

    def _items(self, key: str) -> list[yaml.Node]:
        field = self.document.fields.get(key)
        if field is None:
            return []
        if not isinstance(field.node, yaml.SequenceNode):
            self.note(field.line, f"{key} is no list", f"Write {key}: and one line with a dash for each item")
            return []
        if field.node.flow_style:
            self.note(field.line, f"{key} is a list in brackets", "Write one line with a dash for each item")
        return list(field.node.value)

    def _text_of(self, node: yaml.Node, key: str, line: int) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.note(line, f"{key} is no text", "Write one text; put it into double quotes if it holds ': '")
            return ""
        text = _BLANK_IN_CHINESE.sub("", " ".join(node.value.split()))
        if not text:
            self.note(line, f"{key} is empty", "Write a text or remove it")
        return text

"""Reading the triage files with line numbers, and collecting what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LINE = "__line__"
"""Key under which a mapping keeps the line it starts on."""


class _LineLoader(yaml.CSafeLoader):
    """A safe loader whose mappings know their line."""


def _mapping_with_line(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    return {**loader.construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_with_line)


@dataclass(slots=True)
class Problems:
    """Lines for the maintainer: file:line, what is wrong, what to write."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, line: int, text: str) -> None:
        """Note one problem."""
        self.lines.append(f"{file}:{line}: {text}")


@dataclass(frozen=True, slots=True)
class Block:
    """One mapping of a file with typed access to its fields; what is wrong goes to `problems`."""

    file: str
    values: Mapping[str, Any]
    problems: Problems

    @property
    def line(self) -> int:
        """Line the mapping starts on."""
        return int(self.values.get(LINE, 1))

    def wrong(self, text: str) -> None:
        """Note a problem of this block."""
        self.problems.add(self.file, self.line, text)

    def only(self, *names: str) -> None:
        """Note every field that is not one of `names`."""
        for name in self.values:
            if name not in names and name != LINE:
                self.wrong(f"unknown field {name}. Write one of: {', '.join(names)}.")

    def text(self, name: str, default: str | None = "") -> str:
        """A field that is text; None as default makes it required."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(f"{name} is missing or no text. Write {name}: followed by a word.")
            return default or ""
        return value

    def flag(self, name: str) -> bool:
        """A field that is true or false, false by default."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            self.wrong(f"{name} is {value!r}. Write true or false.")
            return False
        return value

    def number(self, name: str, default: int = 0) -> int:
        """A whole number."""
        value = self.values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(f"{name} is {value!r}. Write a whole number.")
            return default
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty by default."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(f"{name} is no list of texts. Write one text per line after a dash.")
            return ()
        return tuple(item.strip() for item in value)

    def blocks(self, name: str) -> tuple["Block", ...]:
        """A list of mappings, empty by default."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(f"{name} is no list of blocks. Write a dash and the fields of each block below it.")
            return ()
        return tuple(Block(self.file, item, self.problems) for item in value)

    def block(self, name: str) -> "Block":
        """A mapping, empty by default."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            self.wrong(f"{name} is no block. Write its fields indented below it.")
            value = {}
        return Block(self.file, value, self.problems)


def read_block(path: Path, folder: Path, problems: Problems) -> Block:
    """The mapping a file holds; a file that cannot be read gives an empty one and a problem."""
    name = path.relative_to(folder).as_posix()
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506 - derived from the safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        what = re.sub(r"\s+", " ", str(getattr(error, "problem", None) or error))
        problems.add(
            name, mark.line + 1 if mark else 1, f"cannot be read as YAML ({what}). Check indentation and colons."
        )
        value = {}
    if not isinstance(value, dict):
        problems.add(name, 1, "holds no fields. Write `name: value` lines.")
        value = {}
    return Block(name, value, problems)

"""Splits a Markdown file into YAML front matter, with the line of every value, and body."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.knowledge.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SHAPE = "Begin the file with a line '---', the keys, a second line '---', then the text"


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the front matter: its YAML node and the line of the key."""

    node: yaml.Node
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the knowledge base as written; `body_line` is the line on which the body begins."""

    path: Path
    fields: Mapping[str, Field]
    body: str
    body_line: int

    def line(self, key: str) -> int:
        """Line of `key`, or 1 when the file lacks it."""
        return self.fields[key].line if key in self.fields else 1

    def item_line(self, key: str, index: int) -> int:
        """Line of item `index` of the list under `key`, or of the key when there is no such item."""
        field = self.fields.get(key)
        if field and isinstance(field.node, yaml.SequenceNode) and index < len(field.node.value):
            return line_of(field.node.value[index])
        return self.line(key)


def line_of(node: yaml.Node) -> int:
    """Line in the file, from 1; the front matter begins on line 2, YAML counts from 0."""
    return int(node.start_mark.line) + 2


def read_document(path: Path) -> tuple[Document | None, list[Problem]]:
    """Read one file.

    Returns:
        The document, or None when the front matter cannot be read at all, and what is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None, [Problem(path, 1, "the file is not UTF-8", "Save it as UTF-8")]
    lines = text.splitlines()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None or lines[0].rstrip() != "---":
        return None, [Problem(path, 1, "the front matter is missing or not closed", _SHAPE)]
    fields, problems = _fields(path, "\n".join(lines[1:end]))
    if fields is None:
        return None, problems
    return Document(path, fields, "\n".join(lines[end + 1 :]).strip("\n"), _body_line(lines, end)), problems


def _body_line(lines: list[str], end: int) -> int:
    first = next((number for number, line in enumerate(lines[end + 1 :]) if line.strip()), 0)
    return end + 2 + first


def _fields(path: Path, text: str) -> tuple[dict[str, Field] | None, list[Problem]]:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = " ".join(str(getattr(error, "problem", None) or "not readable as YAML").split())
        remedy = "Check indentation, and put a text with ': ' or a leading special sign into double quotes"
        return None, [Problem(path, mark.line + 2 if mark else 2, f"the front matter is broken ({reason})", remedy)]
    if not isinstance(root, yaml.MappingNode):
        return None, [Problem(path, 2, "the front matter holds no keys", _SHAPE)]
    fields: dict[str, Field] = {}
    problems: list[Problem] = []
    for key, value in root.value:
        name = str(key.value)
        if name in fields:
            problems.append(Problem(path, line_of(key), f"the key {name} stands twice", "Keep one of them"))
        fields[name] = Field(value, line_of(key))
    return fields, problems

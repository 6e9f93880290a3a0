"""Names of the topics, as parents see them."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from assistant.knowledge.problems import Problem

TOPICS_FILE = "topics.yml"
_REMEDY = "Write one line a topic: the folder's name, a colon, the name that parents see"


def read_topics(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read `topics.yml` in `folder`: folder's name to shown name, in the order of the contents page.

    A missing file counts as empty; a topic that it does not name is shown by its folder's name.
    """
    path = folder / TOPICS_FILE
    if not path.exists():
        return {}, []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}, [Problem(path, 1, "the file is not readable as YAML", _REMEDY)]
    if not isinstance(content, dict) or not all(isinstance(name, str) for pair in content.items() for name in pair):
        return {}, [Problem(path, 1, "the file is no list of topics with names", _REMEDY)]
    return dict(content), []


def topic_name(topics: Mapping[str, str], topic: str) -> str:
    """Return the shown name of a topic."""
    return topics.get(topic, topic)

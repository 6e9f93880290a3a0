"""The account's menu: one file, read by the service for clicks and by the command line for the platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.wechat import size
from assistant.errors import ConfigurationError

FILE = Path(__file__).with_name("menu.yml")
KEY_PREFIX = "say:"
MOST_TOP, MOST_ITEMS = 3, 5
MOST_TOP_BYTES, MOST_ITEM_BYTES, MOST_KEY_BYTES = 16, 60, 128
"""Limits of the platform. Source: official-account documentation, 自定义菜单创建接口."""


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu as the platform takes it, and what its clicks say."""

    buttons: list[dict[str, Any]]

    def said_by(self, event_key: str) -> str | None:
        """Return what a click says, or None for a key that is not ours."""
        return event_key.removeprefix(KEY_PREFIX) if event_key.startswith(KEY_PREFIX) else None


def load_menu(public_url: str, file: Path = FILE) -> Menu:
    """Read the menu.

    Raises:
        ConfigurationError: The file breaks one of the platform's limits; the message says which.
    """
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_TOP:
        raise ConfigurationError(f"{file.name}: 1 to {MOST_TOP} first-level entries are needed.")
    return Menu([_top(entry, public_url, file.name) for entry in listed])


def _top(entry: Mapping[str, Any], public_url: str, file: str) -> dict[str, Any]:
    _check_name(entry, MOST_TOP_BYTES, file)
    items: Sequence[Mapping[str, Any]] = entry.get("items", ())
    if not items:
        return _button(entry, public_url, file)
    if len(items) > MOST_ITEMS:
        raise ConfigurationError(f"{file}: {entry['name']} has more than {MOST_ITEMS} entries below it.")
    for item in items:
        _check_name(item, MOST_ITEM_BYTES, file)
    return {"name": entry["name"], "sub_button": [_button(item, public_url, file) for item in items]}


def _button(entry: Mapping[str, Any], public_url: str, file: str) -> dict[str, Any]:
    given = set(entry) - {"name"}
    if given == {"say"} and size(KEY_PREFIX + str(entry["say"])) <= MOST_KEY_BYTES:
        return {"type": "click", "name": entry["name"], "key": f"{KEY_PREFIX}{entry['say']}"}
    if given == {"page"}:
        return {"type": "view", "name": entry["name"], "url": f"{public_url}{entry['page']}"}
    if given == {"url"} and str(entry["url"]).startswith("https://"):
        return {"type": "view", "name": entry["name"], "url": entry["url"]}
    raise ConfigurationError(
        f"{file}: {entry['name']} needs one of: say (at most 40 characters), page, url beginning with https://."
    )


def _check_name(entry: Mapping[str, Any], most: int, file: str) -> None:
    name = str(entry.get("name", ""))
    if not 0 < size(name) <= most:
        raise ConfigurationError(f"{file}: the name {name!r} is empty or longer than {most} bytes.")

"""Choices on a channel without buttons: lines with a number or a letter, and what was typed in reply."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from assistant.channels.wechat import wording

Choices = Sequence[Mapping[str, str]]
"""`choice_id` and `label` of each, in order, as replies hold them."""

_QUANTITY = re.compile(
    r"[0-9一二两三四五六七八九十半](?:个半?|多)?"
    r"(?:月(?![0-9一二三四五六七八九十]{1,3}[日号])|岁|周(?![一二三四五六日末])|天|度|℃|次|小时|分钟)"
)
"""An age, a time, a temperature or a count, which a bare number could mean too; a date or a name's figure is none."""

_NUMERALS = "一二三四五六七八九"
_CHOSEN = re.compile(r"(?:我?选|回复|第)?([0-9]{1,2}|[a-z]|[一二两三四五六七八九])(?:个|号|项|条)?[.、。,!~]*")
_BARE_NUMBER = re.compile(r"[0-9]{1,2}[.、。,!~]*")
_IGNORED = re.compile(r"[\s。.,!?、“”\"'~]+")


def lists_places(reply: Mapping[str, Any]) -> bool:
    """Whether a reply numbers institutions above its choices, so that a number could be one of them."""
    return any(card["type"] == "institution" for card in reply["cards"])


def lines(choices: Choices, beside_list: bool = False) -> str:
    """Return the choices as lines to choose from; nothing for none.

    Args:
        choices: In order.
        beside_list: The reply numbers something else already; here and below.
    """
    if not choices:
        return ""
    lettered = are_lettered(choices, beside_list)
    marks = ascii_uppercase if lettered else [str(number + 1) for number in range(len(choices))]
    listed = [f"{mark}. {choice['label']}" for mark, choice in zip(marks, choices, strict=False)]
    return "\n".join([wording.CHOOSE.format(marks=wording.LETTER_MARKS if lettered else wording.NUMBER_MARKS), *listed])


def are_lettered(choices: Choices, beside_list: bool = False) -> bool:
    """Whether letters mark them: beside labels with quantities a bare number could be one just as well.

    A mother who answers 宝宝现在多大 with 2 means two months or two years, never the second line. Which sitting she
    wants, 12月5日（周六）9:30 or another, she may well answer with 2. Below a numbered list a 2 may be of the list.
    """
    return beside_list or any(_QUANTITY.search(choice["label"]) for choice in choices)


def chosen(text: str, choices: Choices, beside_list: bool = False) -> str | None:
    """Return the choice_id that a typed number, letter, place (第二个) or label means, or None."""
    said = _plain(text)
    for choice in choices:
        if said and said == _plain(choice["label"]):
            return choice["choice_id"]
    match = _CHOSEN.fullmatch(said)
    if match is None:
        return None
    is_place = said.startswith("第") and not beside_list
    number = _number(match[1], are_lettered(choices, beside_list), is_place)
    return choices[number]["choice_id"] if number is not None and number < len(choices) else None


def is_bare_number(text: str, choices: Choices, beside_list: bool = False) -> bool:
    """Whether a number was typed where it could be something else as well as a line."""
    return bool(choices) and are_lettered(choices, beside_list) and _BARE_NUMBER.fullmatch(_plain(text)) is not None


def _number(mark: str, lettered: bool, is_place: bool) -> int | None:
    """Return the index that a mark means: letters among lettered lines, numbers among others, places among all."""
    if mark.isascii() and mark.isalpha():
        return ascii_uppercase.index(mark.upper()) if lettered else None
    if lettered and not is_place:
        return None
    number = int(mark) if mark.isdigit() else _NUMERALS.index(mark.replace("两", "二")) + 1
    return number - 1 if number > 0 else None


def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()

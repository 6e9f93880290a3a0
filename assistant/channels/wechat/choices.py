"""Choices on a channel without buttons: lines with a number or a letter, and what was typed in reply."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from string import ascii_uppercase

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


def lines(choices: Choices) -> str:
    """Return the choices as lines to choose from; nothing for none."""
    if not choices:
        return ""
    marks = wording.LETTER_MARKS if are_lettered(choices) else wording.NUMBER_MARKS
    listed = [f"{_mark(number, choices)}. {choice['label']}" for number, choice in enumerate(choices)]
    return "\n".join([wording.CHOOSE.format(marks=marks), *listed])


def are_lettered(choices: Choices) -> bool:
    """Whether letters mark them: beside labels with quantities a bare number could be one just as well.

    A mother who answers 宝宝现在多大 with 2 means two months or two years, never the second line. Which sitting she
    wants, 12月5日（周六）9:30 or another, she may well answer with 2.
    """
    return any(_QUANTITY.search(choice["label"]) for choice in choices)


def chosen(text: str, choices: Choices) -> str | None:
    """Return the choice_id that a typed number, letter or label means, or None."""
    said = _plain(text)
    for choice in choices:
        if said and said == _plain(choice["label"]):
            return choice["choice_id"]
    match = _CHOSEN.fullmatch(said)
    number = _number(match[1], are_lettered(choices)) if match else None
    return choices[number]["choice_id"] if number is not None and number < len(choices) else None


def is_bare_number(text: str, choices: Choices) -> bool:
    """Whether a number was typed where it could be a quantity as well as a line."""
    return are_lettered(choices) and _BARE_NUMBER.fullmatch(_plain(text)) is not None


def _number(mark: str, lettered: bool) -> int | None:
    """Return the index that a mark means: letters among lettered lines, numbers among numbered ones."""
    if mark.isascii() and mark.isalpha():
        return ascii_uppercase.index(mark.upper()) if lettered else None
    if lettered:
        return None
    number = int(mark) if mark.isdigit() else _NUMERALS.index(mark.replace("两", "二")) + 1
    return number - 1 if number > 0 else None


def _mark(number: int, choices: Choices) -> str:
    return ascii_uppercase[number] if are_lettered(choices) else str(number + 1)


def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()

"""From what arrived to what may be read and kept: cleaned, within length, without private data."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from assistant.domain.message import LONGEST_TEXT, LONGEST_TRIAGED_TEXT
from assistant.errors import NothingToRead, TextTooLong
from assistant.language.normalise import clean
from assistant.language.private import find_private

KINDS_IN_WORDS = {
    "mobile": "手机号",
    "landline": "电话",
    "id_card": "证件号",
    "bank_card": "银行卡号",
    "wechat": "微信号",
    "qq": "QQ号",
    "email": "邮箱",
    "name": "姓名",
    "address": "地址",
    "complaint": "投诉内容",
}


@dataclass(frozen=True, slots=True)
class PrivateValue:
    """A private detail that was taken out of a text; `reference` stands in its place."""

    reference: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text fit to be stored and given to Rasa, and what was taken out of it.

    `spoken` is what triage reads where the whole text was taken out, else empty.
    """

    text: str
    private: tuple[PrivateValue, ...] = ()
    spoken: str = ""


NEVER_IN_WRITING = frozenset({"mobile", "id_card", "bank_card"})
"""What an operator's words may not hold either; addresses and landlines of institutions they may."""


def take_in(raw: str) -> CleanText:
    """Return `raw` without stray characters and private details.

    Raises:
        NothingToRead: Nothing is left after cleaning.
        TextTooLong: More than 2,000 characters are left.
    """
    return take_out_private(_readable(raw))


def take_in_from_operator(raw: str) -> CleanText:
    """Return what an operator wrote, without what must not stand in a transcript; raises as `take_in` does."""
    return take_out_private(_readable(raw), kinds=NEVER_IN_WRITING)


def _readable(raw: str) -> str:
    text = clean(raw)
    if not text:
        raise NothingToRead("Nothing is left of the text after cleaning.")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"The text has {len(text)} characters; {LONGEST_TEXT} are answered.")
    return text


def hide_whole(taken: CleanText, kind: str, before: str = "") -> CleanText:
    """Put one reference in the place of a whole text, behind the words `before`; it holds the text as it was typed."""
    typed = taken.text
    for private in taken.private:
        typed = typed.replace(_mark(private.reference, private.kind), private.value)
    hidden = PrivateValue(secrets.token_hex(6), kind, typed)
    text = before + _mark(hidden.reference, kind)
    return CleanText(text, (hidden, *taken.private), taken.text)


def readable_though_too_long(raw: str) -> str:
    """Return the part of an over-long text that triage still reads; empty beyond 20,000 characters."""
    return clean(raw) if len(raw) <= LONGEST_TRIAGED_TEXT else ""


def take_out_private(
    text: str,
    new_reference: Callable[[], str] = lambda: secrets.token_hex(6),
    kinds: frozenset[str] = frozenset(KINDS_IN_WORDS),
) -> CleanText:
    """Replace each private detail of these kinds by a reference such as 〔手机号:4f2a…〕."""
    pieces, private, position = [], [], 0
    for start, end, kind in find_private(text):
        if kind not in kinds:
            continue
        reference = new_reference()
        pieces += [text[position:start], _mark(reference, kind)]
        private.append(PrivateValue(reference, kind, text[start:end]))
        position = end
    return CleanText("".join([*pieces, text[position:]]), tuple(private))


def _mark(reference: str, kind: str) -> str:
    return f"〔{KINDS_IN_WORDS.get(kind, kind)}:{reference}〕"

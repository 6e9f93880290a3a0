"""Cleaning of what people type, and the normal form that every reader works on."""

import functools
import re
import unicodedata

import opencc

_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd"
"""Fillers and placeholders that show nothing but are no format characters in Unicode."""

_SLASHES = "/／⁄∕⧸╱"
_SPACES = re.compile(r"\s+")
_DEGREE_SIGN = re.compile(r"(?<=\d)\s*°\s*c?(?!\s*f)|°\s*c")
_STICKER = re.compile(r"\[[^\[\]\s]{1,6}\]")
_KEYCAP = re.compile("[0-9#*]\u20e3")
_EMOJI_CATEGORIES = {"So", "Sk", "Co", "Cn"}


@functools.lru_cache(maxsize=8192)
def _kept(character: str) -> str:
    """What cleaning leaves of one character: itself, a space, or nothing."""
    if character in "\n\r\t\v\f\x85":
        return " "
    code = ord(character)
    is_variation_selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if character in _INVISIBLE or is_variation_selector or is_noncharacter:
        return ""
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def clean(text: str) -> str:
    """Return the text as it is stored and answered.

    Zero-width, bidirectional, format and stray control characters go; a line break or tab becomes a space; runs of
    spaces become one. Emoji stay; a joined emoji falls apart into its members. Nothing visible gives "".
    """
    kept = text if text.isascii() and text.isprintable() else "".join(map(_kept, text))
    return _SPACES.sub(" ", kept).strip()


@functools.lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Return the form that rules and readers match on.

    Cleaned, compatibility forms folded (NFKC: full-width digits, circled numbers), traditional to simplified
    characters, Latin letters in lower case, every degree sign after a number written ℃. Applying it twice changes
    nothing. 度 stays, since 程度 and 热度 are not temperatures.
    """
    folded = unicodedata.normalize("NFKC", clean(text))
    simplified: str = _to_simplified().convert(folded)
    return clean(_DEGREE_SIGN.sub("℃", simplified.lower().replace("℃", "°c")))


def is_emoji_only(text: str) -> bool:
    """Tell whether a message holds emoji or stickers such as [捂脸] and no words; "" and bare punctuation do not."""
    rest, pictures = _KEYCAP.subn("", clean(text))
    rest, stickers = _STICKER.subn("", rest)
    categories = {unicodedata.category(character) for character in rest if not character.isspace()}
    if any(category[0] in "LN" for category in categories):
        return False
    return bool(pictures or stickers or categories & _EMOJI_CATEGORIES)


def strip_command_prefix(text: str) -> str:
    """Return the cleaned text without its leading slashes of any width.

    Rasa takes a text that begins with `/` as an intent with confidence 1.0; the words after the slashes are kept.
    """
    return clean(text).lstrip(_SLASHES + " ")

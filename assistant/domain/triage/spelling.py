"""The spelling that rules are written in: without pictures, gaps between characters, dialect and misheard words."""

import re
import unicodedata
from collections.abc import Mapping

_THERMOMETER = re.compile("\U0001f321\ufe0f? ?(?=\\d)")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+|\\[[一-鿿]{1,4}\\](?!\\d)")
_SPACED = re.compile(r"(?<![一-鿿])[一-鿿](?:[ .·。、*_\-~]{1,3}[一-鿿]){2,}(?![一-鿿])")
_GAP = re.compile(r"[ .·。、*_\-~]+")
_POINTED = re.compile(r"(?<![\d.:])(3[4-9]|4[0-2]) ?[点。·] ?(\d)(?!\d|分|刻|[一-鿿]?分|点)")
_SPOKEN_POINT = re.compile(r"(?<!\d)(三十[四五六七八九]|四十[一二]?)度?点([一二三四五六七八九])(?!十|分)")
_SPLIT_DEGREES = re.compile(r"(?<![\d.])(3[4-9]|4[0-2]) ?度 ?零?0?([1-9])(?!\d|[ ]?[天个岁月日周])")
_NTH_DAY = re.compile(r"(?<=[,，。 ])第([三四五六七八九十]|[3-9]|10|十一|十二)天(?=$|[,，。!！?？ 了])")
_NAME_THEN_AGE = re.compile(r"(老[大二三])(?=[一二两三四五六七八九十]{1,3}个?(?:半|月|岁|天|周|多))")
_DIGITS = {character: str(value) for value, character in enumerate("零一二三四五六七八九")}


class Speller:
    """Rewrites what people type into the words that the concepts use."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        """`spellings` maps a dialect or misheard word to the standard one; longer words go first."""
        self._spellings = spellings
        words = sorted(spellings, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, words)) or r"(?!)")

    def respell(self, text: str) -> str:
        """The text in the rules' spelling; the places of words change with it."""
        plain = unicodedata.normalize("NFKC", _THERMOMETER.sub("体温", text))
        plain = _PICTURES.sub(_instead_of_picture, plain)
        plain = _NTH_DAY.sub(r"\1天", plain)
        plain = _NAME_THEN_AGE.sub(r"\1 ", plain)
        plain = _SPACED.sub(lambda found: _GAP.sub("", found.group()), plain)
        plain = _SPLIT_DEGREES.sub(r"\1.\2度", _POINTED.sub(r"\1.\2", plain))
        plain = _SPOKEN_POINT.sub(_spoken_temperature, plain)
        return self._words.sub(lambda found: self._spellings[found.group()], plain)


def _instead_of_picture(found: re.Match[str]) -> str:
    """Nothing between words, a space next to a figure so that two figures stay two."""
    text = found.string
    around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
    return " " if any(character.isdigit() for character in around) else ""


def _spoken_temperature(found: re.Match[str]) -> str:
    tens = "4" if found[1][0] == "四" else "3"
    ones = _DIGITS.get(found[1][2:3], "0")
    return f"{tens}{ones}.{_DIGITS[found[2]]}"

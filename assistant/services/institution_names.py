"""Finding an institution by its name as people type it: homophones, southern finals, a wrong character."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.language.normalise import normalise

_EVERYBODY = re.compile(
    "示例|无锡市?|江苏省?|幼儿园托班|托幼一体化?|婴幼儿|有限公司|社区托育点|职工托育点|托育园|托育中心|托育服务|托育机构|托育点|"
    "托育|托儿所|托班|幼儿园|早教|照护|服务|中心|机构|公司|[（）()·\\-—\\s]"
)
"""Words of so many names that they tell none apart."""

_MOST_CANDIDATES = 100
_LEAST_SHARE = 0.5
_LEAST_SCORE = 0.66
"""A name of two syllables must be heard exactly, one of three may have one wrong."""


class NameIndex:
    """Finds rows by name.

    Args:
        names: Full names, one for each row.
        place_words: Names of districts and subdistricts, which stand in many names and are asked for by themselves.
    """

    def __init__(self, names: Sequence[str], place_words: Iterable[str]) -> None:
        words = sorted({normalise(word) for word in place_words}, key=len, reverse=True)
        self._places = re.compile("|".join(map(re.escape, words)) or "(?!)")
        self._names = [normalise(name) for name in names]
        self._cores = [self._core(name) for name in self._names]
        postings: dict[str, list[int]] = defaultdict(list)
        for row, core in enumerate(self._cores):
            for syllable in set(core):
                postings[syllable].append(row)
        self._postings = {syllable: np.array(rows, np.int64) for syllable, rows in postings.items()}
        self._lengths = np.array([max(1, len(set(core))) for core in self._cores], np.int64)

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Return rows and scores (0..1, higher is better) whose name `text` holds, best first."""
        plain = normalise(text)
        heard = _syllables(plain)
        scored = []
        for row in self._candidates(heard):
            core = self._cores[row]
            score = 1 - _edits_inside(core, heard) / len(core)
            if score >= _LEAST_SCORE and len(core) > 1:
                written_so = self._names[row] in plain
                scored.append((score + written_so, _shared(self._names[row], plain), row))
        scored.sort(key=lambda item: (-item[0], -item[1], item[2]))
        best = scored[0][0] if scored else 0.0
        return [(int(row), min(1.0, score)) for score, _, row in scored if score >= best - 0.2][:limit]

    def _candidates(self, heard: Sequence[str]) -> NDArray[np.int64]:
        lists = [self._postings[syllable] for syllable in set(heard) if syllable in self._postings]
        if not lists:
            return np.zeros(0, np.int64)
        share = np.bincount(np.concatenate(lists), minlength=len(self._names)) / self._lengths
        rows = np.flatnonzero(share >= _LEAST_SHARE)
        return rows[np.argsort(-share[rows], kind="stable")][:_MOST_CANDIDATES]

    def _core(self, name: str) -> tuple[str, ...]:
        """What tells a name apart: without everybody's words and the place, unless nothing else is left."""
        own = _EVERYBODY.sub("", name)
        bare = self._places.sub("", own)
        return _syllables(bare if len(bare) > 1 else own if len(own) > 1 else name)


def _syllables(text: str) -> tuple[str, ...]:
    return tuple(_sound(character) for character in text)


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Return a character's syllable without tone, with zh/z, ch/c, sh/s and -ng/-n taken for the same."""
    from pypinyin import lazy_pinyin  # its tables take half a second, which no start should cost

    sound = str(lazy_pinyin(character)[0])
    if len(sound) > 1 and sound[1] == "h":
        sound = sound[0] + sound[2:]
    return sound[:-1] if sound.endswith("ng") else sound


def _edits_inside(needle: Sequence[str], text: Sequence[str]) -> int:
    """Return the fewest edits that make `needle` a part of `text` (Sellers 1980)."""
    above = [0] * (len(text) + 1)
    for number, wanted in enumerate(needle, 1):
        row = [number]
        for position, given in enumerate(text, 1):
            row.append(min(above[position] + 1, row[-1] + 1, above[position - 1] + (wanted != given)))
        above = row
    return min(above)


def _shared(name: str, text: str) -> int:
    return sum(character in text for character in name)

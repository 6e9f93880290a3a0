"""How Chinese text sounds: words that were typed or heard wrong still sound like the right ones."""

import functools
import re
from collections.abc import Iterable, Sequence

from pypinyin import lazy_pinyin

from assistant.language.normalise import normalise
from assistant.retrieval.bm25 import Bm25Index
from assistant.retrieval.passages import ASKED_KINDS
from assistant.retrieval.types import Passage

_SOUNDED = re.compile(r"[a-z0-9\u4e00-\u9fff]")
_LONGEST = 3
# Passages keep their syllables from one build to the next; about 150 bytes each.
_KEPT = 30_000
# An entry asks about its matter in many wordings; what most of them share should go on counting, so a repeated sound
# saturates later than in one passage. Chosen on the tuning half (benchmarks/retrieval.md).
_SATURATION = 3.0


@functools.cache
def _syllable(character: str) -> str:
    """Syllable without its tone; a letter or digit stands for itself. Bounded by the characters that exist."""
    return str(lazy_pinyin(character)[0])


@functools.lru_cache(maxsize=_KEPT)
def _syllables(text: str) -> str:
    """Syllables with spaces between: one string takes less memory than a list of them."""
    return " ".join(_syllable(character) for character in _SOUNDED.findall(normalise(text)))


def sounds(text: str) -> list[str]:
    """Return one, two and three neighbouring syllables: 可嗽 and 咳嗽 share `ke_sou`; no letters give []."""
    syllables = _syllables(text).split()
    return [
        "_".join(syllables[start : start + length])
        for length in range(1, _LONGEST + 1)
        for start in range(len(syllables) - length + 1)
    ]


def build_sound_index(passages: Sequence[Passage], entry_ids: Iterable[str]) -> Bm25Index:
    """Index how each entry's title and questions sound, one document an entry, in the order of `entry_ids`."""
    heard: dict[str, list[str]] = {entry_id: [] for entry_id in entry_ids}
    for passage in passages:
        if passage.kind in ASKED_KINDS:
            heard[passage.entry_id] += sounds(passage.text)
    return Bm25Index.build(list(heard.values()), saturation=_SATURATION)

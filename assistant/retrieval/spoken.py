"""Dialect words, read as what they mean."""

import re
from collections.abc import Mapping


class SpokenReader:
    """Rewrites dialect in a question: 毛毛困弗好 becomes 宝宝睡不好.

    The encoder and most of the entries' wordings know the standard words alone.

    Args:
        spoken: Dialect to what it means; longer words go first, and one that means itself is left as it is.
    """

    def __init__(self, spoken: Mapping[str, str]) -> None:
        self._spoken = spoken
        words = sorted(spoken, key=len, reverse=True)
        self._words = re.compile("|".join(map(re.escape, words)) or r"(?!)")

    def read(self, text: str) -> str:
        """Return `text`, in normal form, in standard words."""
        return self._words.sub(lambda found: self._spoken[found.group()], text)

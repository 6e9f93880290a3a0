"""Cuts Chinese text into the words that lexical search compares."""

import functools
import logging
import re
import warnings
from collections.abc import Iterator

from assistant.knowledge.lexicon import Lexicon
from assistant.language.normalise import normalise

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba asks for pkg_resources, which warns that it is old
    import jieba

jieba.setLogLevel(logging.WARNING)

_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z0-9]+|[\u4e00-\u9fff]+")


@functools.lru_cache(maxsize=1)
def _base_dictionary() -> tuple[dict[str, int], int]:
    """Frequencies of jieba's own dictionary, read once a process; jieba's cache file in a shared folder is not used."""
    frequencies, total = jieba.Tokenizer.gen_pfdict(jieba.get_dict_file())
    return frequencies, total


class Tokeniser:
    """Cuts text into standard words.

    Both questions and passages go through it, so 拉肚子 and 腹泻 meet in one word. A long word is given whole and in
    its parts, as jieba's search mode does. Constructing takes about a second the first time in a process.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._synonyms = {normalise(variant): normalise(word) for variant, word in lexicon.synonyms.items()}
        self._stop_words = frozenset(map(normalise, lexicon.stop_words))
        frequencies, total = _base_dictionary()
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = dict(frequencies), total
        self._jieba.initialized = True
        for word in (*lexicon.words, *self._synonyms, *self._synonyms.values()):
            self._jieba.add_word(normalise(word))

    def tokens(self, text: str) -> list[str]:
        """Return the words of `text` in order, without punctuation and the lexicon's stop words."""
        return [
            part
            for run in _RUN.findall(normalise(text))
            for word in self._cut(run)
            if word not in self._stop_words
            for part in self._parts(self._synonyms.get(word, word))
        ]

    def _cut(self, run: str) -> list[str]:
        return [run] if run.isascii() else self._jieba.lcut(run, HMM=False)

    def _parts(self, word: str) -> Iterator[str]:
        if len(word) > 2 and not word.isascii():
            pieces = (word[start : start + 2] for start in range(len(word) - 1))
            yield from (piece for piece in pieces if self._jieba.FREQ.get(piece))
        yield word

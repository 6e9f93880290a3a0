"""Cuts Chinese text into the words that lexical search compares."""

import functools
import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import accumulate

from assistant.knowledge.lexicon import Lexicon
from assistant.language.normalise import normalise

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # jieba asks for pkg_resources, which warns that it is old
    import jieba

jieba.setLogLevel(logging.WARNING)

_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z0-9]+|[\u4e00-\u9fff]+")

_MAY_BE_PIECES = 2
"""Characters up to which a word may stand in a text by accident."""
# 一天门诊 holds no 天门, 大四指宽 no 大四.
_DAYS, _LEADS_IN = frozenset("天"), frozenset("在从去到和于有")
_NUMERALS = frozenset("零一二两三四五六七八九十百几半每0123456789")
_MEASURES = frozenset("个月岁天斤两号厘公分度块圈倍截半包口颗次点些样下寸指头")


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

    def whole_words(self, text: str, words: Iterable[str]) -> tuple[str, ...]:
        """Return those of `words` that stand in `text` as words: 大一 in 大一新生, and not in 多大一点."""
        plain = normalise(text)
        present = [word for word in words if word in plain]
        edges = self._edges(plain) if present else frozenset()
        return tuple(word for word in present if any(_is_whole(plain, at, word, edges) for at in _places(plain, word)))

    def _edges(self, plain: str) -> frozenset[int]:
        """Places where a word begins or ends."""
        edges: set[int] = set()
        for run in _RUN.finditer(plain):
            edges.add(run.start())
            edges.update(accumulate(map(len, self._cut(run[0])), initial=run.start()))
        return frozenset(edges)

    def _cut(self, run: str) -> list[str]:
        return [run] if run.isascii() else self._jieba.lcut(run, HMM=False)

    def _parts(self, word: str) -> Iterator[str]:
        if len(word) > 2 and not word.isascii():
            pieces = (word[start : start + 2] for start in range(len(word) - 1))
            yield from (piece for piece in pieces if self._jieba.FREQ.get(piece))
        yield word


def _places(text: str, word: str) -> Iterator[int]:
    """Every place where `word` begins in `text`."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _is_whole(plain: str, at: int, word: str, edges: frozenset[int]) -> bool:
    """Whether `word`, found at `at`, is a word there and no piece of others."""
    if len(word) > _MAY_BE_PIECES:
        return True
    end = at + len(word)
    before, after = plain[at - 1 : at], plain[end : end + 1]
    if (word[0] in _DAYS and before in _NUMERALS) or (word[-1] in _NUMERALS and after in _MEASURES):
        return False
    # jieba's dictionary has words such as 从如皋 and 初中生.
    begins = at in edges or (before in _LEADS_IN and at - 1 in edges)
    return begins and (end in edges or (after == "生" and end + 1 in edges))

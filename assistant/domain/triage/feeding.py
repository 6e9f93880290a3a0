"""How much milk is drunk now against what is usual, told as two amounts: 平常一百二,今天只肯吃四十."""

import re

from assistant.domain.numerals import read_number

_NUMBER = (
    r"(\d{2,3}|[一二两三四]百(?:零[一二三四五六七八九]|[一二三四五六七八九]十?)?(?![一二三四五六七八九十])"
    r"|[一二三四五六七八九]?十[一二三四五六七八九]?)(?![\d.岁天个月度分点斤公克厘块元次周小时%])(?!多?(?:岁|天|个|度|分钟|斤|次|周|块|元))"
)
_USUAL = re.compile(
    r"(?:平常|平时|以前|之前|原来|往常|往日|本来|正常|前几天|一直)[^\d,。;一二两三四五六七八九十]{0,8}(?:一[次顿回餐瓶])?[^\d,。;一二两三四五六七八九十]{0,4}"
    + _NUMBER
)
_NOW = re.compile(
    r"(?:只|才|就|最多|顶多|勉强|也就|剩|不到|不足)[^\d,。;一二两三四五六七八九十]{0,6}"
    + _NUMBER
    + "|"
    + _NUMBER
    + r"(?:毫升|ml)?[^,。;\d]{0,2}(?:都|也)[^,。;]{0,2}(?:不到|不完|喝不|吃不|没喝|没吃)"
)
_LONGEST_BETWEEN = 60
_SMALLEST_USUAL, _LARGEST_USUAL = 30, 400


def milk_share(text: str) -> tuple[int, float] | None:
    """Where the amount of now is told, and its share of the usual amount (0.33 for 平常一百二,今天只吃四十).

    None unless both are told, the usual amount first.
    """
    for usual in _USUAL.finditer(text):
        whole = read_number(usual[1])
        if whole is None or not _SMALLEST_USUAL <= whole <= _LARGEST_USUAL:
            continue
        now = _NOW.search(text, usual.end(), min(len(text), usual.end() + _LONGEST_BETWEEN))
        if now and (drunk := read_number(now[1] or now[2])) is not None:
            return now.start(), drunk / whole
    return None

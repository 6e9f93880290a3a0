"""Messages that only make sense after the one before: 那一岁呢, 那可以吃什么."""

import re

from assistant.language.ages import find_ages
from assistant.language.normalise import normalise

LONGEST_FOLLOW_UP = 12
"""Characters; a longer message says itself what it is about."""

_FILLERS = re.compile(
    "那么?|要是|如果|换成|宝宝|孩子|小孩|娃|老[大二三]|[大二小]宝|的?话|的时候|时候|可以|怎么办|"
    "呢|吗|了|啊|呀|是|到|的|[,，。?？!！ ]"
)
_LEANS = re.compile(
    "^(?:那|这样|这种情况|然后|接下来|还有呢|为什么|多久|几次|要不要紧|严重吗|怎么弄|能吃什么|可以吃什么)"
)


def adds_only_an_age(text: str) -> bool:
    """Whether the message is an age and nothing else: 那一岁呢, 两岁的话."""
    plain = normalise(text)
    ages = find_ages(plain)
    if not ages:
        return False
    for mention in reversed(ages):
        plain = plain[: mention.span.start] + plain[mention.span.end :]
    return not _FILLERS.sub("", plain)


def leans_on_the_last(text: str) -> bool:
    """Whether a short message goes on from the last question: 那可以吃什么, 多久能好."""
    plain = normalise(text)
    return len(plain) <= LONGEST_FOLLOW_UP and bool(_LEANS.search(plain))

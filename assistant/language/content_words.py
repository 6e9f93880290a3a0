"""What a short text is about: its characters without the words that stand in any question."""

import re

_FUNCTION_WORDS = re.compile(
    "[要能会行好][不没]?[要能会行好]|可不可以|是不是|有没有|用不用|怎么办|怎么样|怎么|怎样|咋办|咋|如何|为什么|为啥|什么时候|什么|多少|多久|多大|几[个次天岁月]|"
    "哪[些里儿个种]?|请问|想问|可以|需要|应该|必须|还是|或者|如果|要是|的话|时候|一下|一点|有点|宝宝|孩子|小孩|娃娃?|现在|那么|这样|这种|这个|那个|"
    "[那这还要能会该用吗呢吧啊呀哦嘛了的地得着过是有都也就给把被和跟与在到去我你他她它们家个不没很太又再才只啥谁，。？！、；：]|"
    r"[\s,.?!;:~…]"
)


def content_pairs(text: str) -> frozenset[str]:
    """Return neighbouring characters of the words that carry the meaning; a word of one character stands alone.

    Args:
        text: In normal form.
    """
    pairs: set[str] = set()
    for word in _FUNCTION_WORDS.split(text):
        if len(word) == 1:
            pairs.add(word)
        pairs.update(word[start : start + 2] for start in range(len(word) - 1))
    return frozenset(pairs)


def share_held(pairs: frozenset[str], text: str) -> float:
    """Return which share, 0..1, of `pairs` stands in `text`; 0 where there are none."""
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0

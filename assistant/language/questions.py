"""Whether a message asks something, and where it asks several things."""

import re

_ENDS = re.compile(r"[?？。!！;；\n]+|(?:[,，]\s*)?(?=(?:还有|另外|还想问|再问一下|顺便问)[^?？]{0,4}[,，]?)")
_ASKS = re.compile(
    r"[吗呢么]|怎么|咋|什么|啥|多少|多久|几[个次天点岁度时]|哪|能不能|可不可以|要不要|会不会|是不是|有没有|行不行|好不好|可以"
)
_LEADS_IN = re.compile(
    r"^(?:还有就是|还有|另外|还想问一?下?|再问一?下|顺便问一?下?|然后|第[一二三四][,，、]?)[,，:：\s]*"
)
_LEAST = 4
_MOST_PARTS = 2


def asks(text: str) -> bool:
    """Tell whether a text asks something, by its words or its question mark."""
    return bool(_ASKS.search(text) or "?" in text or "？" in text)


def parts_asked(text: str) -> tuple[str, ...]:
    """Return the two questions of a message, or the message itself.

    Only sentences that ask by themselves count. Three or more belong to one story and stay together.
    """
    sentences = [_LEADS_IN.sub("", part.strip(" ,，")) for part in _ENDS.split(text)]
    asking = [part for part in sentences if len(part) >= _LEAST and _ASKS.search(part)]
    others = [part for part in sentences if part and part not in asking]
    if len(asking) != _MOST_PARTS or any(len(part) >= _LEAST for part in others[1:]):
        return (text,)
    context = others[0] if others and len(others[0]) >= _LEAST else ""
    return tuple(f"{context}，{part}" if context else part for part in asking)

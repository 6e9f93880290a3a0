"""Which child is spoken of: 老大三岁, 二宝八个月, 小名团团."""

import re
from dataclasses import dataclass

from assistant.domain.child import Age
from assistant.domain.measures import AgeMention
from assistant.language.named_things import find_nicknames
from assistant.language.normalise import normalise

_NAMES = re.compile(
    "(?<![瞪张肿得鼓声音])老大(?!一[块个片只圈]|不小|不[情高乐])|老二|老三|大宝|二宝|三宝|小宝|"
    "(?<![小大])(?:姐姐|哥哥|弟弟|妹妹)|大的那个|小的那个|大女儿|小女儿|大儿子|小儿子|"
    "(?:(?<![岁月天周点么些老很太较最刚])大的|(?<![点么些大很太较最刚])小的)"
    r"(?=[也想要又现今昨发在才刚还咋呢]|怎么|[一二三四五六七八九十两几\d])"
)
"""老大 is no child in 眼睛瞪得老大, nor is 小的 in 小的时候."""
_SAME = {"大宝": "老大", "二宝": "老二", "三宝": "老三", "小宝": "老二", "大的那个": "老大", "小的那个": "老二",
         "大的": "老大", "小的": "老二", "大女儿": "老大", "大儿子": "老大", "小女儿": "老二",
         "小儿子": "老二"}  # fmt: skip
_NEAREST = 8
"""Characters between a child's name and its age; further apart they have nothing to do with each other."""
_BREAK = re.compile("[,，。;；!！?？]")


@dataclass(frozen=True, slots=True)
class ChildMention:
    """A child by the name it goes by among its brothers and sisters, or its nickname, with the age told beside it."""

    name: str
    age: Age | None


def find_children(text: str, ages: tuple[AgeMention, ...]) -> tuple[ChildMention, ...]:
    """Children named in `text`, in order; each age belongs to the nearest name before it, else to the one after.

    孩子8个月，老大上幼儿园了: an age does not belong to a name of the next clause.
    """
    plain = normalise(text)
    names = [(match.start(), match.end(), _SAME.get(match[0], match[0])) for match in _NAMES.finditer(plain)]
    names += [(name.span.start, name.span.end, name.name) for name in find_nicknames(plain)]
    told: dict[str, Age | None] = {name: None for _, _, name in sorted(names)}
    for mention in ages:
        before = [name for name in names if 0 <= mention.span.start - name[1] <= _NEAREST]
        after = [
            name
            for name in names
            if 0 <= name[0] - mention.span.end <= _NEAREST and not _BREAK.search(plain[mention.span.end : name[0]])
        ]
        owner = max(before) if before else min(after) if after else None
        if owner is not None:
            told[owner[2]] = mention.age
    return tuple(ChildMention(name, age) for name, age in told.items())

"""Words that say an age is not reached: 没满周岁, 一岁还没到, 差两天三个月, 明天满百天."""

import re

_BEFORE = re.compile(
    r"(?:不到|不满|未满|没到|没满|不足|未到|没过(?!完)|未过|没有?|尚未|(?<!相)差(?!不多|不离)[^,。满]{1,5}(?:才|就|到)?满?"
    r"|(?:明天|后天|下周|下星期|下礼拜|下个?月|再过[^,。]{1,5}|过(?:几|两|三|些)天)(?:就|才|要)*(?:满|到)?)\s*$"
)
_AFTER = re.compile(
    r"(?:都|还|也|呢|尚|,| )*(?:(?:没有?|不|未)(?:满|到)|没过|(?:还)?[差缺](?:一点|点"
    r"|[一两二三四五六七八九十几\d半]+个?(?:天|周|星期|礼拜)))"
    r"(?!医院|家|学校|点|敏|来|去|期|[^,。]{0,4}(?:斤|公斤|克|kg|厘米|公分|cm|米|毫升|ml|小时|次|元|块|奶))"
)


def not_reached(text: str, start: int, end: int) -> bool:
    """Whether the age at `[start, end)` of a normalised text is said not to be reached."""
    return bool(_BEFORE.search(text[max(0, start - 8) : start]) or _AFTER.match(text, end))

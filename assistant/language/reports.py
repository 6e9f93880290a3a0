"""Messages that only tell how the child is now: 没事了退烧了, 没有吐，精神挺好."""

import re

from assistant.domain.triage import cues
from assistant.language.normalise import normalise
from assistant.language.questions import asks

_BESIDE = re.compile(
    "今[天早晚]|昨[天晚]|早上|上午|中午|下午|晚上|夜里|刚才|刚刚|现在|目前|已经|后来|自己|一会儿?|睡一觉|醒来|起来|"
    "体温|精神|胃口|脸色|呼吸|吃奶|喝奶|吃饭|喝水|吃|喝|睡觉?|玩耍?|笑|闹|跑|能|会|肯|可以|正常|平稳|不错|挺|蛮|很|好|"
    "(?:其他|其它|别的|什么)?(?:症状|不舒服|异常|情况|表现|毛病)|其他|其它|别的|流?鼻涕|鼻塞|"
    "宝宝|宝贝|孩子|小孩|娃|小家伙|毛头|囡囡|儿子|女儿|他|她|我们?|家|"
    "谢谢|多谢|谢了|感谢|放心|告诉你们?一声|好的|嗯+|哦|噢|啊|呀|啦|哈+|吧|了|的|得|都|也|就|还|又|再|才|全|一点|些|下|来|去|着|是|到"
)
_WELL = re.compile(
    "(?:精神|胃口|脸色|呼吸|体温)(?:也|还|都|很|挺|蛮|倒|算|一直)*(?:好|不错|正常|还?可以|还行|ok)|能吃能[玩睡]|(?:吃|喝|睡|玩)得(?:也|都|很|挺|蛮)?(?:好|香|欢)"
)
_NOTHING_ELSE = re.compile(
    "(?:没有?|无)(?:什么|任何)?(?:其他|其它|别的)?(?:症状|不舒服|异常|毛病)|(?:别的|其他)都没有?"
)
"""Denies whatever else might be asked."""

_DENIES = "(?:(?:没有|没|不|无|未)(?:再|又|有|怎么|过)?)?"

_LEAST = 2
"""Characters that are left of a message which tells something else as well."""


def only_tells_recovery(text: str) -> bool:
    """Tell whether a message says that it is better now, and neither asks nor tells anything else."""
    plain = normalise(text)
    if asks(plain) or not cues.RECOVERED.search(plain) or cues.NOT_RECOVERED.search(_before_recovery(plain)):
        return False
    return _is_little(cues.RECOVERED.sub("", plain))


def only_tells_wellbeing(text: str) -> bool:
    """Tell whether a message only says that the child is well in itself: 精神不错, 能吃能玩."""
    plain = normalise(text)
    return bool(_WELL.search(plain)) and not asks(plain) and _is_little(_WELL.sub("", plain))


def only_tells_denial(text: str, denied: tuple[str, ...]) -> bool:
    """Tell whether a message says of signs that they are not there, and neither asks nor tells anything else.

    Args:
        text: The message.
        denied: Words for the signs that were heard as denied.
    """
    plain = normalise(text)
    if asks(plain) or not (denied or _NOTHING_ELSE.search(plain)):
        return False
    rest = _NOTHING_ELSE.sub("", plain)
    # The longest first: 呕 is a part of 呕吐.
    for sign in sorted(denied, key=len, reverse=True):
        rest = re.sub(f"{_DENIES}{re.escape(sign)}", "", rest)
    rest = _WELL.sub("", rest)
    # A denial that is left is of something else: 没抽，不肯喝水.
    return _is_little(rest) and not re.search("[没不无未]", rest)


def _before_recovery(plain: str) -> str:
    found = cues.RECOVERED.search(plain)
    return plain[: found.start()] if found else ""


def _is_little(rest: str) -> bool:
    return len("".join(character for character in _BESIDE.sub("", rest) if character.isalnum())) < _LEAST

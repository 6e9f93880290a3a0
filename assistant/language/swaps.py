"""爸爸呢, 江阴呢, 那辅食呢: the last question again with something else in it."""

import re
from dataclasses import dataclass

_ELLIPSIS = re.compile(
    r"(?P<leads_in>(?:那么?|还有|那?(?:如果|要是|假如|换成|换作)(?:是|说)?)?)"
    r"(?P<what>[^,，。?？!！\s]{1,9}?)(?P<open>(?:的?(?:话|情况下?)?(?:呢|捏|嘞))?)[?？。!！~ ]*"
)
_CASE = re.compile("如果|要是|假如|换成|换作")
_SOMETHING_ELSE = re.compile(
    "^(?:然后|还有|现在|后来|之后|以后|接下来|你|您|我|人|别的|其他|其它|结果|原因|今天|明天|他|她)$|"
    "怎|什么|啥|哪|谁|多[少久大]|几|吗|为|能不|要不|可不|是不|有没|算了|谢|再见|人工|详细|第[一二三四五]"
)
_WITHOUT = re.compile("^(?:不|没|别)")
_TAIL = re.compile("(?:的(?:宝宝|孩子|娃|人|情况)?|(?<=[胎产])宝宝)$")

_DISTRICTS = "梁溪|锡山|惠山|滨湖|新吴|江阴|宜兴|经开"
_CITIES = "无锡|上海|苏州|常州|南京|南通|北京|杭州|江苏|浙江|安徽|外地|外省|本地|本市|老家"

_KINDS = tuple(
    re.compile(words)
    for words in (
        "妈妈|爸爸|父亲|母亲|宝妈|宝爸|产妇|孕妇|老公|老婆|男方|女方|丈夫|妻子|爷爷奶奶|外公外婆|姥姥姥爷|爷爷|奶奶|外公|外婆|"
        "姥姥|姥爷|好公|好婆|阿婆|老人|保姆|月嫂|育婴师|阿姨|男的|女的|男职工|女职工",
        "男孩子?|女孩子?|男宝宝?|女宝宝?|男娃|女娃|儿子|女儿|闺女|囡囡",
        "双胞胎|三胞胎|多胞胎|单胞胎|单胎|独生子女",
        "一胎|二胎|三胎|头胎|一孩|二孩|三孩",
        "早产儿?|足月儿?",
        "剖腹产|剖宫产|顺产",
        "纯母乳|母乳|配方奶|奶粉|混合喂养",
        f"(?:{_DISTRICTS})[区市]?|(?:{_CITIES})",
        "乳儿班|托小班|托大班|小班|中班|大班",
        "公办|民办|私立|公立|普惠",
        "全日托|半日托|计时托|临时托",
        "夏天|冬天|春天|秋天|白天|晚上|夜里|早上|中午",
    )
)
_HOLDS_FOR_ALL = re.compile("夏天|冬天|春天|秋天|白天|晚上|夜里|早上|中午")
"""Cases that an answer need not name."""
_PLACE = re.compile(f"(?:{_DISTRICTS})[区市]?|(?:{_CITIES})|.{{1,4}}[省市区县]")
_SAME = (
    ("爸爸", "父亲", "宝爸", "老公", "男方", "丈夫", "男的", "男职工", "男人", "爸"),
    ("妈妈", "母亲", "宝妈", "产妇", "老婆", "女方", "妻子", "女的", "女职工", "妈"),
    ("外公外婆", "爷爷奶奶", "姥姥姥爷", "爷爷", "奶奶", "外公", "外婆", "姥姥", "姥爷", "好婆", "老人", "祖辈"),
    ("男孩", "男孩子", "男宝", "男宝宝", "男娃", "儿子"),
    ("女孩", "女孩子", "女宝", "女宝宝", "女娃", "女儿", "闺女", "囡囡"),
    ("双胞胎", "三胞胎", "多胞胎", "双胎", "多胎"),
    ("早产", "早产儿"),
    ("剖腹产", "剖宫产"),
    ("配方奶", "奶粉"),
)  # fmt: skip
_ASKING_PART = re.compile(
    "(?:要不要|能不能|可不可以|会不会|可以|有没有|是不是|怎么|如何|咋|多少|多久|多大|几|什么|哪|要|能).*$"
)


@dataclass(frozen=True, slots=True)
class Swap:
    """The last question with something else in it.

    Attributes:
        questions: What may be asked, the likeliest reading first.
        names: Words of which an answer has to hold one, lest the last answer stands for another case; empty where an
            answer that holds for all is right as well (another place).
    """

    questions: tuple[str, ...]
    names: tuple[str, ...]


def read_swap(text: str, last: str) -> Swap | None:
    """Return what `text` asks where it only names what is to stand in the last question, else None.

    Args:
        text: The message in normal form.
        last: The last question in normal form, without an age.
    """
    match = _ELLIPSIS.fullmatch(text)
    if match is None:
        return None
    what = _TAIL.sub("", match["what"])
    kind = next((kind for kind in _KINDS if kind.fullmatch(what)), None)
    is_open = bool(match["open"] or _CASE.search(match["leads_in"]) or (match["leads_in"] and kind))
    if not is_open or not what or _SOMETHING_ELSE.search(what):
        return None
    if what.endswith("了"):
        return Swap((f"{last},{what}怎么办", f"{last},{what}"), ())
    if _WITHOUT.match(what):
        return Swap((f"{last},{what}会怎么样", f"{last},{what}"), ())
    if kind is not None and kind.search(last):
        return Swap((kind.sub(what, last, count=1),), _names(what))
    if kind is not None or _PLACE.fullmatch(what):
        return Swap((f"{what}{last}",), _names(what))
    asking = _ASKING_PART.search(last)
    told = (f"{what}{asking[0]}",) if asking else ()
    return Swap((*told, f"{last},{what}", what), (what,))


def _names(what: str) -> tuple[str, ...]:
    if _PLACE.fullmatch(what) or _HOLDS_FOR_ALL.fullmatch(what):
        return ()
    return next((names for names in _SAME if what in names), (what,))

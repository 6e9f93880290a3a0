"""Questions that look like ours and must not be answered as they stand.

Search finds the right topic for another city's policy, a benefit of another name, a schoolchild's worry, an amount of a
medicine, a sick cat, a grandmother's blood pressure or a report that somebody should judge; the answer would be
confident and wrong, or would give what nobody may give here.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.domain.entry import Collection, Entry
from assistant.knowledge.scope_words import ScopeWords
from assistant.language.ages import find_ages
from assistant.retrieval.types import Caution

_FIRST_MONTH_TOO_OLD = 84
_HERE = re.compile("无锡|锡城|梁溪|锡山|惠山|滨湖|新吴|江阴|宜兴|经开")
_AMOUNT = re.compile(
    r"(?:多少|几)(?:个)?(?:毫升|毫克|克|ml|mg|g|片|粒|滴|袋|包|支|颗|格|勺|次|量)|剂量|用量|药量|加倍|加量|减半|翻倍|"
    r"[半一两](?:片|包|袋|粒|支)(?:还是|吗|够|行|可以)|刻度|每公斤|按体重|[吃喂喝用服滴冲给](?:他|她|孩子|宝宝)?多少|定个量|"
    r"各(?:吃|喂|给|用)?多少|几分之"
)
# Their amounts stand in entries, with sources (rulings of the knowledge base's validator).
_ALLOWED = re.compile(r"维生素|维d|维ad|ad(?![a-z])|d3|vd|鱼肝油|补液盐|dha", re.I)

# School years are short words that stand in others: 身高一年, 大一点, 正月初一.
_SCHOOL_YEAR = re.compile(
    r"(?<![身增最升偏太])高[一二三](?![点些个半头大厘公]|年(?!级)|岁)|"
    r"(?<![多太更再长老])大[一二三四](?=的?(?:学生|儿子|女儿|孩子)|[了上下读]|$|[,。?!])|(?<!正月)(?<!大年)初[一二三](?![十号拜回])"
)
_GROWN = (
    r"(?:我自己|我?(?:老公|老婆|爱人|媳妇|婆婆|公公|岳母|外婆|外公|奶奶|爷爷|阿婆|好婆|阿爹)|我[爸妈](?!妈)|(?:孩子|宝宝|娃)?他?[爸妈]{2}|"
    r"(?:孩子|宝宝|娃)他?[爸妈])"
)
_GROWN_TROUBLE = (
    r"(?:高?血压|血糖|血脂|打呼噜|耳朵|牙|腰|腿|膝盖|关节|颈椎|胃|嗓子|头[疼痛晕]|手上|脚上|便秘|咳嗽|感冒|失眠|发烧|湿疹|糖尿病|痛风|痔疮|"
    r"乙肝|甲状腺|得了)"
)
_ADULT = re.compile(
    rf"{_GROWN}(?:的|自己|最近|夜里|晚上|有点|有)?{_GROWN_TROUBLE}|"
    r"(?:[二三四五六七八九]十|[2-9]\d)[一二三四五六七八九\d]?多?岁|成年人|成人(?!.{0,4}(?:药|片|冲剂))|更年期|备孕|"
    r"颈椎病|腰椎|痔疮|前列腺|结节|肩周炎|闪了腰|把腰闪|月经推迟"
)
# What grown people pass on to a child, what they may do while nursing and what a child gets hold of is ours.
_TOUCHES_A_CHILD = re.compile(
    r"传染|传给|传上|怕传|错开|分开|怎么防|喂奶|母乳|哺乳|亲喂|回奶|奶水|能.{0,4}[抱亲带]|(?:孩子|宝宝|娃|囡|孙[子女]).{0,8}(?:吃了|误|吞|打针|打疫苗|怎么打|打什么)"
)
_ON_GROWN_PEOPLE = frozenset({"caregiver-wellbeing", "fathers-and-grandparents"})
# A picture or a finding, and the wish that somebody should say what it means.
_FINDING = re.compile(
    r"报告|单子|片子|化验|血常规|彩超|b超|超声|核磁|磁共振|(?<![拍做查照])ct(?![a-z])|心电图|脑电图|骨龄|(?<![做查])微量元素|胆红素|"
    r"直胆|ige|抗体|染色体|基因|照片|图片|发图"
)
_JUDGE = re.compile(
    r"看(?:一?下|看).{0,6}(?:图|照片)|是[^,。?!]{1,6}还是|是(?:什么|啥|哪种)(?:病|毛病|型|意思|情况)?|(?:什么|啥)(?:病|毛病|型)|结论|判断|[你您]看|帮我看|帮忙看|认一?下|严不严重|几级|说明|能读|"
    r"是不是.{0,8}(?:病|炎|症|瘤|痫|瘫|泻|贫血|感染)|需要.{0,2}(?:换血|手术|住院|治)|是.{0,6}(?:病|炎|症|瘤|痫|瘫|贫血|感染).{0,2}[吗嘛]"
)


# 颗粒 and the like are said of food as well as of medicine.
_OF_FOOD = re.compile(
    "(?:辅食|食物|米饭|软饭|稀饭|粥|菜|果|肉|泥|糊|面|大便|便便)[^,。?!]{0,10}颗粒|颗粒[^,。?!]{0,6}(?:辅食|食物|米饭|软饭|粥|菜|果|肉|泥)|"
    "颗粒(?:感|状|大小|粗|细)|(?:多[大粗]|[粗细小大])一?点?的?颗粒"
)

WholeWords = Callable[[str, Iterable[str]], tuple[str, ...]]
"""Returns those of some words that stand in a text as words, as `Tokeniser.whole_words` does."""


def caution_for(text: str, entry: Entry, words: ScopeWords, whole_words: WholeWords) -> Caution | None:
    """Return why `entry`, the best hit, must not be given as the answer to `text`, or None.

    Args:
        text: The question in normal form.
        entry: An entry that speaks of the very place or school age is no wrong answer.
        words: What marks such questions.
        whole_words: Tells 大一 from 多大一点.
    """
    if _asks_for_an_amount(text, words):
        return Caution.MEDICINE_AMOUNT
    if entry.collection is Collection.POLICY_FAQ:
        if _is_elsewhere(text, entry, whole_words(text, words.other_places)):
            return Caution.OTHER_PLACE
        if _is_something_else(text, entry, words.policy_names):
            return Caution.OTHER_NAME
    if _is_older(text, entry, words, whole_words):
        return Caution.OLDER_CHILD
    if any(animal in text and not entry.speaks_of(animal) for animal in words.animals):
        return Caution.ANIMAL
    if entry.collection is not Collection.HANDBOOK:
        return None
    if entry.topic not in _ON_GROWN_PEOPLE and _ADULT.search(text) and not _TOUCHES_A_CHILD.search(text):
        return Caution.ADULT
    return Caution.DIAGNOSIS if _FINDING.search(text) and _JUDGE.search(text) else None


def _asks_for_an_amount(text: str, words: ScopeWords) -> bool:
    if not _AMOUNT.search(text) or _ALLOWED.search(text):
        return False
    for other in words.not_medicines:
        text = text.replace(other, "")
    text = _OF_FOOD.sub("", text)
    return any(medicine in text for medicine in words.medicines)


def _is_elsewhere(text: str, entry: Entry, places: Sequence[str]) -> bool:
    return bool(places) and not _HERE.search(text) and not any(entry.speaks_of(place) for place in places)


def _is_something_else(text: str, entry: Entry, policy_names: Sequence[Sequence[str]]) -> bool:
    """Whether a benefit, leave or insurance is asked for by its name, and the entry speaks of none that was named.

    Where several are named, an entry on one of them answers (托育券和育儿补贴能一起拿吗).
    """
    asked = _things_named(text, policy_names)
    return bool(asked) and not any(entry.speaks_of(name) for thing in asked for name in thing)


def _things_named(text: str, policy_names: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The things whose names stand in the text; a longer name takes the place of a shorter one inside it."""
    by_length = sorted(((name, thing) for thing in policy_names for name in thing), key=lambda pair: -len(pair[0]))
    named: list[Sequence[str]] = []
    for name, thing in by_length:
        if name in text:
            text = text.replace(name, "、")
            named.append(thing)
    return named


def _is_older(text: str, entry: Entry, words: ScopeWords, whole_words: WholeWords) -> bool:
    ages = [mention.age.months for mention in find_ages(text)]
    if ages:
        return min(ages) >= _FIRST_MONTH_TOO_OLD
    is_at_school = any(not entry.speaks_of(word) for word in whole_words(text, words.older_children))
    return is_at_school or bool(_SCHOOL_YEAR.search(text))

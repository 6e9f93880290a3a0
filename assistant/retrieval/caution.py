"""Questions that look like ours and must not be answered as they stand.

Search finds the right topic for another city's policy, a schoolchild's worry, an amount of a medicine or a benefit of
another name; the answer would be confident and wrong, or would give what nobody may give here.
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
    r"[半一两](?:片|包|袋|粒|支)(?:还是|吗|够|行|可以)|刻度|每公斤|按体重|[吃喂喝用服滴冲给](?:他|她|孩子|宝宝)?多少|定个量"
)
# Their amounts stand in entries, with sources (rulings of the knowledge base's validator).
_ALLOWED = re.compile(r"维生素|维d|维ad|ad(?![a-z])|d3|vd|鱼肝油|补液盐|dha", re.I)


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
    return Caution.OLDER_CHILD if _is_older(text, entry, words, whole_words) else None


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
    return any(not entry.speaks_of(word) for word in whole_words(text, words.older_children))

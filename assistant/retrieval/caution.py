"""Questions that look like ours and must not be answered as they stand.

Search finds the right topic for another city's policy, a schoolchild's worry or an amount of a medicine; the answer
would be confident and wrong, or would give what nobody may give here.
"""

import re

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


def caution_for(text: str, entry: Entry, words: ScopeWords) -> Caution | None:
    """Return why `entry`, the best hit, must not be given as the answer to `text`, or None.

    Args:
        text: The question in normal form.
        entry: An entry that speaks of the very place or school age is no wrong answer.
        words: What marks such questions.
    """
    if _asks_for_an_amount(text, words):
        return Caution.MEDICINE_AMOUNT
    if entry.collection is Collection.POLICY_FAQ and _is_elsewhere(text, entry, words):
        return Caution.OTHER_PLACE
    return Caution.OLDER_CHILD if _is_older(text, entry, words) else None


def _asks_for_an_amount(text: str, words: ScopeWords) -> bool:
    asks = _AMOUNT.search(text) and not _ALLOWED.search(text)
    return bool(asks) and any(medicine in text for medicine in words.medicines)


def _is_elsewhere(text: str, entry: Entry, words: ScopeWords) -> bool:
    places = [place for place in words.other_places if place in text]
    return bool(places) and not _HERE.search(text) and not any(_speaks_of(entry, place) for place in places)


def _is_older(text: str, entry: Entry, words: ScopeWords) -> bool:
    ages = [mention.age.months for mention in find_ages(text)]
    if ages:
        return min(ages) >= _FIRST_MONTH_TOO_OLD
    return any(word in text and not _speaks_of(entry, word) for word in words.older_children)


def _speaks_of(entry: Entry, word: str) -> bool:
    return any(word in part for part in (entry.title, *entry.questions, entry.answer))

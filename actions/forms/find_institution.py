"""Finding a childcare institution: where, for which age, with which wishes."""

import re

from actions.forms.form import Details, Done, Question, ValidateForm, say
from assistant.dialogue import form_wording as wording
from assistant.dialogue.form_parts import SHARED_PLACE
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.dialogue.institution_replies import SHOWN
from assistant.services.clock import Clock
from assistant.services.places import Places

_NOT_INCLUSIVE = re.compile("(?:不要|不用|不限|不一定|不是)普惠|非普惠")
_FREE = re.compile("空位|有位|空余|有托位|有名额|还有名额|有空")
_CHEAPEST = re.compile(
    "最便宜|便宜(?:一?点|些)|便宜的|收费(?:最|比较|更)?低|最低价|价格(?:最|比较)?低|[从由]低到高|按(?:价格|收费|价钱)排|实惠"
)
_OPEN_NOW = re.compile("现在(?:开|营业)|今天(?:开|营业)|正在营业|开着")
_GRADE = re.compile("(?P<grade>[A-Da-d])级(?:以上)?")
_WIDER = re.compile("放宽|不限条件|条件不限|都不限")
_ELSEWHERE = re.compile("换个?(?:区|地方|街道|位置)")
_ENOUGH = re.compile("(?:可以了|够了|就这些|就这几家|不用筛|不用再|没有了|好了)[吧了啊。 ]*")
_OTHERS = re.compile(
    "换一?[批个家]|换几家|换别的|再(?:来|推荐|看看?|找|给)一?(?:些|批|几家|几个)|还有(?:别的|其他|其它|没有别的)|"
    "下一?[批页个家]|别的(?:托育|托班|机构|几家)|后面(?:的|几家)"
)
_NO_AGE = re.compile("先?不限年龄|不限月龄|年龄不限|还没(?:出生|生)|怀孕")


class ValidateFindInstitutionForm(ValidateForm):
    """Searches as soon as place and age are known; wishes may come at any time, before or after."""

    form = "find_institution_form"
    intents = frozenset({"find_institution", "state_preference", "state_child_facts", "correct_information"})
    asides = frozenset({"refine"})
    takes_place = True

    def __init__(self, clock: Clock, places: Places) -> None:
        super().__init__(clock)
        self._places = places

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read place, age and wishes."""
        found = self._read_place(said, asked) | self._read_age(said, asked) | _read_wishes(said.text)
        if found.get("area") == SHARED_PLACE:
            found.setdefault("age_months", details.get("age_months", said.age_months))
        if found:
            return found | {"skip": 0}
        if asked == "refine" and _OTHERS.search(said.text):
            return {"skip": int(details.get("skip") or 0) + SHOWN}
        if asked == "refine" and (_ENOUGH.fullmatch(said.text) or said.refuses or said.agrees):
            return {"enough": True}
        return found

    def answers(self, said: Said, asked: str) -> bool:
        """最便宜的是哪家 within a list is a wish for its order."""
        return asked == "refine" and bool(_CHEAPEST.search(said.text))

    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Ask for what is missing, or show what was found and offer to narrow it down."""
        if details.get("enough"):
            return Done((say(wording.FIND_DONE),))
        if details.get("which"):
            return "area", Question(wording.FIND_WHICH, tuple((name, name) for name in details["which"]))
        if details.get("area") == SHARED_PLACE and not (said.knows_around or SHARED_PLACE in said.text):
            details["area"] = None
        if not details.get("area"):
            return "area", Question(wording.FIND_WHERE, tuple((name, name) for name in wording.DISTRICTS))
        if "age_months" not in details and said.age_months is not None:
            details["age_months"] = said.age_months
        if "age_months" not in details:
            ages = tuple((age, age) for age in wording.FIND_AGES)
            return "age_months", Question(wording.FIND_AGE, (*ages, (wording.FIND_NO_AGE, wording.FIND_NO_AGE)))
        wish = {key: value for key, value in details.items() if key in _WISHES and value}
        labels = (
            *(() if details.get("inclusive") else (wording.FIND_ONLY_INCLUSIVE,)),
            *(() if details.get("free_places") else (wording.FIND_ONLY_FREE,)),
            *((wording.FIND_WIDER,) if set(wish) - {"area", "age_months"} else ()),
            wording.FIND_OTHERS,
            wording.FIND_ELSEWHERE,
            wording.FIND_ENOUGH,
        )
        before = ({"kind": "institutions", **wish, "skip": int(details.get("skip") or 0)},)
        return "refine", Question(wording.FIND_MORE, tuple((label, label) for label in labels), before)

    def _read_place(self, said: Said, asked: str) -> Details:
        if SHARED_PLACE in said.text:
            return {"area": SHARED_PLACE, "which": None}
        if _ELSEWHERE.search(said.text) and not self._places.find(said.text).areas:
            return {"area": None, "which": None}
        areas = self._places.find(said.corrected).areas or self._places.find(said.text).areas
        if len(areas) > 1:
            return {"area": None, "which": [area.name for area in areas]}
        if areas:
            return {"area": areas[0].name, "which": None}
        if not asked and said.knows_around:
            return {"area": SHARED_PLACE, "which": None}
        if not asked and said.district:
            return {"area": said.district}
        return {}

    def _read_age(self, said: Said, asked: str) -> Details:
        if _NO_AGE.search(said.text) or (asked == "age_months" and readers.leaves_open(said.text)):
            return {"age_months": None}
        age = readers.age_months(said.corrected, asked == "age_months")
        return {} if age is None else {"age_months": age}


_WISHES = (
    "area",
    "age_months",
    "inclusive",
    "free_places",
    "fee_max",
    "services",
    "grade",
    "open_now",
    "cheapest_first",
)


def _read_wishes(text: str) -> Details:
    """Wishes of one sentence, several at once."""
    if _WIDER.search(text):
        return dict.fromkeys(_WISHES[2:])
    found: Details = {}
    if "普惠" in text:
        found["inclusive"] = not _NOT_INCLUSIVE.search(text)
    if _FREE.search(text):
        found["free_places"] = True
    if fee := readers.fee_limit(text):
        found["fee_max"] = fee
    if services := readers.care_services(text):
        found["services"] = services
    if grade := _GRADE.search(text):
        found["grade"] = grade["grade"].upper()
    if _OPEN_NOW.search(text):
        found["open_now"] = True
    if _CHEAPEST.search(text):
        found["cheapest_first"] = True
    return found

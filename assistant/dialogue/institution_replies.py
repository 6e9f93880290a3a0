"""Replies about institutions, made without Rasa: near a shared point, in a named area, or about one by name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.dialogue import institution_wording as wording
from assistant.dialogue.institution_cards import card, card_of, facts, line
from assistant.domain.conversation import ConversationState
from assistant.domain.geography import Datum, Point, point_in_wuxi
from assistant.domain.institution import Institution
from assistant.domain.message import ChoiceMeaning, Intent, Location, OfferedChoice, Reply
from assistant.domain.places import Area
from assistant.errors import CoordinatesSwapped, NotFound, OutsideWuxi
from assistant.language.normalise import normalise
from assistant.services.institution_snapshot import Filters
from assistant.services.institutions import Institutions, Search, Wish
from assistant.services.places import Places

SHOWN = 3
"""Institutions in one reply; more do not fit a phone screen."""

AROUND = 12
"""Institutions around a shared point that the conversation keeps, in their order, to narrow the list down."""

KEPT_TO_METRES = 100
"""Distances in a reply are no finer than this: the transcript keeps them, and exact ones would give the point away."""

FIND, CHECK = Intent("find_institution", 1.0), Intent("ask_institution", 1.0)

_CHILDCARE = re.compile("托育|托班|托儿|托位|托管|日托|入托|送托|幼托|托幼|小托")
_WHERE = re.compile("哪|附近|周边|旁边|有没有|有吗|找|推荐|最近|几家|列一下|看看|名单|托班$|托育$|机构$")
_POLICY = re.compile(
    "补贴|政策|规定|标准|条件|材料|流程|怎么办|申请|申领|投诉|举报|体验券|消费券|备案手续|开办|几岁|多大"
)
_INCLUSIVE = re.compile("普惠")
_NUMERALS = "一二三四五六七八九"
_POINTED_AT = re.compile(
    r"(?:那么?|请问|我想问一?下?|问一?下|看看|帮我看看|说说)?(?:第(?P<n>[1-9一二三四五六七八九])|(?P<last>最后)一?)(?:家|所|个机构|个托班)"
    r"(?:的|是)?(?:怎么样|咋样|如何|好不好|好吗|靠谱吗|正规吗|电话.{0,4}|号码.{0,4}|地址.{0,4}|在哪.{0,3}|具体位置|多少钱.{0,3}|"
    r"收费.{0,4}|价格.{0,4}|贵不贵|贵吗|备案.{0,3}|有没有备案|普惠.{0,2}|是不是普惠|评级.{0,3}|等级.{0,3}|详细.{0,3}|情况.{0,3}|介绍.{0,3}|"
    r"呢|还有(?:空位|位置|名额).{0,2}|有(?:空位|位置|名额).{0,2})?[?？吧呀啊呢。!！~ ]*"
)
_FREE = re.compile("空位|有位|空余|托位|名额")


class InstitutionReplies:
    """Answers questions about institutions.

    Args:
        institutions: Searches the list.
        places: Reads where something is wanted.
        public_url: Where the map page is reached.
    """

    def __init__(self, institutions: Institutions, places: Places, public_url: str) -> None:
        self._institutions = institutions
        self._places = places
        self._public_url = public_url

    async def near(self, location: Location, state: ConversationState) -> Reply:
        """The nearest institutions that take the child, if its age is known; the point is kept nowhere."""
        return await self.near_with(location, Filters(age_months=_age(state)))

    async def near_with(self, location: Location, filters: Filters, cheapest_first: bool = False) -> Reply:
        """The nearest institutions that fulfil every filter; the point is kept nowhere."""
        try:
            point = _point(location)
        except CoordinatesSwapped:
            return Reply(texts=(wording.SWAPPED,), intent=FIND)
        except OutsideWuxi:
            return Reply(texts=(wording.OUTSIDE_WUXI,), intent=FIND)
        reply = await self.search(Wish(filters, point=point, cheapest_first=cheapest_first, limit=SHOWN))
        return replace(reply, texts=(*reply.texts, wording.LOCATION_USED))

    async def around(self, location: Location) -> tuple[str, ...]:
        """Ids of the institutions around a shared point, nearest first: with them 只看有空位的 needs no point again.

        They tell no more of the point than the reply with its distances does. Empty where it is not in Wuxi.
        """
        try:
            return await self._institutions.nearest(_point(location), AROUND)
        except (CoordinatesSwapped, OutsideWuxi):
            return ()

    async def answer(self, text: str, state: ConversationState) -> Reply | None:
        """Answer a question for institutions in a named area; None when `text` is no such question."""
        found = self._places.find(text)
        if not _CHILDCARE.search(text) or _POLICY.search(text) or not (found.areas or _WHERE.search(text)):
            return None
        if len(found.areas) > 1:
            return _which(text, found.words, found.areas)
        area = found.area or self._places.find(state.district).area
        if area is None:
            return Reply(texts=(wording.WHERE,), intent=FIND)
        filters = Filters(_age(state), bool(_INCLUSIVE.search(text)), bool(_FREE.search(text)))
        return await self.search(Wish(filters, area=area, limit=SHOWN))

    async def search(self, wish: Wish, skip: int = 0) -> Reply:
        """Return a search's results as one line each, with cards; `skip` leaves out those shown before."""
        if not (await self._institutions.current()).rows:
            return Reply(texts=(wording.LIST_IS_EMPTY,), intent=FIND)
        result = _coarse(await self._institutions.search(replace(wish, limit=wish.limit + skip)))
        if skip and len(result.found) <= skip:
            return Reply(texts=(wording.NO_MORE,), intent=FIND)
        if not result.found:
            return Reply(texts=("".join((*result.notes, wording.NONE_FOUND)),), intent=FIND)
        shown = result.found[skip:]
        lines = [_heading(wish), *(line(found, number) for number, found in enumerate(shown, skip + 1))]
        more = wording.MORE_AFTER if skip else wording.MORE
        order = wording.CHEAPEST_FIRST if wish.cheapest_first else ""
        is_part = result.total > len(shown)
        after = more.format(total=result.total, shown=len(shown), last=skip + len(shown)) if is_part else ""
        closing = wording.SAMPLE_WARNING if result.is_sample else wording.CALL_FIRST
        return Reply(
            texts=("\n".join(lines), "".join(filter(None, (order, *result.notes, after, closing)))),
            cards=tuple(card_of(found, self._public_url) for found in shown),
            intent=FIND,
        )

    async def check(self, text: str) -> Reply:
        """Say what is known of the institution that `text` names, or how to ask the district."""
        rows = await self._institutions.named(text, SHOWN)
        cards = tuple(card(row, self._public_url) for row in rows)
        if not rows:
            return Reply(texts=(wording.NOT_IN_LIST,), intent=CHECK)
        if len(rows) > 1:
            choices = tuple(OfferedChoice(row.name, ChoiceMeaning("say", row.name)) for row in rows)
            return Reply(texts=(wording.OF_THIS_NAME,), cards=cards, choices=choices, intent=CHECK)
        return self._facts_of(rows[0])

    async def pointed_at(self, text: str, listed: Sequence[str]) -> Reply | None:
        """Say what is known of the one of a list that 第一家怎么样 means; None where `text` points at none."""
        place = place_in_list(text, len(listed))
        if place is None:
            return None
        try:
            return self._facts_of(await self._institutions.get(listed[place]))
        except NotFound:
            return Reply(texts=(wording.NOT_IN_LIST,), intent=CHECK)

    def _facts_of(self, row: Institution) -> Reply:
        return Reply(texts=(row.name, "\n".join(facts(row))), cards=(card(row, self._public_url),), intent=CHECK)


def place_in_list(text: str, count: int) -> int | None:
    """Return which of `count` institutions a text points at, from 0: 第一家怎么样, 第二家电话多少, 最后一家."""
    match = _POINTED_AT.fullmatch(normalise(text))
    if match is None or not count:
        return None
    if match["last"]:
        return count - 1
    number = int(match["n"]) if match["n"].isdigit() else _NUMERALS.find(match["n"]) + 1
    return number - 1 if 0 < number <= count else None


def listed_after(reply: Reply, listed: Sequence[str], skip: int) -> tuple[str, ...]:
    """Return the ids of a list by their numbers, once `reply` has shown those behind the first `skip`."""
    shown = tuple(str(one.fields["id"]) for one in reply.cards if one.type == "institution")
    return (*listed[:skip], *shown) if shown else tuple(listed)


def _which(text: str, words: str, areas: Sequence[Area]) -> Reply:
    """Ask which place was meant; a button says the question again with the full name."""

    def meant(area: Area) -> str:
        return (
            text.replace(words, area.name, 1)
            if words in text and words
            else wording.WANTED_AGAIN.format(place=area.name)
        )

    choices = tuple(OfferedChoice(area.name, ChoiceMeaning("say", meant(area))) for area in areas)
    return Reply(texts=(wording.WHICH_PLACE,), choices=choices, intent=FIND)


def _heading(wish: Wish) -> str:
    months = wish.filters.age_months
    age = wording.AGE.format(age=months) if months is not None else ""
    if wish.point is not None:
        return wording.NEAR_YOU_FOR_AGE.format(age=age) if age else wording.NEAR_YOU
    if wish.among:
        return wording.AROUND_YOU_FOR_AGE.format(age=age) if age else wording.AROUND_YOU
    if wish.area is not None:
        template = wording.IN_AREA_FOR_AGE if age else wording.IN_AREA
        return template.format(area=wish.area.name, age=age)
    return wording.OF_THIS_NAME if wish.name else wording.ALL


def _point(location: Location) -> Point:
    return point_in_wuxi(location.latitude, location.longitude, Datum(location.datum))


def _age(state: ConversationState) -> int | None:
    return state.age.months if state.age else None


def _coarse(result: Search) -> Search:
    """Return the result with distances that are fit to be kept."""
    found = tuple(
        each
        if each.distance_metres is None
        else replace(each, distance_metres=round(each.distance_metres / KEPT_TO_METRES) * KEPT_TO_METRES)
        for each in result.found
    )
    return replace(result, found=found)

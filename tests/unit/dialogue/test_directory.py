"""What operators can offer a caller."""

import pytest

from assistant.dialogue.directory import CityDirectory
from assistant.domain.guidance import SessionKind
from assistant.domain.message import Card, Reply
from assistant.store.database import Database
from tests.guidance import DISTRICT, Office, a_session


class Institutions:
    """Knows one institution."""

    async def answer(self, text: str, state: object) -> Reply | None:
        fields = {"id": "i_1", "name": "示例托育园", "reasons": ["普惠", "有空位"]}
        return Reply(texts=("找到1家",), cards=(Card("institution", fields),)) if "托育" in text else None


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database.unit_of_work)


@pytest.fixture
def directory(office: Office) -> CityDirectory:
    return CityDirectory(Institutions(), office.guidance, office.clock)  # type: ignore[arg-type]


async def test_an_institution_is_offered_with_its_reasons(directory: CityDirectory) -> None:
    (offer,) = await directory.institutions("附近的托育", 18, "滨湖区")

    assert (offer.kind, offer.id, offer.detail) == ("institution", "i_1", "普惠，有空位")
    assert await directory.institutions("宝宝发烧", 18, None) == ()


async def test_sessions_are_offered_when_the_caller_speaks_of_them(directory: CityDirectory, office: Office) -> None:
    await office.open()

    (offer,) = await directory.sessions("想约亲子活动", 12, DISTRICT)

    assert (offer.kind, offer.id) == ("guidance_session", "S1")
    assert "亲子阅读" in offer.detail
    assert await directory.sessions("宝宝发烧", 12, DISTRICT) == ()


async def test_the_kind_that_is_named_comes_alone_and_where_there_is_none_any(
    directory: CityDirectory, office: Office
) -> None:
    await office.open(a_session("S1"), a_session("S2", kind=SessionKind.PARENT_CLASS))

    assert [one.id for one in await directory.sessions("想约家长课堂", 12, DISTRICT)] == ["S2"]
    assert len(await directory.sessions("想约专家咨询", 12, DISTRICT)) == 2


async def test_a_district_or_age_that_cannot_be_offers_nothing(directory: CityDirectory) -> None:
    assert await directory.sessions("想约亲子活动", 400, DISTRICT) == ()
    assert await directory.sessions("想约亲子活动", 12, "月球区") == ()

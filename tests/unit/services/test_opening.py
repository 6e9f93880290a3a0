"""What is loaded behind open doors: who waits, who is called, who has waited too long."""

import asyncio

import pytest

from assistant.errors import StartingUp
from assistant.retrieval.types import Outcome, Query
from assistant.services.current_search import CurrentSearch
from assistant.services.opening import Opening, already_open
from tests.builders import NOON
from tests.fakes import FakeRetriever

QUERY = Query("能吃盐吗", NOON.date())


async def test_everybody_who_waits_is_let_in_at_once() -> None:
    opening = Opening()
    waiting = [asyncio.create_task(opening.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not opening.is_open

    opening.open()

    await asyncio.wait_for(asyncio.gather(*waiting), 1)
    assert opening.is_open


async def test_who_waits_too_long_is_told_so() -> None:
    with pytest.raises(StartingUp, match="first index takes minutes"):
        await Opening(patience_seconds=0.01).wait()


async def test_a_callback_is_called_once_when_it_opens_or_at_once_when_it_is_open() -> None:
    opening, called = Opening(), []
    opening.when_open(lambda: called.append("early"))
    assert called == []

    opening.open()
    opening.open()
    opening.when_open(lambda: called.append("late"))
    already_open().when_open(lambda: called.append("open"))

    assert called == ["early", "late", "open"]


async def test_a_search_waits_for_the_index() -> None:
    opening = Opening()
    search = CurrentSearch(opening)
    search.prepare("能吃盐吗")
    asked = asyncio.create_task(search.search(QUERY))
    await asyncio.sleep(0)
    assert not asked.done()

    search.begin(FakeRetriever(Outcome.ANSWER, "salt"))
    opening.open()

    assert (await asked).hits[0].entry_id == "salt"
    assert await search.vector("能吃盐吗") is None

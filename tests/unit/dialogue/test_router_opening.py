"""Turns that come while entries are still being loaded."""

import asyncio

import pytest

from assistant.domain.message import ChoiceMeaning
from assistant.errors import StartingUp
from assistant.services.opening import Opening
from tests.fakes import FakeRasa, FakeTriage
from tests.routing import EMERGENCY, a_router, found_part, route


async def test_an_alarm_waits_for_nothing_that_is_still_being_loaded() -> None:
    router = a_router(triage=FakeTriage({"宝宝没有呼吸了": EMERGENCY}), opening=Opening())

    routed = await asyncio.wait_for(route(router, "宝宝没有呼吸了"), 1)

    assert routed.reply.texts == ("立即拨打120",)


async def test_a_question_waits_for_the_entries_and_is_answered_then() -> None:
    opening = Opening()
    rasa = FakeRasa(found_part("answer", "salt"))
    asked = asyncio.create_task(route(a_router(rasa=rasa, opening=opening)))
    await asyncio.sleep(0.05)
    assert not asked.done()

    opening.open()

    assert (await asked).reply.citations[0].entry_id == "salt"


async def test_a_button_waits_for_the_entries_too() -> None:
    opening = Opening()
    choice = ChoiceMeaning("entry", "salt")
    pressed = asyncio.create_task(route(a_router(opening=opening), None, choice=choice))
    await asyncio.sleep(0.05)
    assert not pressed.done()

    opening.open()

    assert (await pressed).reply.citations[0].entry_id == "salt"


async def test_who_would_wait_too_long_is_told_to_come_again() -> None:
    with pytest.raises(StartingUp, match="not loaded"):
        await route(a_router(opening=Opening(patience_seconds=0.01)))


async def test_while_a_person_is_on_nothing_waits() -> None:
    routed = await asyncio.wait_for(route(a_router(opening=Opening()), handover="on"), 1)

    assert routed.reply.handover

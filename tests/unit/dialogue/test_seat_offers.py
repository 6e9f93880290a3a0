"""A seat that the waitlist offers is taken or given back by a word; the database decides, on both kinds."""

from datetime import timedelta

import pytest

from assistant.dialogue import guidance_wording as words
from assistant.dialogue.guidance_notifier import ConversationNotifier
from assistant.dialogue.seat_offers import GIVE_BACK, SEAT, TAKE, SeatOffers
from assistant.domain.booking import BookingStatus
from assistant.domain.conversation import ConversationState
from assistant.domain.message import ChoiceMeaning
from assistant.services.guidance_notices import GUIDANCE_REMINDER, GuidanceReminders
from assistant.services.outbox import OutboxWorker
from assistant.store.database import Database
from tests.guidance import Office, a_mother, a_request, a_session, check_invariants
from tests.records import a_conversation

STATE = ConversationState()


class Silent:
    """Tells nobody."""

    def announce(self, conversation_id: str) -> None:
        return None


@pytest.fixture
async def office(database: Database) -> Office:
    """One seat, taken by the first mother; the second one waits, and is offered it once the first gives up."""
    office = Office(database.unit_of_work)
    async with database.unit_of_work() as uow:
        for number in (1, 2, 3):
            await uow.conversations.add(a_conversation(f"cv_{number}"))
        await uow.commit()
    await office.open(a_session(capacity=1), a_session("S2", capacity=1, starts_at=office.now + timedelta(days=5)))
    first = await office.bookings.book(a_mother(1), a_request())
    await office.bookings.book(a_mother(2), a_request(waitlist=True))
    await office.bookings.cancel(a_mother(1), first.code)
    return office


def _offers(office: Office) -> SeatOffers:
    return SeatOffers(office.bookings, "http://localhost")


async def _status(office: Office, number: int = 2) -> list[BookingStatus]:
    return [one.booking.status for one in await office.bookings.mine(a_mother(number))]


@pytest.mark.parametrize("text", ["确认", "要", "我要", "我要这个名额", "要的", "好的，我要", "确认参加"])
async def test_a_clear_yes_takes_the_seat(office: Office, database: Database, text: str) -> None:
    routed = await _offers(office).answer(text, STATE, "cv_2", "")

    assert routed is not None
    assert routed.reply.texts[0].startswith("约好了")
    assert await _status(office) == [BookingStatus.BOOKED]
    await check_invariants(database)


async def test_a_plain_yes_is_asked_about_first_since_it_may_answer_something_else(office: Office) -> None:
    asked = await _offers(office).answer("好的", STATE, "cv_2", "")

    assert asked is not None
    assert await _status(office) == [BookingStatus.OFFERED]
    assert [choice.meaning.kind for choice in asked.reply.choices] == [TAKE, GIVE_BACK]
    taken = await _offers(office).answer("好的", asked.state, "cv_2", asked.state.open_question)
    assert taken is not None
    assert await _status(office) == [BookingStatus.BOOKED]


async def test_a_no_gives_the_seat_back_only_once_it_was_asked_about(office: Office, database: Database) -> None:
    asked = await _offers(office).answer("不要了", STATE, "cv_2", "")
    assert asked is not None
    assert await _status(office) == [BookingStatus.OFFERED]

    given = await _offers(office).answer("不要了", asked.state, "cv_2", SEAT)

    assert given is not None
    assert await _status(office) == [BookingStatus.CANCELLED]
    await check_invariants(database)


@pytest.mark.parametrize("text", ["宝宝要不要吃维生素D", "确认", "要", "好的"])
async def test_nothing_happens_where_nothing_is_offered(office: Office, text: str) -> None:
    assert await _offers(office).answer(text, STATE, "cv_3", "") is None


@pytest.mark.parametrize("text", ["要不要去医院", "我要预约", "要打疫苗吗", "好的谢谢再见", "不要吃盐吧"])
async def test_other_words_are_left_to_the_dialogue(office: Office, text: str) -> None:
    assert await _offers(office).answer(text, STATE, "cv_2", "") is None


async def test_a_second_press_changes_nothing_and_a_late_one_is_told_so(office: Office) -> None:
    (offered,) = await office.bookings.mine(a_mother(2))
    take = ChoiceMeaning(TAKE, offered.booking.id)

    first = await _offers(office).press(take, STATE, "cv_2")
    second = await _offers(office).press(take, STATE, "cv_2")
    back = await _offers(office).press(ChoiceMeaning(GIVE_BACK, offered.booking.id), STATE, "cv_2")

    assert first.reply.texts == second.reply.texts
    assert back.reply.texts[0].startswith("约好了")
    assert await _status(office) == [BookingStatus.BOOKED]


async def test_an_offer_that_has_lapsed_books_nothing(office: Office) -> None:
    office.now += timedelta(hours=5)
    (offered,) = await office.bookings.mine(a_mother(2))

    routed = await _offers(office).press(ChoiceMeaning(TAKE, offered.booking.id), STATE, "cv_2")

    assert routed.reply.texts == (words.ERRORS["offer_lapsed"],)
    assert BookingStatus.BOOKED not in await _status(office)


async def test_somebody_elses_offer_cannot_be_taken(office: Office) -> None:
    (offered,) = await office.bookings.mine(a_mother(2))

    routed = await _offers(office).press(ChoiceMeaning(TAKE, offered.booking.id), STATE, "cv_3")

    assert routed.reply.texts == (words.ERRORS["booking_not_found"],)
    assert await _status(office) == [BookingStatus.OFFERED]


async def test_two_offers_are_told_apart(office: Office) -> None:
    other = await office.bookings.book(a_mother(1), a_request("S2"))
    await office.bookings.book(a_mother(2), a_request("S2", waitlist=True))
    await office.bookings.cancel(a_mother(1), other.code)

    asked = await _offers(office).answer("确认", STATE, "cv_2", "")

    assert asked is not None
    assert len(asked.reply.choices) == 4
    assert await _status(office) == [BookingStatus.OFFERED] * 2


async def test_the_notice_comes_with_both_buttons_once(office: Office, database: Database) -> None:
    notifier = ConversationNotifier(database.unit_of_work, Silent(), office.clock)
    senders = {GUIDANCE_REMINDER: GuidanceReminders(database.unit_of_work, {}, notifier)}

    await OutboxWorker(database.unit_of_work, senders, office.clock, "w1").run_once()

    async with database.unit_of_work() as uow:
        (item,) = await uow.items.list_after("cv_2", 0, 10)
        meant = [await uow.choices.get(choice["choice_id"]) for choice in item.body["choices"]]
    assert [one.kind for one in meant if one] == [TAKE, GIVE_BACK]
    assert "确认" in item.body["texts"][0]

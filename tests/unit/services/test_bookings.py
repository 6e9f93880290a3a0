"""Booking, waitlist, moving and cancelling, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain.booking import BookingRules, BookingStatus
from assistant.domain.booking_errors import (
    AgeDoesNotFit,
    AlreadyBooked,
    BookingNotFound,
    ClientRequestReused,
    EntitlementUsedUp,
    NotChangeable,
    OfferLapsed,
    SessionCancelled,
    SessionClosed,
    SessionFull,
    SessionNotOpen,
    TooLateToChange,
    TooManyBookings,
    TooManyTries,
    UnusableDetail,
)
from assistant.domain.guidance import SessionKind
from assistant.services.booking_requests import Requester, ShownBooking
from assistant.services.entitlements import grant
from assistant.services.guidance_upkeep import end_lapsed_offers
from assistant.store.database import Database
from tests.guidance import NOW, OPERATOR, PHONE, RULES, Office, a_mother, a_request, a_session, check_invariants

HOUR = timedelta(hours=1)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database.unit_of_work)


async def test_a_seat_is_booked_and_counted_once(office: Office, database: Database) -> None:
    await office.open()

    booked = await office.bookings.book(a_mother(), a_request())

    assert booked.booking.status is BookingStatus.BOOKED
    assert booked.session.seats_taken == 1
    assert (booked.nickname, booked.phone) == ("团团", "138****4905")
    [(nickname, balance)] = await office.bookings.balances(a_mother())
    assert (nickname, balance.used, balance.left) == ("团团", 1, 5)
    assert [one.code for one in await office.bookings.mine(a_mother())] == [booked.code]
    await check_invariants(database)


async def test_two_hundred_parallel_attempts_at_the_last_seat_have_one_winner(
    office: Office, database: Database
) -> None:
    await office.open(a_session(capacity=1))

    outcomes = await asyncio.gather(
        *(office.bookings.book(a_mother(number), a_request()) for number in range(200)), return_exceptions=True
    )

    winners = [one for one in outcomes if isinstance(one, ShownBooking)]
    offered = [one for one in outcomes if isinstance(one, SessionFull) and one.extras["waitlist_offered"]]
    assert (len(winners), len(offered)) == (1, 199), [one for one in outcomes if one not in winners + offered][:3]
    await check_invariants(database)


async def test_the_same_request_sent_twenty_times_at_once_books_once(office: Office, database: Database) -> None:
    await office.open()
    request = a_request(client_request_id="once")

    booked = await asyncio.gather(*(office.bookings.book(a_mother(), request) for _ in range(20)))

    assert len({one.code for one in booked}) == 1
    assert len(await office.bookings.mine(a_mother())) == 1
    await check_invariants(database)


async def test_a_reused_request_id_with_another_body_is_refused(office: Office) -> None:
    await office.open()
    await office.bookings.book(a_mother(), a_request(client_request_id="once"))

    with pytest.raises(ClientRequestReused):
        await office.bookings.book(a_mother(), a_request(client_request_id="once", nickname="圆圆"))


async def test_another_mother_may_use_the_same_request_id(office: Office) -> None:
    await office.open()
    first = await office.bookings.book(a_mother(1), a_request(client_request_id="1"))

    second = await office.bookings.book(a_mother(2), a_request(client_request_id="1"))

    assert first.code != second.code


async def test_the_same_child_cannot_sit_twice_but_can_book_again_after_cancelling(office: Office) -> None:
    await office.open()
    booked = await office.bookings.book(a_mother(), a_request())

    with pytest.raises(AlreadyBooked):
        await office.bookings.book(a_mother(), a_request())
    await office.bookings.cancel(a_mother(), booked.code)
    again = await office.bookings.book(a_mother(), a_request())

    assert again.booking.status is BookingStatus.BOOKED
    assert again.code != booked.code


async def test_a_brother_or_sister_gets_a_seat_too(office: Office) -> None:
    await office.open()
    await office.bookings.book(a_mother(), a_request())

    await office.bookings.book(a_mother(), a_request(nickname="圆圆"))

    assert [balance.used for _, balance in await office.bookings.balances(a_mother())] == [1, 1]


async def test_a_child_that_is_too_old_or_too_young_is_told_the_ages(office: Office) -> None:
    await office.open()

    with pytest.raises(AgeDoesNotFit) as refused:
        await office.bookings.book(a_mother(), a_request(birth_month="2026-02"))

    assert refused.value.extras == {"min_age_months": 6, "max_age_months": 36}


async def test_booking_has_its_time(office: Office) -> None:
    await office.open(
        a_session("early", booking_opens_at=NOW + HOUR),
        a_session("late", booking_closes_at=NOW),
        a_session("off"),
    )
    await office.guidance.call_off("off", "老师生病", OPERATOR)

    for session_id, error in (("early", SessionNotOpen), ("late", SessionClosed), ("off", SessionCancelled)):
        with pytest.raises(error):
            await office.bookings.book(a_mother(), a_request(session_id))
    with pytest.raises(BookingNotFound):
        await office.bookings.book(a_mother(), a_request("unknown"))


async def test_a_visit_at_home_needs_a_phone(office: Office) -> None:
    await office.open(a_session(kind=SessionKind.HOME_VISIT, place=""))

    with pytest.raises(UnusableDetail, match="phone"):
        await office.bookings.book(a_mother(), a_request(phone=""))


async def test_a_child_has_a_few_open_bookings_at_once(office: Office) -> None:
    await office.open(*(a_session(f"S{number}") for number in range(RULES.most_open + 1)))
    for number in range(RULES.most_open):
        await office.bookings.book(a_mother(), a_request(f"S{number}"))

    with pytest.raises(TooManyBookings):
        await office.bookings.book(a_mother(), a_request(f"S{RULES.most_open}"))


async def test_a_cancelled_seat_is_offered_to_whoever_waits_longest_and_held(
    office: Office, database: Database
) -> None:
    await office.open(a_session(capacity=1))
    booked = await office.bookings.book(a_mother(1), a_request())
    second = await office.bookings.book(a_mother(2), a_request(waitlist=True))
    office.now += timedelta(minutes=1)
    third = await office.bookings.book(a_mother(3), a_request(waitlist=True))
    assert (second.ahead, third.ahead) == (0, 1)

    await office.bookings.cancel(a_mother(1), booked.code)

    offered = await office.bookings.find(a_mother(2), second.code)
    assert offered.booking.status is BookingStatus.OFFERED
    assert offered.booking.hold_until == office.now + RULES.hold_for
    with pytest.raises(SessionFull):
        await office.bookings.book(a_mother(4), a_request())
    taken = await office.bookings.confirm(a_mother(2), second.code)
    assert taken.booking.status is BookingStatus.BOOKED
    assert (await office.bookings.confirm(a_mother(2), second.code)).booking == taken.booking
    await check_invariants(database)


async def test_an_offer_that_nobody_confirms_goes_to_the_next(office: Office, database: Database) -> None:
    await office.open(a_session(capacity=1))
    booked = await office.bookings.book(a_mother(1), a_request())
    second = await office.bookings.book(a_mother(2), a_request(waitlist=True))
    office.now += timedelta(minutes=1)
    third = await office.bookings.book(a_mother(3), a_request(waitlist=True))
    await office.bookings.cancel(a_mother(1), booked.code)

    office.now += RULES.hold_for
    assert await end_lapsed_offers(office.unit_of_work, RULES, office.now) == 1

    with pytest.raises(OfferLapsed):
        await office.bookings.confirm(a_mother(2), second.code)
    assert (await office.bookings.find(a_mother(3), third.code)).booking.status is BookingStatus.OFFERED
    await check_invariants(database)


async def test_parallel_cancellations_and_joiners_leave_no_seat_free_while_somebody_waits(
    office: Office, database: Database
) -> None:
    await office.open(a_session(capacity=8))
    booked = [await office.bookings.book(a_mother(number), a_request()) for number in range(8)]

    leave = [office.bookings.cancel(a_mother(number), booked[number].code) for number in range(8)]
    join = [office.bookings.book(a_mother(100 + number), a_request(waitlist=True)) for number in range(16)]
    await asyncio.gather(*leave, *join)

    everybody = await office.bookings.of_session("S1")
    waiting = [one for one in everybody if one.booking.status is BookingStatus.WAITLISTED]
    held = [one for one in everybody if one.booking.status.holds_a_seat]
    assert (len(held), len(waiting)) == (8, 8)
    await check_invariants(database)


async def test_moving_takes_the_new_seat_and_offers_the_old_one(office: Office, database: Database) -> None:
    await office.open(a_session("S1", capacity=1), a_session("S2"))
    booked = await office.bookings.book(a_mother(1), a_request())
    waiting = await office.bookings.book(a_mother(2), a_request(waitlist=True))

    moved = await office.bookings.move(a_mother(1), booked.code, "S2")

    assert (moved.session.id, moved.code) == ("S2", booked.code)
    assert (await office.bookings.find(a_mother(2), waiting.code)).booking.status is BookingStatus.OFFERED
    [(_, balance)] = await office.bookings.balances(a_mother(1))
    assert balance.used == 1
    assert (await office.bookings.move(a_mother(1), booked.code, "S2")).booking.session_id == "S2"
    await check_invariants(database)


async def test_moving_to_a_full_sitting_changes_nothing(office: Office, database: Database) -> None:
    await office.open(a_session("S1"), a_session("S2", capacity=1))
    await office.bookings.book(a_mother(2), a_request("S2"))
    booked = await office.bookings.book(a_mother(1), a_request())

    with pytest.raises(SessionFull):
        await office.bookings.move(a_mother(1), booked.code, "S2")

    assert (await office.bookings.find(a_mother(1), booked.code)).session.id == "S1"
    await check_invariants(database)


async def test_moves_in_opposite_directions_do_not_wait_for_each_other(office: Office, database: Database) -> None:
    await office.open(a_session("S1", capacity=12), a_session("S2", capacity=12))
    there = [await office.bookings.book(a_mother(number), a_request("S1")) for number in range(6)]
    back = [await office.bookings.book(a_mother(10 + number), a_request("S2")) for number in range(6)]

    await asyncio.gather(
        *(office.bookings.move(a_mother(number), there[number].code, "S2") for number in range(6)),
        *(office.bookings.move(a_mother(10 + number), back[number].code, "S1") for number in range(6)),
    )

    await check_invariants(database)


async def test_a_move_to_a_sitting_the_child_is_in_is_refused_whole(office: Office, database: Database) -> None:
    await office.open(a_session("S1"), a_session("S2"))
    booked = await office.bookings.book(a_mother(), a_request("S1"))
    await office.bookings.book(a_mother(), a_request("S2"))

    with pytest.raises(AlreadyBooked):
        await office.bookings.move(a_mother(), booked.code, "S2")

    await check_invariants(database)


async def test_after_the_deadline_only_an_operator_cancels(office: Office) -> None:
    await office.open(a_session("S1"), a_session("S2"))
    booked = await office.bookings.book(a_mother(), a_request())
    office.now = booked.session.starts_at - RULES.change_until + timedelta(seconds=1)

    with pytest.raises(TooLateToChange):
        await office.bookings.cancel(a_mother(), booked.code)
    with pytest.raises(TooLateToChange):
        await office.bookings.move(a_mother(), booked.code, "S2")
    cancelled = await office.bookings.cancel(replace(OPERATOR, may_see_all=True), booked.code)

    assert cancelled.booking.end_reason == "cancelled_by_operator"


async def test_cancelling_twice_gives_one_seat_back(office: Office, database: Database) -> None:
    await office.open()
    booked = await office.bookings.book(a_mother(), a_request())

    await asyncio.gather(*(office.bookings.cancel(a_mother(), booked.code) for _ in range(5)))

    assert (await office.guidance.get("S1")).seats_taken == 0
    await check_invariants(database)


async def test_check_in_by_code_and_no_shows_use_the_sitting(office: Office, database: Database) -> None:
    await office.open()
    came = await office.bookings.book(a_mother(1), a_request())
    missed = await office.bookings.book(a_mother(2), a_request())
    with pytest.raises(NotChangeable):
        await office.attendance.check_in(OPERATOR, "S1", came.code)
    office.now = came.session.starts_at

    attended = await office.attendance.check_in(OPERATOR, "S1", came.code)
    no_show = await office.attendance.settle(OPERATOR, "S1", missed.booking.id, attended=False)

    assert attended.booking.status is BookingStatus.ATTENDED
    assert no_show.booking.status is BookingStatus.NO_SHOW
    with pytest.raises(NotChangeable):
        await office.bookings.cancel(a_mother(1), came.code)
    await office.attendance.give_feedback(a_mother(1), came.code, 5, "老师很耐心")
    assert (await office.guardians.export(a_mother(1).identity))["bookings"][0]["feedback"]["rating"] == 5
    await check_invariants(database)


async def test_a_limited_district_refuses_the_next_sitting_until_an_operator_grants_one(database: Database) -> None:
    office = Office(database.unit_of_work, is_limit=True, sessions_per_year=1)
    await office.open(a_session("S1"), a_session("S2"))
    booked = await office.bookings.book(a_mother(), a_request("S1"))

    with pytest.raises(EntitlementUsedUp):
        await office.bookings.book(a_mother(), a_request("S2"))
    child_id = booked.booking.child_id
    await grant(database.unit_of_work, child_id, 2026, 1, "街道同意增加一次", "op_1", "wang", office.now)
    await office.bookings.book(a_mother(), a_request("S2"))

    [(_, balance)] = await office.bookings.balances(a_mother())
    assert (balance.used, balance.total, balance.left) == (2, 2, 0)


async def test_a_foreign_booking_opens_with_code_and_last_digits_alone(office: Office) -> None:
    await office.open()
    booked = await office.bookings.book(a_mother(1), a_request())

    with pytest.raises(BookingNotFound):
        await office.bookings.find(a_mother(2), booked.code)
    with pytest.raises(BookingNotFound):
        await office.bookings.find(a_mother(2, phone_last4="0000"), booked.code)
    with pytest.raises(BookingNotFound):
        await office.bookings.find(a_mother(2, phone_last4="4905"), "2222-2222-222")
    found = await office.bookings.find(a_mother(2, phone_last4=PHONE[-4:]), booked.code.lower().replace("-", " "))

    assert found.booking == booked.booking


async def test_after_five_wrong_tries_an_hour_must_pass(office: Office) -> None:
    await office.open()
    booked = await office.bookings.book(a_mother(1), a_request())
    wrong = (a_mother(f"x{number}", phone_last4=f"000{number}") for number in range(5))

    for guess in wrong:
        with pytest.raises(BookingNotFound):
            await office.bookings.find(guess, booked.code)

    right = a_mother(2, phone_last4="4905")
    with pytest.raises(TooManyTries):
        await office.bookings.find(right, booked.code)
    assert (await office.bookings.find(a_mother(1), booked.code)).code == booked.code
    office.now += HOUR
    assert (await office.bookings.find(right, booked.code)).code == booked.code


async def test_parallel_guesses_are_counted_too(office: Office) -> None:
    await office.open()
    booked = await office.bookings.book(a_mother(1), a_request())

    guesses = (a_mother(f"x{number}", phone_last4=f"{number:04}") for number in range(40))
    outcomes = await asyncio.gather(
        *(office.bookings.find(guess, booked.code) for guess in guesses), return_exceptions=True
    )

    assert sum(isinstance(one, BookingNotFound) for one in outcomes) == 5
    assert sum(isinstance(one, TooManyTries) for one in outcomes) == 35


async def test_an_operator_books_for_a_caller_and_sees_own_bookings(office: Office) -> None:
    await office.open()

    with pytest.raises(UnusableDetail, match="phone"):
        await office.bookings.book(OPERATOR, a_request(phone=""))
    booked = await office.bookings.book(OPERATOR, a_request())

    assert [one.code for one in await office.bookings.mine(OPERATOR)] == [booked.code]
    other = Requester(operator_id="op_2", operator_name="li")
    assert await office.bookings.mine(other) == []
    with pytest.raises(BookingNotFound):
        await office.bookings.cancel(other, booked.code)
    assert (await office.bookings.find(a_mother(1, phone_last4="4905"), booked.code)).code == booked.code


async def test_a_short_hold_never_outlasts_booking(database: Database) -> None:
    office = Office(database.unit_of_work, rules=BookingRules(change_until=HOUR, hold_for=48 * HOUR))
    await office.open(a_session(capacity=1))
    booked = await office.bookings.book(a_mother(1), a_request())
    waiting = await office.bookings.book(a_mother(2), a_request(waitlist=True))
    office.now = booked.session.starts_at - 3 * HOUR

    await office.bookings.cancel(a_mother(1), booked.code)

    offered = await office.bookings.find(a_mother(2), waiting.code)
    assert offered.booking.hold_until == booked.session.booking_closes_at


async def test_a_seat_is_not_offered_to_a_sibling_who_is_leaving_too(office: Office, database: Database) -> None:
    await office.open(a_session(capacity=1))
    await office.bookings.book(a_mother(1), a_request())
    await office.bookings.book(a_mother(1), a_request(nickname="圆圆", waitlist=True))
    office.now += timedelta(minutes=1)
    other = await office.bookings.book(a_mother(2), a_request(waitlist=True))

    await office.guardians.delete(a_mother(1).identity)

    assert (await office.bookings.find(a_mother(2), other.code)).booking.status is BookingStatus.OFFERED
    await check_invariants(database)

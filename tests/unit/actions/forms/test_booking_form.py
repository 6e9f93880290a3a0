"""Booking, as the form's actions lead it."""

from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk.interfaces import ActionExecutionRejection

from actions.forms.form import DETAILS, MOST_ASIDES, MOST_MISFITS
from assistant.dialogue import form_wording
from assistant.dialogue.form_parts import ANSWERED, SHARED_PLACE, FormParts
from assistant.services.booking_requests import Requester
from assistant.services.private_values import PrivateValues
from assistant.store.records import PrivateValueRecord
from tests.records import a_conversation
from tests.unit.actions.forms.conftest import MONDAY, FormTalk

BOOK = "validate_book_session_form"


async def _booked(talk: FormTalk) -> list[tuple[str, str]]:
    mine = await talk.bookings.mine(Requester.of_conversation(talk.id))
    return [(one.booking.status.value, one.booking.session_id) for one in mine]


async def _to_confirm(talk: FormTalk) -> str:
    await talk.say("我想预约滨湖区下周六上午的亲子活动", "book_session", begin="book_session_form")
    await talk.say("2025年3月")
    await talk.say("1")
    await talk.say("团团")
    return await talk.say("不留")


async def test_several_details_of_one_sentence_are_not_asked_again(talk: FormTalk) -> None:
    await talk.say("我想预约滨湖区下周六上午的亲子活动", "book_session", begin="book_session_form")

    assert talk.asked == "birth_month"
    await talk.say("2025年3月")
    assert talk.asked == "session_id"
    assert talk.parts[0] == {"kind": "sessions", "session_ids": ["BH-ACTIVITY-SAT"]}


async def test_nothing_is_written_before_the_summary_is_confirmed(talk: FormTalk) -> None:
    summary = await _to_confirm(talk)

    assert all(words in summary for words in ("亲子阅读", "团团", "2025年3月"))
    assert await _booked(talk) == []
    await talk.say("好的", "affirm")
    assert await _booked(talk) == [("booked", "BH-ACTIVITY-SAT")]
    assert talk.slots[DETAILS] is None


async def test_an_earlier_answer_is_corrected_at_the_summary(talk: FormTalk) -> None:
    await _to_confirm(talk)

    await talk.say("不是滨湖是新吴", "correct_information")

    assert talk.parts[0] == {"kind": "sessions", "session_ids": ["XW-ACTIVITY-SAT"]}
    await talk.say("1")
    assert "亲子音乐" in talk.parts[0]["texts"][0]


@pytest.mark.parametrize("text", ["不对是2024年3月", "错了，应该是2024年3月", "不是2025年3月，是2024年3月"])
async def test_a_month_of_birth_is_put_right_while_something_else_is_asked(talk: FormTalk, text: str) -> None:
    await talk.say("我想预约滨湖区的活动", "book_session", begin="book_session_form")
    await talk.say("2025年3月")
    assert talk.asked == "days"

    await talk.say(text, "correct_information")

    assert (talk.slots[DETAILS]["birth_month"], talk.asked) == ("2024-03", "days")


async def test_a_day_that_is_put_right_is_no_month_of_birth(talk: FormTalk) -> None:
    await talk.say("我想预约滨湖区的活动", "book_session", begin="book_session_form")
    await talk.say("2025年3月")

    await talk.say("不对，是下个月", "correct_information")

    assert talk.slots[DETAILS]["birth_month"] == "2025-03"


async def test_a_shared_place_puts_the_open_question_again_and_changes_nothing(talk: FormTalk) -> None:
    await talk.say("我想预约滨湖区下周六上午的亲子活动", "book_session", begin="book_session_form")
    before = {key: value for key, value in talk.slots[DETAILS].items() if key != "at"}

    said = await talk.say(SHARED_PLACE)

    assert form_wording.GO_ON in said
    assert talk.asked == "birth_month"
    assert {key: value for key, value in talk.slots[DETAILS].items() if key != "at"} == before


async def test_a_booking_opened_by_its_code_is_shown_without_the_childs_name(talk: FormTalk) -> None:
    await _to_confirm(talk)
    await talk.say("好的", "affirm")
    (mine,) = await talk.bookings.mine(Requester.of_conversation(talk.id))
    shows: Any = FormParts(None, None, talk.bookings, None, "https://guidance.example", None)
    part = {"kind": "booking", "booking_id": mine.booking.id}

    own = await shows.render(part, talk.id, None)
    by_code = await shows.render({**part, "code": mine.code, "last4": ""}, talk.id, None)

    assert own.cards[0].fields["nickname"] == "团团"
    assert by_code.cards[0].fields["nickname"] == ""
    assert by_code.cards[0].fields["code"] == mine.code


async def test_giving_up_leaves_nothing_behind(talk: FormTalk) -> None:
    await _to_confirm(talk)

    said = await talk.say("算了", "stop")

    assert "没有提交" in said
    assert (talk.asked, talk.slots[DETAILS], await _booked(talk)) == (None, None, [])


async def test_giving_up_and_asking_in_one_breath_ends_the_form_and_is_answered(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    await talk.say("算了，先问下发烧几度要去医院", "ask_parenting")

    assert (talk.asked, talk.slots[DETAILS], talk.then) == (None, None, "action_answer_question")


@pytest.mark.parametrize("text", ["没有预约码", "忘了", "找不到了"])
async def test_whoever_has_no_code_is_told_another_way(talk: FormTalk, text: str) -> None:
    await talk.say("我要改约", "move_booking", begin="move_booking_form")
    assert talk.asked == "code"

    said = await talk.say(text, "list_bookings")

    assert said == form_wording.BOOKING_NO_CODE
    assert talk.parts[-1]["kind"] == "person"
    assert talk.asked is None


async def test_what_was_left_open_already_is_not_offered_again_where_no_sitting_fits(talk: FormTalk) -> None:
    await talk.say("我想预约宜兴市的活动", "book_session", begin="book_session_form")
    await talk.say("2020年3月")
    await talk.say("下周")
    await talk.say("入户指导")
    assert talk.labels() == [
        form_wording.BOOK_OTHER_DISTRICT,
        form_wording.BOOK_ANY_DAY,
        form_wording.BOOK_ANY_KIND_AGAIN,
    ]

    await talk.say("时间都可以")
    assert form_wording.BOOK_ANY_DAY not in talk.labels()

    said = await talk.say("形式都可以")
    assert (said, talk.labels()) == (form_wording.BOOK_NONE_AT_ALL, [form_wording.BOOK_OTHER_DISTRICT])


async def test_after_two_more_tries_a_person_is_offered_and_what_was_told_stays(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")
    await talk.say("滨湖区")

    said = []
    for _ in range(3):
        assert form_wording.NEED_PERSON not in talk.labels()
        said.append(await talk.say("嘟嘟嘟嘟", "nlu_fallback"))

    assert len(set(said)) == 3
    assert form_wording.NEED_PERSON in talk.labels()
    assert talk.asked == "birth_month"
    await talk.say("2025年3月")
    assert (talk.asked, talk.slots[DETAILS]["district"]) == ("days", "滨湖区")
    assert form_wording.NEED_PERSON not in talk.labels()


async def test_whoever_tries_on_after_the_offer_in_vain_is_given_to_a_person(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    said = [await talk.say("嘟嘟嘟嘟", "nlu_fallback") for _ in range(MOST_MISFITS + 1)]

    assert len(set(said)) == len(said)
    assert talk.parts[-1]["kind"] == "person"
    assert talk.asked is None


async def test_after_a_question_that_was_answered_elsewhere_the_form_goes_on(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    said = await talk.say(ANSWERED, "nlu_fallback")

    assert form_wording.GO_ON in said
    assert talk.asked == "district"


@pytest.mark.parametrize("intent", ["ask_parenting", "cancel_booking"])
async def test_a_question_or_another_task_is_left_to_rasas_rules(talk: FormTalk, intent: str) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    with pytest.raises(ActionExecutionRejection):
        await talk.say("宝宝发烧怎么办", intent)


async def test_the_open_question_is_repeated_after_another_was_answered(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    talk.events = [{"event": "user"}, {"event": "action_execution_rejected", "name": "book_session_form"}]
    said = await talk.say("宝宝发烧怎么办", "ask_parenting")

    assert "接着刚才" in said
    assert talk.asked == "district"


async def _other_questions(talk: FormTalk, count: int) -> list[str]:
    talk.events = [{"event": "user"}, {"event": "action_execution_rejected", "name": "book_session_form"}]
    said = [await talk.say("宝宝发烧怎么办", "ask_parenting") for _ in range(count)]
    talk.events = []
    return said


async def test_after_other_questions_in_a_row_the_form_is_put_aside(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")

    said = await _other_questions(talk, MOST_ASIDES)

    assert all(form_wording.GO_ON in one for one in said[:-1])
    assert said[-1] == form_wording.PUT_ASIDE
    assert talk.asked is None
    assert talk.slots[DETAILS] is None


async def test_an_answer_in_between_keeps_the_form_open(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")
    await _other_questions(talk, MOST_ASIDES - 1)
    await talk.say("滨湖区", "state_child_facts")

    await _other_questions(talk, MOST_ASIDES - 1)

    assert talk.asked == "birth_month"


async def test_a_form_left_open_for_weeks_is_closed_by_a_message_that_answers_nothing(talk: FormTalk) -> None:
    await talk.say("我想预约", "book_session", begin="book_session_form")
    talk.slots[DETAILS]["at"] = (MONDAY - timedelta(weeks=3)).isoformat()

    with pytest.raises(ActionExecutionRejection):
        await talk.say("嘟嘟", "nlu_fallback")
    talk.events = [{"event": "user"}, {"event": "action_execution_rejected", "name": "book_session_form"}]

    assert (await talk.say("嘟嘟", "nlu_fallback"), talk.asked) == ("", None)


async def test_the_last_confirmation_sent_twice_books_once(talk: FormTalk) -> None:
    await _to_confirm(talk)
    before = dict(talk.slots)

    await talk.say("确认", "affirm")
    talk.slots = before
    await talk.say("确认", "affirm")

    assert await _booked(talk) == [("booked", "BH-ACTIVITY-SAT")]
    assert [part["kind"] for part in talk.parts] == ["booking"]


async def test_the_mark_of_a_foreign_phone_opens_nothing(talk: FormTalk) -> None:
    async with talk.database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_2", token_hash="another"))
        sealed = PrivateValues(b"k" * 32).seal("13861724905")
        await uow.private_values.add(PrivateValueRecord("abc123", "cv_2", "mobile", sealed, "hash", MONDAY))
        await uow.commit()
    await _to_confirm(talk)

    await talk.say("〔手机号:abc123〕")
    await talk.say("确认", "affirm")

    mine = await talk.bookings.mine(Requester.of_conversation(talk.id))
    assert [one.phone for one in mine] == [""]

"""A complaint in the chat: told as references, filed once and after a yes, never opened from elsewhere."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from actions.forms.form import DETAILS
from assistant.domain.account import Operator, Role
from assistant.services.chat_complaints import ChatComplaints
from assistant.services.complaints import list_complaints, open_complaint, show_contact
from assistant.services.private_values import PrivateValues
from assistant.store.records import PrivateValueRecord
from tests.records import a_conversation
from tests.unit.actions.forms.conftest import MONDAY, FormTalk, clock

FORM = "file_complaint_form"
SEALER = PrivateValues(b"k" * 32)
LI = Operator("op-li", "li", "hash", (Role.OPERATOR,), MONDAY)
ABOUT, WHAT, PHONE = "示例小芽托育园", "老师把孩子关在门外一小时", "13861724905"

Keep = Callable[..., Awaitable[str]]


@pytest.fixture
def keep(talk: FormTalk) -> Keep:
    """Store a private value as a turn does; return its mark."""

    async def keep_it(reference: str, value: str, kind: str = "complaint", conversation: str = "cv_1") -> str:
        row = PrivateValueRecord(reference, conversation, kind, SEALER.seal(value), SEALER.lookup_hash(value), MONDAY)
        async with talk.database.unit_of_work() as uow:
            await uow.private_values.add(row)
            await uow.commit()
        return f"〔{'手机号' if kind == 'mobile' else '投诉内容'}:{reference}〕"

    return keep_it


async def _filed(talk: FormTalk) -> list[Any]:
    return await list_complaints(talk.database.unit_of_work, LI)


async def _to_summary(talk: FormTalk, keep: Keep, phone: str = "匿名") -> None:
    await talk.say("我要投诉", "file_complaint", begin=FORM)
    await talk.say(await keep("a1", ABOUT), "nlu_fallback")
    await talk.say("滨湖区")
    await talk.say(await keep("b2", WHAT), "nlu_fallback")
    await talk.say("就这些")
    await talk.say(phone)


async def test_nothing_is_written_before_the_summary_is_confirmed(talk: FormTalk, keep: Keep) -> None:
    await _to_summary(talk, keep)

    summary = {"about": "a1", "district": "滨湖区", "texts": ["b2"], "has_phone": False}
    assert talk.parts[0] == {"kind": "complaint_summary", **summary}
    assert await _filed(talk) == []

    await talk.say("提交", "affirm")
    [row] = await _filed(talk)
    opened = await open_complaint(talk.database.unit_of_work, SEALER, row.id, LI, MONDAY)
    assert (row.institution, row.district, row.kind, row.is_anonymous) == (ABOUT, "滨湖区", "complaint", True)
    assert opened.text == WHAT
    assert row.due_at == MONDAY + timedelta(days=15)
    assert [part["kind"] for part in talk.parts] == ["complaint_filed"]


async def test_what_was_filed_can_no_longer_be_opened_through_the_conversation(talk: FormTalk, keep: Keep) -> None:
    await _to_summary(talk, keep, await keep("c3", PHONE, "mobile"))

    await talk.say("提交", "affirm")

    async with talk.database.unit_of_work() as uow:
        assert [await uow.private_values.get(one) for one in ("a1", "b2")] == [None, None]
    [row] = await _filed(talk)
    assert await show_contact(talk.database.unit_of_work, SEALER, row.id, LI, "回电", MONDAY) == PHONE


async def test_the_same_run_files_one_and_gives_the_same_code(talk: FormTalk, keep: Keep) -> None:
    await _to_summary(talk, keep)
    before = dict(talk.slots)
    await talk.say("提交", "affirm")
    run = talk.parts[0]["run"]

    talk.slots = before
    await talk.say("提交", "affirm")

    assert talk.parts == [{"kind": "complaint_filed", "run": run}]
    assert len(await _filed(talk)) == 1
    complaints = ChatComplaints(talk.database.unit_of_work, SEALER, timedelta(days=15), clock)
    code = complaints.code_of("cv_1", run)
    assert (await complaints.look_up(code)).state == "received"
    assert complaints.code_of("cv_2", run) != code


async def test_nothing_that_was_told_is_in_what_rasa_keeps(talk: FormTalk, keep: Keep) -> None:
    await _to_summary(talk, keep, await keep("c3", PHONE, "mobile"))

    kept = f"{talk.slots} {talk.parts}"
    assert not any(told in kept for told in (ABOUT, WHAT, PHONE))


async def test_a_name_in_the_first_sentence_is_not_asked_for_again(talk: FormTalk, keep: Keep) -> None:
    mark = await keep("a1", ABOUT)

    await talk.say(f"我要举报{mark}", "file_complaint", begin=FORM, district="滨湖区")

    assert talk.asked == "text"
    assert talk.parts[-1]["is_private"] is True
    assert talk.slots[DETAILS]["type"] == "report"


async def test_a_story_in_the_first_sentence_may_be_added_to(talk: FormTalk, keep: Keep) -> None:
    await talk.say(f"我要投诉{await keep('b1', WHAT)}", "file_complaint", begin=FORM, district="滨湖区")
    await talk.say("不说名称")
    assert talk.asked == "more"

    await talk.say(await keep("b2", "是昨天下午的事"), "nlu_fallback")
    await talk.say("匿名")
    await talk.say("提交", "affirm")

    [row] = await _filed(talk)
    opened = await open_complaint(talk.database.unit_of_work, SEALER, row.id, LI, MONDAY)
    assert (row.institution, opened.text) == ("不说名称", f"{WHAT}\n是昨天下午的事")


@pytest.mark.parametrize(
    ("wish", "asked"), [("改对象", "about"), ("改所在区", "district"), ("重写经过", "text"), ("改联系方式", "phone")]
)
async def test_each_part_can_be_told_anew_at_the_summary(talk: FormTalk, keep: Keep, wish: str, asked: str) -> None:
    await _to_summary(talk, keep)
    await talk.say("改一下", "correct_information")
    assert talk.asked == "change"

    await talk.say(wish, "correct_information")

    assert talk.asked == asked


async def test_giving_up_writes_nothing(talk: FormTalk, keep: Keep) -> None:
    await _to_summary(talk, keep)

    await talk.say("不投诉了", "stop")

    assert talk.slots[DETAILS] is None
    assert await _filed(talk) == []


async def test_a_mark_that_somebody_typed_opens_nothing_of_another_conversation(talk: FormTalk, keep: Keep) -> None:
    async with talk.database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_2"))
        await uow.commit()
    await keep("f0", "别人写的", conversation="cv_2")
    await talk.say("我要投诉", "file_complaint", begin=FORM, district="滨湖区")
    await talk.say("不说名称")
    await talk.say("〔投诉内容:f0〕", "nlu_fallback")
    await talk.say("就这些")
    await talk.say("匿名")

    said = await talk.say("提交", "affirm")

    assert "已经不在了" in said
    assert talk.asked == "about"
    assert await _filed(talk) == []


async def test_a_question_about_how_to_complain_is_answered_by_the_handbook(talk: FormTalk) -> None:
    said = await talk.say("投诉托育机构打哪个电话？", "file_complaint", begin=FORM)

    assert (talk.then, talk.asked) == ("action_answer_question", None)
    assert "我要投诉" in said

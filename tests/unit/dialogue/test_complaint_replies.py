"""What the teller of a complaint reads; what is looked up passes through nobody else."""

from datetime import timedelta

import pytest

from assistant.dialogue.complaint_replies import ComplaintReplies
from assistant.domain.account import Operator, Role
from assistant.errors import NotFound
from assistant.services.chat_complaints import ChatComplaints, ToldComplaint
from assistant.services.complaints import handle_complaint, list_complaints
from assistant.services.personal_data import show_private
from assistant.services.private_values import PrivateValues
from assistant.store.database import Database
from assistant.store.records import PrivateValueRecord
from tests.records import NOW, a_conversation

SEALER = PrivateValues(b"k" * 32)
PAGE = "https://assistant.example/complaint"
WANG = Operator("op-wang", "王芳", "hash", (Role.OPERATOR,), NOW)
LI = Operator("op-li", "li", "hash", (Role.OPERATOR,), NOW)


@pytest.fixture
async def complaints(database: Database) -> ChatComplaints:
    async with database.unit_of_work() as uow:
        for operator in (WANG, LI):
            await uow.operators.add(operator)
        await uow.conversations.add(a_conversation("cv_1"))
        for reference, value in (("a1", "阳光托育园"), ("a2", "托育园的王老师"), ("b2", "热线的王芳态度不好")):
            row = PrivateValueRecord(reference, "cv_1", "complaint", SEALER.seal(value), "", NOW)
            await uow.private_values.add(row)
        await uow.commit()
    return ChatComplaints(database.unit_of_work, SEALER, timedelta(days=15), lambda: NOW)


def _replies(complaints: ChatComplaints) -> ComplaintReplies:
    return ComplaintReplies(complaints, "https://assistant.example")


async def _file(complaints: ChatComplaints) -> str:
    told = ToldComplaint("complaint", "a1", "滨湖区", ("b2",))
    await complaints.file("cv_1", "run1", told, "不说名称")
    return complaints.code_of("cv_1", "run1")


async def test_the_summary_shows_an_institutions_name_and_of_the_rest_no_word(
    complaints: ChatComplaints,
) -> None:
    part = {"about": "a1", "district": "滨湖区", "texts": ["b2"], "has_phone": False}

    [text] = (await _replies(complaints).summary(part, "cv_1")).texts

    assert "阳光托育园" in text
    assert "共9字" in text
    assert "匿名" in text
    assert "王芳" not in text
    assert "王老师" not in (await _replies(complaints).summary({**part, "about": "a2"}, "cv_1")).texts[0]
    assert "阳光托育园" not in (await _replies(complaints).summary(part, "cv_2")).texts[0]


async def test_the_code_is_told_and_answers_in_the_chat_however_it_is_asked(
    complaints: ChatComplaints,
    database: Database,
) -> None:
    code, replies = await _file(complaints), _replies(complaints)
    assert code in replies.filed("run1", "cv_1").texts[0]
    assert PAGE in replies.filed("run1", "cv_1").texts[0]
    [row] = await list_complaints(database.unit_of_work, LI)
    answer = {"state": "answered", "note": "", "answer": "已责令整改", "now": NOW}
    await handle_complaint(database.unit_of_work, SEALER, row.id, LI, **answer)  # type: ignore[arg-type]

    for asked in (code, f"帮我查一下投诉进展 {code.lower()}", code.replace("-", "")):
        found = await replies.status_in(asked)
        assert found is not None
        assert "已答复" in found.texts[0]
        assert "已责令整改" in found.texts[0]


async def test_an_unknown_code_is_said_to_be_unknown_and_other_words_are_no_code(complaints: ChatComplaints) -> None:
    replies = _replies(complaints)

    unknown = await replies.status_in("查投诉 AAAA-BBBB-CCCC")
    assert unknown is not None
    assert PAGE in unknown.texts[0]
    for text in ("宝宝能吃盐吗", "预约码K7QM-9XTR-2HF", "batterycharg是什么", "〔投诉内容:0123456789ab〕"):
        assert await replies.status_in(text) is None


async def test_whoever_is_named_in_it_reads_it_neither_in_the_chat_nor_afterwards(
    complaints: ChatComplaints,
    database: Database,
) -> None:
    look = {"reason": "想看一看", "now": NOW}
    with pytest.raises(NotFound):
        await show_private(database.unit_of_work, SEALER, "cv_1", "b2", operator=WANG, **look)  # type: ignore[arg-type]
    seen = await show_private(database.unit_of_work, SEALER, "cv_1", "b2", operator=LI, **look)  # type: ignore[arg-type]
    assert seen == "热线的王芳态度不好"

    await _file(complaints)

    assert await list_complaints(database.unit_of_work, WANG) == []
    with pytest.raises(NotFound):
        await show_private(database.unit_of_work, SEALER, "cv_1", "b2", operator=LI, **look)  # type: ignore[arg-type]

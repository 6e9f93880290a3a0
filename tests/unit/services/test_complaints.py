"""Complaints and reports: sealed, routed, closed to whoever is named in them."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from assistant.domain.account import Operator, Role
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.services import complaints as service
from assistant.services.audit import read_audit
from assistant.services.complaints import NewComplaint
from assistant.services.private_values import PrivateValues
from assistant.store.database import Database
from tests.records import NOW

SEALER = PrivateValues(b"k" * 32)
SAID = "托班老师把孩子关在门外一小时"
CONTACT = "13812345678"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def an_operator(database: Database, name: str) -> Operator:
    operator = Operator(f"op-{name}", name, "hash", (Role.OPERATOR,), NOW)
    async with database.unit_of_work() as uow:
        await uow.operators.add(operator)
        await uow.commit()
    return operator


async def submit(database: Database, **changes: object) -> str:
    values: dict[str, object] = {"kind": "report", "institution": "小星星托育园", "district": "滨湖区", "text": SAID}
    complaint = NewComplaint(**{**values, **changes})  # type: ignore[arg-type]
    return await service.submit_complaint(
        database.unit_of_work, SEALER, complaint, "caregiver", NOW, timedelta(days=15)
    )


async def test_what_was_written_and_the_code_lie_in_no_table_in_clear(database: Database) -> None:
    code = await submit(database, contact=CONTACT)
    await service.add_evidence(database.unit_of_work, SEALER, code, "门口照片.png", PNG, NOW)

    async with database.unit_of_work() as uow:
        statements = uow.items._statements
        rows = ""
        for table in ("complaints", "complaint_steps", "complaint_files", "audit"):
            rows += "".join(repr(row) for row in await statements.execute(text(f"SELECT * FROM {table}")))
    for secret in (SAID, CONTACT, code, code.replace("-", ""), "门口照片"):
        assert secret not in rows


async def test_the_code_shows_the_state_and_the_answer_however_it_is_typed(database: Database) -> None:
    code, li = await submit(database), await an_operator(database, "li")
    assert (await service.look_up_complaint(database.unit_of_work, code.lower().replace("-", " "))).state == "received"
    (row,) = await service.list_complaints(database.unit_of_work, li)

    await service.handle_complaint(
        database.unit_of_work, SEALER, row.id, li, state="answered", note="已核实", answer="已责令整改", now=NOW
    )

    view = await service.look_up_complaint(database.unit_of_work, code)
    assert (view.state, view.answer) == ("answered", "已责令整改")
    with pytest.raises(NotFound):
        await service.look_up_complaint(database.unit_of_work, "0000-0000-0000")


@pytest.mark.parametrize("naming", [{"named": ("wang",)}, {"text": "坐席wang态度恶劣，挂断电话"}])
async def test_who_is_named_neither_finds_nor_opens_nor_handles_it(
    database: Database, naming: dict[str, object]
) -> None:
    wang, li = await an_operator(database, "wang"), await an_operator(database, "li")
    code = await submit(database, contact=CONTACT, **naming)
    await service.add_evidence(database.unit_of_work, SEALER, code, "a.png", PNG, NOW)
    (row,) = await service.list_complaints(database.unit_of_work, li)
    opened = await service.open_complaint(database.unit_of_work, SEALER, row.id, li, NOW)
    uow, file_id = database.unit_of_work, opened.files[0][0].id

    assert await service.list_complaints(uow, wang) == []
    for refused in (
        service.open_complaint(uow, SEALER, row.id, wang, NOW),
        service.show_contact(uow, SEALER, row.id, wang, "想知道是谁", NOW),
        service.open_evidence(uow, SEALER, row.id, file_id, wang, NOW),
        service.handle_complaint(uow, SEALER, row.id, wang, state="closed", note="", answer=None, now=NOW),
    ):
        with pytest.raises(NotFound):
            await refused
    assert (await service.look_up_complaint(uow, code)).state == "received"


async def test_every_look_is_on_record_with_its_reason(database: Database) -> None:
    await submit(database, contact=CONTACT)
    li = await an_operator(database, "li")
    (row,) = await service.list_complaints(database.unit_of_work, li)

    opened = await service.open_complaint(database.unit_of_work, SEALER, row.id, li, NOW)
    contact = await service.show_contact(database.unit_of_work, SEALER, row.id, li, "回电核实", NOW)

    assert (opened.text, contact) == (SAID, CONTACT)
    audit = await read_audit(database.unit_of_work, 10)
    assert [one.action for one in audit][:2] == ["complaint_contact_shown", "complaint_opened"]
    assert audit[0].detail == {"reason": "回电核实"}


async def test_an_anonymous_one_has_no_contact_and_a_closed_one_takes_nothing_more(database: Database) -> None:
    code, li = await submit(database), await an_operator(database, "li")
    (row,) = await service.list_complaints(database.unit_of_work, li)
    assert row.is_anonymous
    with pytest.raises(NotFound):
        await service.show_contact(database.unit_of_work, SEALER, row.id, li, "回电核实", NOW)

    close = {"state": "closed", "note": "", "answer": "办结", "now": NOW}
    await service.handle_complaint(database.unit_of_work, SEALER, row.id, li, **close)  # type: ignore[arg-type]

    with pytest.raises(Conflict):
        await service.handle_complaint(database.unit_of_work, SEALER, row.id, li, **close)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await service.add_evidence(database.unit_of_work, SEALER, code, "a.png", PNG, NOW)


async def test_evidence_comes_back_as_it_was_and_the_sixth_file_is_refused(database: Database) -> None:
    code, li = await submit(database), await an_operator(database, "li")
    for number in range(5):
        await service.add_evidence(database.unit_of_work, SEALER, code, f"{number}.png", PNG, NOW)
    with pytest.raises(Conflict):
        await service.add_evidence(database.unit_of_work, SEALER, code, "6.png", PNG, NOW)

    (row,) = await service.list_complaints(database.unit_of_work, li)
    opened = await service.open_complaint(database.unit_of_work, SEALER, row.id, li, NOW)
    assert len(opened.files) == 5
    evidence = await service.open_evidence(database.unit_of_work, SEALER, row.id, opened.files[0][0].id, li, NOW)
    assert (evidence.content, evidence.media_type) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("page.html", b"<script>alert(1)</script>"),
        ("page.png", b"<script>alert(1)</script>"),
        ("program.exe", b"MZ" + b"0" * 50),
        ("picture.pdf", PNG),
        ("../picture.png", PNG),
        ("large.png", PNG + b"0" * service.LARGEST_FILE),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        service.check_evidence(name, content)

"""Reading the audit log."""

import pytest

from assistant.errors import InvalidInput
from assistant.services.audit import read_audit
from assistant.store.database import Database
from tests.records import NOW


async def fill(database: Database, count: int) -> None:
    async with database.unit_of_work() as uow:
        for number in range(count):
            await uow.audit.add(
                at=NOW, operator_id="op-1", actor="李护士", action="viewed", subject=f"s{number}", detail={"n": number}
            )
        await uow.commit()


async def test_pages_go_back_in_time_without_gap_or_repeat(database: Database) -> None:
    await fill(database, 7)

    first = await read_audit(database.unit_of_work, limit=3)
    second = await read_audit(database.unit_of_work, limit=3, before_id=first[-1].id)
    third = await read_audit(database.unit_of_work, limit=3, before_id=second[-1].id)

    assert [record.subject for record in first + second + third] == [f"s{number}" for number in range(6, -1, -1)]
    assert (first[0].actor, first[0].action, first[0].detail) == ("李护士", "viewed", {"n": 6})
    assert (first[0].at, first[0].operator_id, first[0].request_id) == (NOW, "op-1", "")


async def test_what_was_taken_back_is_not_in_the_log(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.audit.add(at=NOW, actor="system", action="tried", subject="s")

    assert await read_audit(database.unit_of_work) == []


@pytest.mark.parametrize("limit", [-1, 0, 201])
async def test_a_page_of_another_size_is_refused(database: Database, limit: int) -> None:
    with pytest.raises(InvalidInput, match="1 to 200"):
        await read_audit(database.unit_of_work, limit)

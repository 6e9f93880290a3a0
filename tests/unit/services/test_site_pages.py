"""Looking after sites, on both databases: what changes, what an editor decides, what is audited."""

import asyncio

import pytest

from assistant.domain.account import Operator, Role
from assistant.domain.site import Site
from assistant.domain.site_profile import NoteState
from assistant.errors import Conflict, NotFound, SiteRefused
from assistant.services.site_pages import (
    Act,
    change_site,
    decide_note,
    enable_site,
    get_logo,
    list_pages,
    public_page,
    set_logo,
    write_note,
)
from assistant.services.sites import add_site
from assistant.store.database import Database
from tests.records import NOW

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
ACT = Act(Operator("o_1", "wang", "", (Role.ADMINISTRATOR,), NOW), NOW, "r_1")


@pytest.fixture
async def clinic(database: Database) -> Site:
    async with database.unit_of_work() as uow:
        await uow.operators.add(ACT.operator)  # type: ignore[arg-type]
        await uow.commit()
    return await add_site(database.unit_of_work, "clinic", "甲诊所", ["https://clinic.example"], NOW, act=ACT)


async def _actions(database: Database) -> list[str]:
    async with database.unit_of_work() as uow:
        return [row.action for row in reversed(await uow.audit.list(50))]


async def test_what_is_not_named_stays(database: Database, clinic: Site) -> None:
    changed = await change_site(database.unit_of_work, "clinic", {"name": "乙诊所"}, ACT)

    assert changed.name == "乙诊所"
    assert changed.allowed_origins == clinic.allowed_origins
    async with database.unit_of_work() as uow:
        assert await uow.sites.get("clinic") == changed


async def test_a_bad_change_changes_nothing(database: Database, clinic: Site) -> None:
    for changes in ({"allowed_origins": ("clinic.example",)}, {"settings": {"accent": "red"}}):
        with pytest.raises(SiteRefused):
            await change_site(database.unit_of_work, "clinic", changes, ACT)

    async with database.unit_of_work() as uow:
        assert await uow.sites.get("clinic") == clinic


@pytest.mark.parametrize("key", ["unknown", ""])
async def test_an_unknown_site_cannot_be_changed(database: Database, key: str) -> None:
    with pytest.raises(NotFound):
        await change_site(database.unit_of_work, key, {"name": "x"}, ACT)
    with pytest.raises(NotFound):
        await enable_site(database.unit_of_work, key, False, ACT)
    with pytest.raises(NotFound):
        await write_note(database.unit_of_work, key, "hours", "时间", "上午", "", ACT)
    with pytest.raises(NotFound):
        await set_logo(database.unit_of_work, key, PNG, ACT)


async def test_visitors_see_a_note_from_its_approval_to_its_withdrawal(database: Database, clinic: Site) -> None:
    note = await write_note(database.unit_of_work, "clinic", "hours", "门诊时间", "周一至周五上午", "", ACT)
    seen = [(await public_page(database.unit_of_work, clinic)).notes]
    for state in (NoteState.APPROVED, NoteState.WITHDRAWN):
        await decide_note(database.unit_of_work, "clinic", note.id, state, ACT)
        seen.append((await public_page(database.unit_of_work, clinic)).notes)

    assert [len(notes) for notes in seen] == [0, 1, 0]
    assert seen[1][0].decided_by == "wang"


async def test_a_note_is_decided_once_and_only_under_its_own_site(database: Database, clinic: Site) -> None:
    await add_site(database.unit_of_work, "other", "乙", [], NOW)
    note = await write_note(database.unit_of_work, "clinic", "hours", "门诊时间", "上午", "", ACT)
    with pytest.raises(Conflict):
        await decide_note(database.unit_of_work, "other", note.id, NoteState.APPROVED, ACT)

    tries = [
        decide_note(database.unit_of_work, "clinic", note.id, state, ACT)
        for state in (NoteState.APPROVED, NoteState.REFUSED) * 3
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes)


async def test_a_refused_text_is_not_stored(database: Database, clinic: Site) -> None:
    with pytest.raises(SiteRefused):
        await write_note(database.unit_of_work, "clinic", "information", "通知", "疫苗到货", "", ACT)

    assert (await list_pages(database.unit_of_work))[0].notes == ()


async def test_a_logo_is_replaced_and_taken_away(database: Database, clinic: Site) -> None:
    await set_logo(database.unit_of_work, "clinic", PNG, ACT)
    await set_logo(database.unit_of_work, "clinic", PNG + b"2", ACT)
    assert (await get_logo(database.unit_of_work, "clinic")).content == PNG + b"2"
    assert (await public_page(database.unit_of_work, clinic)).has_logo

    await set_logo(database.unit_of_work, "clinic", b"", ACT)

    with pytest.raises(NotFound):
        await get_logo(database.unit_of_work, "clinic")


async def test_every_act_is_audited(database: Database, clinic: Site) -> None:
    await change_site(database.unit_of_work, "clinic", {"name": "乙"}, ACT)
    await enable_site(database.unit_of_work, "clinic", False, ACT)
    note = await write_note(database.unit_of_work, "clinic", "hours", "时间", "上午", "", ACT)
    await decide_note(database.unit_of_work, "clinic", note.id, NoteState.REFUSED, ACT)
    await set_logo(database.unit_of_work, "clinic", PNG, ACT)

    assert await _actions(database) == [
        "site_added",
        "site_changed",
        "site_disabled",
        "site_note_written",
        "site_note_refused",
        "site_logo_changed",
    ]

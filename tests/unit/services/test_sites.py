"""Which sites may come in, and from where."""

import asyncio

import pytest

from assistant.domain.site import Site, check_new_site
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.services.sites import add_site, ensure_demo_site, get_enabled_site, origin_allowed
from assistant.store.database import Database
from tests.records import NOW

CLINIC = Site("clinic", "社区卫生服务中心", ("https://clinic.example",), NOW)
DEMO = Site("demo", "演示", (), NOW)


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("https://clinic.example", True),
        ("https://clinic.example/", False),
        ("https://clinic.example:8443", False),
        ("https://CLINIC.example", False),
        ("http://clinic.example", False),
        ("https://clinic.example.evil.example", False),
        ("https://evil.example/https://clinic.example", False),
        ("http://localhost:3000", False),
        ("null", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("development", [True, False])
def test_an_origin_must_be_the_same_to_the_letter(origin: str, is_allowed: bool, development: bool) -> None:
    assert origin_allowed(CLINIC, origin, development) is is_allowed


def test_a_missing_origin_is_let_in_locally_and_from_servers_only() -> None:
    server = Site("server", "平台", (), NOW, server_to_server=True)

    assert origin_allowed(CLINIC, None, development=True)
    assert not origin_allowed(CLINIC, None, development=False)
    assert origin_allowed(server, None, development=False)
    assert not origin_allowed(server, "https://evil.example", development=False)


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1:5173", True),
        ("http://localhost", True),
        ("https://localhost:8080", False),
        ("http://localhost:8080.evil.example", False),
        ("http://localhost.evil.example:8080", False),
        ("http://127.0.0.1x:80", False),
        ("http://127x0x0x1:80", False),
        ("http://localhost:8080\n", False),
        ("http://user@localhost:8080", False),
    ],
)
def test_the_demo_site_opens_to_pages_of_this_machine_in_development(origin: str, is_allowed: bool) -> None:
    assert origin_allowed(DEMO, origin, development=True) is is_allowed
    assert not origin_allowed(DEMO, origin, development=False)


async def test_a_site_that_was_added_is_found_as_it_was(database: Database) -> None:
    origins, limit = ["https://clinic.example", "http://10.1.2.3:8000"], {"messages_per_minute": 30}
    added = await add_site(database.unit_of_work, "clinic", "社区卫生服务中心", origins, NOW, True, limit)

    assert await get_enabled_site(database.unit_of_work, "clinic") == added
    assert added.allowed_origins == tuple(origins)
    assert added.settings == limit


async def test_a_key_is_given_once(database: Database) -> None:
    await add_site(database.unit_of_work, "clinic", "甲", [], NOW)

    with pytest.raises(Conflict):
        await add_site(database.unit_of_work, "clinic", "乙", [], NOW)


@pytest.mark.parametrize("key", ["", "A", "Clinic", "诊所", "a b", "x" * 65, "-a", "ab\n"])
def test_a_key_that_no_page_can_send_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput, match="site key"):
        check_new_site(key, ())


@pytest.mark.parametrize(
    "origin", ["clinic.example", "https://clinic.example/", "https://*.example", "https://Clinic.example", "null"]
)
def test_an_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(InvalidInput, match="as browsers send it"):
        check_new_site("clinic", (origin,))


async def test_no_site_is_added_with_a_bad_key_or_origin(database: Database) -> None:
    for key, origin in (("Clinic", "https://clinic.example"), ("clinic", "clinic.example")):
        with pytest.raises(InvalidInput):
            await add_site(database.unit_of_work, key, "甲", [origin], NOW)

    async with database.unit_of_work() as uow:
        assert await uow.sites.list_all() == []


@pytest.mark.parametrize("key", ["unknown", ""])
async def test_an_unknown_key_is_not_found(database: Database, key: str) -> None:
    with pytest.raises(NotFound):
        await get_enabled_site(database.unit_of_work, key)


async def test_a_disabled_site_is_not_found(database: Database) -> None:
    await add_site(database.unit_of_work, "clinic", "甲", [], NOW)
    async with database.unit_of_work() as uow:
        await uow.sites.set_enabled("clinic", False)
        await uow.commit()

    with pytest.raises(NotFound):
        await get_enabled_site(database.unit_of_work, "clinic")


async def test_several_instances_may_ask_for_the_demo_site_at_once(database: Database) -> None:
    await asyncio.gather(*(ensure_demo_site(database.unit_of_work, NOW) for _ in range(5)))

    async with database.unit_of_work() as uow:
        assert [site.key for site in await uow.sites.list_all()] == ["demo"]

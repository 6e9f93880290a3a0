"""The doctor finds what is wrong with an installation and says how to mend it."""

import socket
import sys
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.cli.check import Check, Outcome, failed, idle, passed
from assistant.cli.doctor import print_checks
from assistant.cli.environment_checks import check_environments
from assistant.cli.file_checks import check_files
from assistant.cli.running_checks import check_running
from assistant.settings import Settings, load_settings
from assistant.store.migrate import migrate

TOKEN = "t" * 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_in(root: Path, **environ: str) -> Settings:
    ports = {f"ASSISTANT_{name}": str(free_port()) for name in ("PORT", "INTERNAL_PORT", "RASA_PORT")}
    return load_settings({**ports, **environ}, root)


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


async def serve(text: str, status: int, port: int) -> TestServer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status)

    app = web.Application()
    app.router.add_get("/{anything:.*}", answer)
    server = TestServer(app, port=port)
    await server.start_server()
    return server


def place_environment(root: Path, pins: str) -> None:
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (root / "requirements").mkdir()
    (root / "requirements" / "service.txt").write_text(pins)


def test_a_report_without_faults_exits_with_0() -> None:
    lines: list[str] = []
    code = print_checks([passed("disk", "12 GB free."), idle("Rasa", "It is not running.", "Start it.")], lines.append)
    assert code == 0
    assert lines == [
        "ok      disk: 12 GB free.",
        "idle    Rasa: It is not running.",
        "        -> Start it.",
        "2 checks, none failed.",
    ]


def test_a_report_with_a_fault_exits_with_1_and_names_the_remedy() -> None:
    lines: list[str] = []
    assert print_checks([failed("disk", "0.1 GB free.", "Make room.")], lines.append) == 1
    assert lines[1] == "        -> Make room."


async def test_missing_environments_are_named(tmp_path: Path) -> None:
    checks = await check_environments(settings_in(tmp_path))
    assert [check.outcome for check in checks] == [Outcome.FAILED, Outcome.FAILED]
    assert all("make install" in check.remedy for check in checks)


async def test_a_package_of_another_version_than_pinned_is_named(tmp_path: Path) -> None:
    place_environment(tmp_path, "pytest==0.0.1\nno-such-package==1.0\n")
    service, _ = await check_environments(settings_in(tmp_path))
    assert service.outcome is Outcome.FAILED
    assert "not 0.0.1" in service.finding
    assert "no-such-package is missing, not 1.0" in service.finding


def test_a_fresh_checkout_lacks_secrets_model_and_index(tmp_path: Path) -> None:
    (tmp_path / "knowledge_base").mkdir()
    checks = by_name(check_files(settings_in(tmp_path)))
    lacking = {name for name, check in checks.items() if check.outcome is Outcome.FAILED}
    assert lacking == {"data key", "internal token", "Rasa model", "search index"}
    assert all(check.remedy for check in checks.values() if check.outcome is Outcome.FAILED)


def test_a_secret_that_others_can_read_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "secrets"
    folder.mkdir(parents=True)
    for name, mode in (("data_key", 0o644), ("internal_token", 0o600)):
        (folder / name).write_text(TOKEN)
        (folder / name).chmod(mode)
    checks = by_name(check_files(settings_in(tmp_path)))
    assert checks["data key"].outcome is Outcome.FAILED
    assert "chmod 600" in checks["data key"].remedy
    assert checks["internal token"].outcome is Outcome.OK


def test_a_secret_from_the_environment_needs_no_file(tmp_path: Path) -> None:
    checks = by_name(check_files(settings_in(tmp_path, ASSISTANT_DATA_KEY=TOKEN)))
    assert checks["data key"].outcome is Outcome.OK
    assert TOKEN not in checks["data key"].finding


def test_a_mistake_in_the_knowledge_base_is_shown_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge_base" / "handbook" / "feeding"
    folder.mkdir(parents=True)
    (folder / "salt.md").write_text("no front matter", encoding="utf-8")
    check = by_name(check_files(settings_in(tmp_path)))["knowledge base"]
    assert check.outcome is Outcome.FAILED
    assert "salt.md:1" in check.finding


async def test_what_does_not_run_is_idle_and_no_fault(tmp_path: Path) -> None:
    checks = by_name(await check_running(settings_in(tmp_path)))
    names = ("public listener", "service", "internal listener", "Rasa")
    assert [checks[name].outcome for name in names] == [Outcome.IDLE] * 4


async def test_looking_at_a_database_that_does_not_exist_makes_none(tmp_path: Path) -> None:
    check = by_name(await check_running(settings_in(tmp_path)))["database"]
    assert check.outcome is Outcome.FAILED
    assert "does not exist yet" in check.finding
    assert not (tmp_path / "var").exists()


async def test_a_database_without_its_tables_is_a_fault_until_it_is_migrated(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "assistant.db").touch()
    assert by_name(await check_running(settings))["database"].outcome is Outcome.FAILED
    await migrate(settings.database_url)
    assert by_name(await check_running(settings))["database"].outcome is Outcome.OK


async def test_a_database_that_does_not_answer_is_a_fault_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://someone:geheim@127.0.0.1:{free_port()}/assistant"
    check = by_name(await check_running(settings_in(tmp_path, ASSISTANT_DATABASE_URL=url)))["database"]
    assert check.outcome is Outcome.FAILED
    assert "geheim" not in check.finding


async def test_a_running_service_and_rasa_are_recognised(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, ASSISTANT_INTERNAL_TOKEN=TOKEN)
    servers = [
        await serve('{"status": "ok"}', 200, settings.port),
        await serve("# metrics", 200, settings.internal_port),
        await serve("Hello from Rasa: 3.6.21", 200, settings.rasa_port),
    ]
    checks = by_name(await check_running(settings))
    for server in servers:
        await server.close()
    names = ("public listener", "service", "internal listener", "Rasa")
    assert [checks[name].outcome for name in names] == [Outcome.OK] * 4


async def test_foreign_programs_on_our_ports_are_faults_that_name_the_setting(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    ports = (settings.port, settings.internal_port, settings.rasa_port)
    servers = [await serve("something else", 404, port) for port in ports]
    checks = by_name(await check_running(settings))
    for server in servers:
        await server.close()
    assert "ASSISTANT_PORT" in checks["public listener"].remedy
    assert "ASSISTANT_INTERNAL_PORT" in checks["internal listener"].remedy
    assert "ASSISTANT_RASA_PORT" in checks["Rasa"].remedy


async def test_a_listener_that_refuses_this_checkouts_token_is_a_fault(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, ASSISTANT_INTERNAL_TOKEN=TOKEN)
    server = await serve("no", 401, settings.internal_port)
    check = by_name(await check_running(settings))["internal listener"]
    await server.close()
    assert check.outcome is Outcome.FAILED
    assert "token" in check.finding

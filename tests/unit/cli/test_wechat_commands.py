"""Looking after the official account from the command line, against a stand-in for the platform."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant.cli.main import main
from tests.databases import migrated_sqlite  # noqa: F401 - fixtures are found by name
from tests.wechat_platform import APP_ID, APP_SECRET
from tests.wechat_service import Connected, connected

Command = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `assistant wechat ...` with the settings of a running service, in a thread with a loop of its own."""

    async def run(account: Connected, *arguments: str, **more: str) -> tuple[int, str]:
        settings = account.service.settings
        env = {
            "ASSISTANT_VAR_FOLDER": str(settings.var_folder),
            "ASSISTANT_DATABASE_URL": settings.database_url,
            "ASSISTANT_DATA_KEY": settings.data_key.value,
            "ASSISTANT_INTERNAL_TOKEN": settings.internal_token.value,
            "ASSISTANT_PUBLIC_URL": account.service.url.removesuffix("/wechat/official-account"),
            "ASSISTANT_WECHAT_MODE": settings.wechat.mode,
            "ASSISTANT_WECHAT_APP_ID": APP_ID,
            "ASSISTANT_WECHAT_APP_SECRET": APP_SECRET,
            "ASSISTANT_WECHAT_TOKEN": settings.wechat.token.value,
            "ASSISTANT_WECHAT_AES_KEY": settings.wechat.aes_key.value,
            "ASSISTANT_WECHAT_API_URL": account.platform.url,
            **more,
        }
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["wechat", *arguments])
        return code, "".join(capsys.readouterr())

    return run


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:  # noqa: F811
    file = tmp_path / "assistant.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite+aiosqlite:///{file}"


async def test_a_pushed_menu_is_found_to_be_right(tmp_path: Path, database_url: str, command: Command) -> None:
    async with connected(database_url, tmp_path) as account:
        code, before = await command(account, "check")
        assert (code, "menu push" in before) == (0, True)

        pushed, _ = await command(account, "menu", "push")
        code, after = await command(account, "check")

    assert pushed == code == 0
    assert account.platform.menu is not None
    assert "the account shows the menu of the file" in after
    assert "none failed" in after


async def test_check_names_what_is_wrong(tmp_path: Path, database_url: str, command: Command) -> None:
    async with connected(database_url, tmp_path) as account:
        _, secret = await command(account, "check", ASSISTANT_WECHAT_APP_SECRET="wrong")
        _, token = await command(account, "check", ASSISTANT_WECHAT_TOKEN="another")
        account.platform.fail("/cgi-bin/stable_token", 40164)
        code, address = await command(account, "check")

    assert "ASSISTANT_WECHAT_APP_SECRET" in secret
    assert "ASSISTANT_WECHAT_TOKEN" in token
    assert "IP allow-list" in address
    assert code == 1


async def test_quota_dead_letters_and_the_menu_are_shown(tmp_path: Path, database_url: str, command: Command) -> None:
    async with connected(database_url, tmp_path) as account:
        _, quota = await command(account, "quota")
        _, dead = await command(account, "dead-letters")
        _, menu = await command(account, "menu", "show")

    assert "500000 left today" in quota or "of 500000" in quota
    assert "Every message was sent" in dead
    assert len(json.loads(menu)["button"]) == 3


async def test_without_an_account_it_says_what_to_set(tmp_path: Path, database_url: str, command: Command) -> None:
    async with connected(database_url, tmp_path) as account:
        code, said = await command(account, "quota", ASSISTANT_WECHAT_MODE="off")

    assert code == 1
    assert "ASSISTANT_WECHAT_MODE" in said

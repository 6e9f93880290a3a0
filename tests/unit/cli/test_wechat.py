"""Looking after the official account from the command line, against a stand-in for the platform."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.databases import migrated_sqlite  # noqa: F401 - fixtures are found by name
from tests.wechat_platform import APP_ID, APP_SECRET
from tests.wechat_service import ROOT, Connected, connected


async def _command(account: Connected, *arguments: str, **more: str) -> tuple[int, str]:
    """Run `assistant wechat ...` in a process of its own."""
    settings = account.service.settings
    env = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")} | {
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
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assistant", "wechat", *arguments, cwd=ROOT, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:  # noqa: F811
    file = tmp_path / "assistant.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    return f"sqlite+aiosqlite:///{file}"


async def test_the_menu_is_pushed_and_then_found_to_be_right(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path) as account:
        code, before = await _command(account, "check")
        assert (code, "menu push" in before) == (0, True)

        pushed, _ = await _command(account, "menu", "push")
        code, after = await _command(account, "check")

    assert pushed == code == 0
    assert account.platform.menu is not None
    assert "the account shows the menu of the file" in after
    assert "none failed" in after


async def test_check_names_what_is_wrong(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path) as account:
        _, secret = await _command(account, "check", ASSISTANT_WECHAT_APP_SECRET="wrong")
        _, token = await _command(account, "check", ASSISTANT_WECHAT_TOKEN="another")
        account.platform.fail("/cgi-bin/stable_token", 40164)
        code, address = await _command(account, "check")

    assert "ASSISTANT_WECHAT_APP_SECRET" in secret
    assert "ASSISTANT_WECHAT_TOKEN" in token
    assert "IP allow-list" in address
    assert code == 1


async def test_quota_dead_letters_and_the_menu_are_shown(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path) as account:
        _, quota = await _command(account, "quota")
        _, dead = await _command(account, "dead-letters")
        _, menu = await _command(account, "menu", "show")

    assert "500000 left today" in quota or "of 500000" in quota
    assert "Every message was sent" in dead
    assert len(json.loads(menu)["button"]) == 3


async def test_a_command_without_an_account_says_what_to_set(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path) as account:
        code, said = await _command(account, "quota", ASSISTANT_WECHAT_MODE="off")

    assert code == 1
    assert "ASSISTANT_WECHAT_MODE" in said

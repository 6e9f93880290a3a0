"""A mistake in the menu's file or in the settings stops with what is wanted."""

from pathlib import Path

import pytest

from assistant.channels.wechat.menu import load_menu
from assistant.errors import ConfigurationError
from assistant.settings import load_settings
from tests.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN

GOOD = {
    "ASSISTANT_WECHAT_MODE": "safe",
    "ASSISTANT_WECHAT_APP_ID": APP_ID,
    "ASSISTANT_WECHAT_APP_SECRET": APP_SECRET,
    "ASSISTANT_WECHAT_TOKEN": TOKEN,
    "ASSISTANT_WECHAT_AES_KEY": AES_KEY,
}


def test_the_menu_keeps_the_platforms_limits() -> None:
    buttons = load_menu("https://guidance.example").buttons

    assert len(buttons) <= 3
    assert all(len(button["sub_button"]) <= 5 for button in buttons)
    assert buttons[2]["sub_button"][2]["url"] == "https://guidance.example/privacy"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "- name: 一二三四五六\n  say: 你好",
        "- name: 问\n",
        "- name: 问\n  url: http://clear.example",
        "- name: 问\n  say: " + "啊" * 50,
        "- name: 问\n  items:\n" + "".join(f"    - name: 第{number}\n      say: 你好\n" for number in range(6)),
    ],
)
def test_a_menu_beyond_them_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "menu.yml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=r"menu\.yml"):
        load_menu("https://guidance.example", file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "secure"),
        ("APP_ID", "gh_1"),
        ("APP_SECRET", ""),
        ("TOKEN", ""),
        ("TOKEN", "has spaces in it"),
        ("AES_KEY", "short"),
        ("API_URL", "http://platform.example"),
        ("REMINDER_FIELDS", "thing1"),
        ("REMINDER_KIND", "sms"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named_and_no_secret_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"ASSISTANT_WECHAT_{name}") as refused:
        load_settings({**GOOD, f"ASSISTANT_WECHAT_{name}": value}, tmp_path)

    assert not value or name not in ("TOKEN", "AES_KEY") or value not in str(refused.value)


def test_the_account_is_off_unless_switched_on(tmp_path: Path) -> None:
    assert not load_settings({}, tmp_path).wechat.is_on
    assert load_settings(GOOD, tmp_path).wechat.is_on


def test_production_refuses_plain_mode(tmp_path: Path) -> None:
    safe = {
        "ASSISTANT_MODE": "production",
        "ASSISTANT_PUBLIC_URL": "https://assistant.example",
        "ASSISTANT_DATA_KEY": "k" * 40,
        "ASSISTANT_INTERNAL_TOKEN": "t" * 40,
    }
    with pytest.raises(ConfigurationError, match="plain"):
        load_settings({**GOOD, **safe, "ASSISTANT_WECHAT_MODE": "plain"}, tmp_path)


def test_secrets_of_the_account_print_as_stars(tmp_path: Path) -> None:
    printed = str(load_settings(GOOD, tmp_path))

    assert not [secret for secret in (APP_SECRET, TOKEN, AES_KEY) if secret in printed]

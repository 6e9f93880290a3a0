"""`assistant wechat ...`; what a command needs is loaded when it runs."""

import argparse
from collections.abc import Callable
from typing import Any

Adder = Callable[[Any, str, str, object], argparse.ArgumentParser]
"""Adds a command: where, its name, its help, the function that runs it."""


def add_wechat_commands(commands: Any, add: Adder) -> None:
    """Add the commands of the official account."""
    actions = add(commands, "wechat", "the official account", None).add_subparsers(required=True, metavar="action")
    add(actions, "check", "check settings, secret, callback and menu, and say which is wrong", _check)
    menu = add(actions, "menu", "the account's menu", None).add_subparsers(required=True, metavar="action")
    add(menu, "show", "print the menu that `push` would send", _show_menu)
    add(menu, "push", "put the menu of the file on the account", _push_menu)
    add(actions, "quota", "how many calls are left today", _quota)
    add(actions, "dead-letters", "messages that could not be sent", _dead_letters)


def _check(_options: argparse.Namespace) -> int:
    from assistant.cli import wechat

    return wechat.with_account(wechat.check)


def _show_menu(_options: argparse.Namespace) -> int:
    from assistant.cli import wechat

    return wechat.show_menu()


def _push_menu(_options: argparse.Namespace) -> int:
    from assistant.cli import wechat

    return wechat.with_account(wechat.push_menu)


def _quota(_options: argparse.Namespace) -> int:
    from assistant.cli import wechat

    return wechat.with_account(wechat.quota)


def _dead_letters(_options: argparse.Namespace) -> int:
    from assistant.cli import wechat

    return wechat.with_account(wechat.dead_letters)

"""The options of `assistant sites edit|disable|enable`."""

import argparse
from typing import Any


def add_site_commands(actions: Any, add: Any) -> None:
    """Add the commands; `add` makes a parser and notes which function runs it."""
    edit = add(actions, "edit", "change a site; what is not named stays", _edit)
    edit.add_argument("key", help="the site's key")
    edit.add_argument("--name", help="the site's name, as people know it")
    edit.add_argument("--origin", action="append", help="https://clinic.example; repeated for all that are to hold")
    edit.add_argument("--server-to-server", action=argparse.BooleanOptionalAction, help="calls without an Origin")
    edit.add_argument("--accent", help="colour of button and links, as #0b6b5d")
    edit.add_argument("--position", choices=["left", "right"], help="corner of the page")
    edit.add_argument("--greeting", help="a word of welcome; nothing medical, no policy")
    edit.add_argument("--topic", action="append", help="a question to start with; up to six")
    edit.add_argument("--messages-per-minute", type=int, help="of one conversation, 1-600")
    edit.add_argument("--conversations-per-minute", type=int, help="new ones from one address, 1-600")
    edit.add_argument("--logo", help="file of a PNG, JPEG or WebP picture of at most 64 KB")
    for name, sentence in (("disable", "shut a site out, at once"), ("enable", "let a disabled site in again")):
        switch = add(actions, name, sentence, _disable if name == "disable" else _enable)
        switch.add_argument("key", help="the site's key")


def _edit(options: argparse.Namespace) -> int:
    from assistant.cli.sites import edit_site

    settings = {
        "accent": options.accent,
        "position": options.position,
        "greeting": options.greeting,
        "topics": options.topic,
        "messages_per_minute": options.messages_per_minute,
        "conversations_per_minute": options.conversations_per_minute,
    }
    fields = {"name": options.name, "server_to_server": options.server_to_server}
    return edit_site(options.key, fields, options.origin, settings, options.logo)


def _disable(options: argparse.Namespace) -> int:
    from assistant.cli.sites import switch_site

    return switch_site(options.key, enabled=False)


def _enable(options: argparse.Namespace) -> int:
    from assistant.cli.sites import switch_site

    return switch_site(options.key, enabled=True)

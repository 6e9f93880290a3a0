"""`assistant up`: training if needed, then the ports, then everything behind them."""

import sys
from time import monotonic

from assistant.cli.listeners import listening_sockets
from assistant.cli.secrets import settings_with_secrets
from assistant.cli.train import is_current, train_and_build
from assistant.errors import KnowledgeError
from assistant.garbage import made_to_stay
from assistant.settings import Settings

SWITCH_SECONDS = 0.0005
"""Longest wait for the interpreter while another thread computes. A turn goes to the database and back twenty times;
with Python's own 5 ms each of these could wait as long for the search thread, and ten operators' slowest suggestions
took a fifth longer."""


def up(train: bool = True) -> int:
    """Train if needed, start everything, print the addresses, and serve until Ctrl-C or SIGTERM."""
    settings = settings_with_secrets()
    if train and not is_current(settings):
        failed = _prepare(settings)
        if failed:
            return failed
    sys.setswitchinterval(SWITCH_SECONDS)
    started = monotonic()
    with listening_sockets(settings) as (public, internal):
        with made_to_stay():
            from assistant.cli.serve import serve
        serve(settings, public, internal, started)
    return 0


def _prepare(settings: Settings) -> int:
    """Train and build; with a wrong knowledge file the service starts on the entries that it has, and says so."""
    try:
        return train_and_build(settings)
    except KnowledgeError:
        return 0 if is_current(settings) else 1

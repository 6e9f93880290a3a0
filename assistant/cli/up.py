"""`assistant up`: training if needed, then the ports, then everything behind them."""

from time import monotonic

from assistant.cli.listeners import listening_sockets
from assistant.cli.secrets import settings_with_secrets
from assistant.cli.train import is_current, train_now
from assistant.garbage import made_to_stay


def up(train: bool = True) -> int:
    """Train if needed, start everything, print the addresses, and serve until Ctrl-C or SIGTERM."""
    settings = settings_with_secrets()
    if train and not is_current(settings):
        failed = train_now(settings)
        if failed:
            return failed
    started = monotonic()
    with listening_sockets(settings) as (public, internal):
        with made_to_stay():
            from assistant.cli.serve import serve
        serve(settings, public, internal, started)
    return 0

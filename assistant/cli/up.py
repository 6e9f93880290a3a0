"""`assistant up`: training if needed, then the ports, then everything behind them."""

import gc
from time import monotonic

from assistant.cli.listeners import listening_sockets
from assistant.cli.secrets import settings_with_secrets
from assistant.cli.train import is_current, train_now


def up(train: bool = True) -> int:
    """Train if needed, start everything, print the addresses, and serve until Ctrl-C or SIGTERM."""
    settings = settings_with_secrets()
    if train and not is_current(settings):
        failed = train_now(settings)
        if failed:
            return failed
    started = monotonic()
    with listening_sockets(settings) as (public, internal):
        # What is imported stays; looking for garbage in it costs a tenth of the two seconds that this takes.
        gc.disable()
        from assistant.cli.serve import serve

        gc.freeze()
        gc.enable()
        serve(settings, public, internal, started)
    return 0

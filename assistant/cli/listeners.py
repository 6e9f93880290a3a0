"""The ports, taken before anything else is loaded: who calls meanwhile is kept waiting by the kernel, not refused."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from assistant.errors import ConfigurationError
from assistant.settings import Settings

BACKLOG = 1024
"""Calls that may wait for the first answer: the three seconds of a start, at hundreds a second."""


@contextmanager
def listening_sockets(settings: Settings) -> Iterator[tuple[list[socket.socket], list[socket.socket]]]:
    """Listen on the public and on the internal address; close what is left of both at the end.

    Raises:
        ConfigurationError: An address cannot be used.
    """
    with ExitStack() as stack:
        public = _listen(stack, settings.host, settings.port)
        internal = _listen(stack, "127.0.0.1", settings.internal_port)
        yield public, internal


def _listen(stack: ExitStack, host: str, port: int) -> list[socket.socket]:
    """Listen on every address of a name: localhost may have one of each version."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        addresses = dict.fromkeys((family, address) for family, *_, address in found)
        return [
            stack.enter_context(socket.create_server(address[:2], family=family, backlog=BACKLOG))
            for family, address in addresses
        ]
    except OSError as error:
        raise ConfigurationError(
            f"Port {port} on {host} cannot be used: {error.strerror}. Stop what uses it, or set "
            "ASSISTANT_PORT, ASSISTANT_INTERNAL_PORT."
        ) from None

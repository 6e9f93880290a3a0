"""Whether the ports that a run needs are free."""

from __future__ import annotations

import errno
import os
import socket

from installer.problem import SetUpProblem

PORTS = (
    ("ASSISTANT_PORT", 8080, "the public listener"),
    ("ASSISTANT_INTERNAL_PORT", 8081, "the internal listener"),
    ("ASSISTANT_RASA_PORT", 5005, "Rasa"),
)


def check_ports() -> None:
    """Raise SetUpProblem for the first port that is taken or no port at all."""
    for variable, default, purpose in PORTS:
        port = _read_port(variable, default)
        host = os.environ.get("ASSISTANT_HOST", "").strip() if variable == "ASSISTANT_PORT" else ""
        cause = _why_not_free(host or "127.0.0.1", port)
        if cause:
            raise SetUpProblem(
                f"port {port}, wanted for {purpose}, {cause}; stop the program that uses it or set {variable} "
                f"to another port, e.g. `make run {variable}={_another(port)}`."
            )


def _read_port(variable: str, default: int) -> int:
    raw = os.environ.get(variable, "").strip() or str(default)
    if not raw.isdigit() or not 0 < int(raw) <= 65535:
        raise SetUpProblem(f"{variable} is {raw!r}, but it must be a port between 1 and 65535, e.g. {default}.")
    return int(raw)


def _another(port: int) -> int:
    return port + 1000 if port + 1000 <= 65535 else port - 1000


def _why_not_free(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # elsewhere the option would let two programs share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is already in use"
            return f"cannot be opened on {host} ({error.strerror or error})"
    return ""

"""The official account's part of the service as a process that a test can kill.

`python -m tests.wechat_process DATABASE_URL PLATFORM_URL FOLDER PORT SLOW_SECONDS LOADING_SECONDS`

It starts as `assistant up` does: the port first, then what answers, and `LOADING_SECONDS` later entries and index.
"""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from assistant.cli.listeners import BACKLOG


async def _serve(listening: socket.socket, database_url: str, platform_url: str, folder: str, times: list[str]) -> None:
    from assistant.logs import configure_logs
    from assistant.services.opening import Opening
    from tests.wechat_service import ToldRasa, running_instance, wechat_settings

    configure_logs("WARNING")
    stop, opening = asyncio.Event(), Opening()
    slow, loading = map(float, times)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    settings, name = wechat_settings(database_url, platform_url, Path(folder)), f"port-{listening.getsockname()[1]}"
    rasa = ToldRasa(delays={"慢慢": slow})
    async with running_instance(settings, rasa, name=name, listening=listening, opening=opening):
        loop.call_later(loading, opening.open)
        print("ready", flush=True)
        await stop.wait()


def main(database_url: str, platform_url: str, folder: str, port: str, *times: str) -> None:
    """Listen, then load."""
    listening = socket.create_server(("127.0.0.1", int(port)), backlog=BACKLOG)
    asyncio.run(_serve(listening, database_url, platform_url, folder, list(times)))


if __name__ == "__main__":
    main(*sys.argv[1:])

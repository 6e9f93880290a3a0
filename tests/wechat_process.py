"""The official account's part of the service as a process that a test can kill.

`python -m tests.wechat_process DATABASE_URL PLATFORM_URL FOLDER PORT SLOW_SECONDS`
"""

import asyncio
import signal
import sys
from pathlib import Path

from assistant.logs import configure_logs
from tests.wechat_service import ToldRasa, running_instance, wechat_settings


async def _serve(database_url: str, platform_url: str, folder: str, port: str, slow: str) -> None:
    configure_logs("WARNING")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    rasa = ToldRasa(delays={"慢慢": float(slow)})
    settings = wechat_settings(database_url, platform_url, Path(folder))
    async with running_instance(settings, rasa, name=f"port-{port}", port=int(port)):
        print("ready", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))

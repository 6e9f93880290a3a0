"""What a figure was measured on."""

import os
import platform
from datetime import datetime, timezone
from pathlib import Path


def machine() -> str:
    """Return date, cores, processor, memory, Python and how busy the machine already was, in one line."""
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC, {len(os.sched_getaffinity(0))} cores of {_processor()}, "
        f"{_memory_gigabytes():.0f} GB, {platform.system()}, Python {platform.python_version()}, "
        f"load {load:.1f} at the start"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gigabytes() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3

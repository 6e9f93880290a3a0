"""Logs: one JSON line an event, without anything a person wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from assistant.language.private import mask


def configure_logs(level: str = "INFO", json_lines: bool = True) -> None:
    """Set up logging for the process; private details that slip into a message are masked."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_private,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    # Libraries that set their own logger to DEBUG (bm25s does) are held back here.
    logging.getLogger().handlers[0].setLevel(logging.WARNING)


def mask_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask phone numbers and the like in every text of an event."""
    return {
        key: mask(value) if isinstance(value, str) and key != "timestamp" else value for key, value in event.items()
    }

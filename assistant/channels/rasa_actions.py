"""Rasa's action calls, answered by rasa-sdk's executor inside this process."""

import asyncio
from typing import Any

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from assistant.channels.api.routes import read_json

log = structlog.get_logger(__name__)

LONGEST_ACTION_SECONDS = 2.5
"""Rasa would wait 300 s for an action; the turn's own limit is 3 s."""

EXECUTOR: web.AppKey[ActionExecutor] = web.AppKey("action_executor", ActionExecutor)


async def run_action(request: web.Request) -> web.Response:
    """Run the action that Rasa names.

    Rasa 3.6 understands 200 and 400 alone and goes silent on anything else, so a fault is answered with 200 and no
    words: the service then says that it did not understand. The message's intent travels along as a first part.
    """
    call = await read_json(request)
    name = call.get("next_action") if isinstance(call, dict) else None
    try:
        done = await asyncio.wait_for(request.app[EXECUTOR].run(call), LONGEST_ACTION_SECONDS)
        answered = done.model_dump() if done is not None else _silence()
        answered["responses"] = [_understood(call), *answered["responses"]]
        answered["events"] = [*answered["events"], *_what_is_next(call)]
    except ActionExecutionRejection as error:
        return web.json_response({"error": str(error), "action_name": error.action_name}, status=400)
    except ActionNotFoundException:
        log.error("unknown_action", action=name, remedy="Name it in actions/registry.py or drop it from the domain.")
        return web.json_response(_silence())
    except Exception:
        log.exception("action_failed", action=name)
        return web.json_response(_silence())
    return web.json_response(answered)


def _understood(call: dict[str, Any]) -> dict[str, Any]:
    """Say what Rasa understood, in the form of a JSON message."""
    intent = (call.get("tracker", {}).get("latest_message") or {}).get("intent") or {}
    part = {"kind": "understood", "intent": intent.get("name") or "none", "confidence": intent.get("confidence") or 0.0}
    return {"custom": part}


def _what_is_next(call: dict[str, Any]) -> list[dict[str, Any]]:
    """Say that the open form is next, after an action that answered a question in its middle.

    After an action that a form ended with, nothing is next: no rule knows that order, and Rasa would repeat the action.
    """
    tracker = call.get("tracker", {})
    if str(call.get("next_action")).startswith("validate_"):
        return []
    if form := (tracker.get("active_loop") or {}).get("name"):
        return [{"event": "followup", "name": form}]
    came_from_form = str(tracker.get("latest_action_name")).endswith("_form")
    return [{"event": "followup", "name": "action_listen"}] if came_from_form else []


def _silence() -> dict[str, Any]:
    return {"events": [], "responses": []}

"""Parses texts with a trained model: a JSON list of texts comes in, a JSON list of intent names goes out."""

from __future__ import annotations

import asyncio
import json
import sys

from rasa.core.agent import load_agent


async def parse(model: str, texts: list[str]) -> list[str]:
    """Return the intent of each text as a turn would see it."""
    agent = await load_agent(model_path=model)
    parsed = [await agent.parse_message(text) for text in texts]
    return [one["intent"]["name"] for one in parsed]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(parse(sys.argv[1], json.load(sys.stdin)))))

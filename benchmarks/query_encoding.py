"""Prints how long one question takes: encoding it, and the whole search, one at a time on one thread.

`python benchmarks/query_encoding.py --index var/index` uses the current snapshot and builds none.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

# Read by the numeric libraries when they are loaded, so it comes before them.
os.environ.update(OMP_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE", OPENBLAS_NUM_THREADS="1")

import numpy as np

from assistant.knowledge.loader import load_knowledge
from assistant.retrieval.encoder import BUILTIN, load_encoder
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.snapshot import load_snapshot
from assistant.retrieval.types import Query

_QUESTIONS = (
    "宝宝八个月可以吃盐吗",
    "孩子发烧39度怎么办",
    "无锡每年有几次免费育儿指导",
    "娃半夜总是醒要喝奶怎么断夜奶",
    "两岁了还不会说话要不要去看",
    "拉肚子三天了精神还好能吃什么",
)
_WARM_UP = 5


async def _timed(one: Callable[[str], Awaitable[object]], question: str) -> float:
    started = time.perf_counter()
    await one(question)
    return (time.perf_counter() - started) * 1000


def _show(name: str, milliseconds: list[float]) -> None:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    print(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, n {len(milliseconds)}")


async def _measure(arguments: argparse.Namespace) -> None:
    knowledge = load_knowledge(arguments.knowledge)
    encoder = load_encoder(arguments.encoder)
    snapshot = load_snapshot(arguments.index, encoder.name)
    with ThreadPoolExecutor(max_workers=1) as pool:
        retriever = Retriever(snapshot, knowledge, encoder, pool)
        print(f"{len(snapshot.passages)} passages of {len(snapshot.rows)} entries, encoder {encoder.name}, 1 thread")

        async def encode(text: str) -> None:
            encoder.encode_queries([text])

        async def search(text: str) -> None:
            await retriever.search(Query(text, date(2026, 11, 23)))

        # In turn, so that whatever else the machine does meets both alike.
        questions = [f"{_QUESTIONS[number % len(_QUESTIONS)]}{number}" for number in range(_WARM_UP + arguments.count)]
        pairs = [(await _timed(encode, question), await _timed(search, question)) for question in questions][_WARM_UP:]
        _show("encode", [encoded for encoded, _ in pairs])
        _show("search", [searched for _, searched in pairs])


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge_base"))
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--encoder", default=BUILTIN)
    parser.add_argument("--count", type=int, default=200)
    asyncio.run(_measure(parser.parse_args()))


if __name__ == "__main__":
    main()

"""Questions go on being answered, each from one whole index, while the index is built again and swapped many times."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.knowledge.base import KnowledgeBase
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.shared_encoder import SharedEncoder
from assistant.retrieval.snapshot import ensure_snapshot
from assistant.retrieval.snapshot_files import KEPT
from assistant.retrieval.types import Query, SearchResult

from .conftest import CALIBRATION, ENTRIES, TODAY, HashEncoder, a_knowledge_base, an_entry

ASKERS = 24
SWAPS = 8
ASKED = ("宝宝八个月可以吃盐吗", "发烧39度怎么办", "几个月长牙", "毛毛困弗好", "今天股票行情")
FILLERS = tuple(an_entry(f"filler{number}", [f"第{number}个问题怎么办", f"{number}号要紧吗"]) for number in range(60))


def edition(number: int) -> KnowledgeBase:
    """A knowledge base in which every entry bears the edition's number and one passage is new."""
    entries = [replace(entry, id=f"{number}-{entry.id}") for entry in (*ENTRIES, *FILLERS)]
    entries[0] = replace(entries[0], answer=f"第{number}版的回答")
    return a_knowledge_base(*entries, version=f"v{number}")


def editions_of(result: SearchResult) -> set[int]:
    return {int(hit.entry_id.split("-")[0]) for hit in result.hits}


async def test_no_question_fails_or_sees_half_of_two_indexes_while_many_are_swapped_in(tmp_path):
    encoder = HashEncoder()
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as search, ThreadPoolExecutor(1) as build:
        shared = SharedEncoder(encoder, search)
        first = await loop.run_in_executor(build, ensure_snapshot, edition(0), shared, tmp_path)
        retriever = Retriever(first, edition(0), encoder, search, CALIBRATION)
        newest, is_over = 0, False
        answered_during = [0] * (SWAPS + 1)

        async def ask(number: int) -> list[tuple[int, set[int], int]]:
            seen = []
            while not is_over:
                before = newest
                result = await retriever.search(Query(ASKED[number % len(ASKED)], TODAY, limit=50))
                assert result.hits
                answered_during[newest] += 1
                seen.append((before, editions_of(result), newest))
                number += 1
            return seen

        async def swap() -> None:
            nonlocal newest, is_over
            try:
                for number in range(1, SWAPS + 1):
                    knowledge = edition(number)
                    snapshot = await loop.run_in_executor(build, ensure_snapshot, knowledge, shared, tmp_path)
                    retriever.swap(snapshot, knowledge)
                    newest = number
            finally:
                is_over = True

        *seen, _ = await asyncio.gather(*(ask(number) for number in range(ASKERS)), swap())

    every = [one for of_task in seen for one in of_task]
    assert all(len(editions) == 1 for _, editions, _ in every)
    # Whoever asks after a swap gets the new edition; whoever asked before may still get the one it began with.
    assert all(before <= next(iter(editions)) <= after for before, editions, after in every)
    assert all(count > 0 for count in answered_during[:SWAPS]), "questions stood still while an index was built"
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == KEPT

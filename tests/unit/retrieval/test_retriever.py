"""What a search gives: ranking by age, place and day, odd input, and a loop that never waits."""

import asyncio
import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from assistant.domain.entry import Collection
from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.types import Outcome, Query

from .conftest import CALIBRATION, ENTRIES, TODAY, HashEncoder, a_knowledge_base, an_entry


async def found(retriever: Retriever, text: str, **changes: object) -> list[str]:
    result = await retriever.search(Query(text, TODAY, **changes))
    return [hit.entry_id for hit in result.hits]


async def test_a_question_as_written_finds_its_entry_and_answers(retriever_for):
    result = await retriever_for().search(Query("宝宝八个月可以吃盐吗", TODAY))

    assert result.outcome is Outcome.ANSWER
    assert result.hits[0].entry_id == "salt"
    assert result.hits[0].passage.text == "宝宝八个月可以吃盐吗"
    assert 0.5 <= result.hits[0].confidence <= 1


async def test_hits_are_one_per_entry_and_best_first(retriever_for):
    result = await retriever_for().search(Query("辅食要放盐吗", TODAY))

    confidences = [hit.confidence for hit in result.hits]
    assert len({hit.entry_id for hit in result.hits}) == len(result.hits) == 3
    assert confidences == sorted(confidences, reverse=True)


async def test_a_question_outside_the_topic_is_not_answered(retriever_for):
    result = await retriever_for().search(Query("今天股票行情", TODAY))

    assert result.outcome is Outcome.NOT_FOUND


async def test_a_synonym_finds_the_standard_word(retriever_for):
    retriever = retriever_for(*ENTRIES, an_entry("diarrhoea", ["腹泻的护理"]))

    assert (await found(retriever, "拉稀"))[0] == "diarrhoea"


async def test_dialect_is_searched_and_encoded_in_standard_words(snapshot_of, encoder, executor):
    knowledge = a_knowledge_base(*ENTRIES, lexicon=Lexicon(spoken={"毛毛头": "孩子", "寒热": "体温"}))
    retriever = Retriever(snapshot_of(knowledge), knowledge, encoder, executor, CALIBRATION)

    assert (await found(retriever, "毛毛头寒热高"))[0] == "fever"
    assert encoder.encoded[-1] == "孩子体温高"


async def test_a_text_in_dialect_has_no_vector_to_share_and_is_prepared_as_it_will_be_searched(
    snapshot_of, encoder, executor
):
    knowledge = a_knowledge_base(*ENTRIES, lexicon=Lexicon(spoken={"毛毛头": "孩子"}))
    retriever = Retriever(snapshot_of(knowledge), knowledge, encoder, executor, CALIBRATION)
    encoder.encoded.clear()

    assert await retriever.vector("毛毛头体温高") is None
    retriever.prepare("毛毛头体温高")
    await found(retriever, "毛毛头体温高")

    assert encoder.encoded == ["孩子体温高"]


async def test_while_the_age_is_not_known_a_narrow_band_comes_after_a_wide_one(retriever_for):
    asked = ["奶量多少"]
    retriever = retriever_for(an_entry("newborn", asked, age_months=(0, 1)), an_entry("any", asked))

    assert await found(retriever, "奶量多少") == ["any", "newborn"]
    assert await found(retriever, "奶量多少", age_months=1) == ["newborn", "any"]


async def test_the_band_that_holds_the_age_comes_first_and_narrow_before_wide(retriever_for):
    asked = ["奶量多少"]
    retriever = retriever_for(
        an_entry("all", asked),
        an_entry("infant", asked, age_months=(6, 11)),
        an_entry("toddler", asked, age_months=(24, 35)),
    )

    assert await found(retriever, "奶量多少", age_months=8) == ["infant", "all", "toddler"]
    assert await found(retriever, "奶量多少", age_months=24) == ["toddler", "all", "infant"]
    assert await found(retriever, "奶量多少", age_months=36) == ["all", "toddler", "infant"]


async def test_what_was_written_for_another_age_is_offered_and_not_given_as_the_answer(retriever_for):
    retriever = retriever_for(an_entry("cereal", ["宝宝可以吃米粉吗"], age_months=(6, 18)))

    fitting = await retriever.search(Query("宝宝可以吃米粉吗", TODAY, age_months=8))
    too_young = await retriever.search(Query("宝宝可以吃米粉吗", TODAY, age_months=2))

    assert fitting.outcome is Outcome.ANSWER
    assert too_young.outcome is not Outcome.ANSWER


async def test_a_wrong_age_lowers_the_confidence(retriever_for):
    retriever = retriever_for(an_entry("infant", ["奶量多少"], age_months=(0, 5)), *ENTRIES)

    fitting = await retriever.search(Query("奶量多少", TODAY, age_months=3))
    too_old = await retriever.search(Query("奶量多少", TODAY, age_months=40))

    assert too_old.hits[0].entry_id == "infant"
    assert too_old.hits[0].confidence < fitting.hits[0].confidence


async def test_ages_of_one_question_do_not_lower_each_others_confidence(retriever_for):
    asked = ["奶量多少"]
    apart = retriever_for(an_entry("a", asked), an_entry("b", asked), *ENTRIES)
    alone = (await apart.search(Query("奶量多少", TODAY))).hits[0].confidence
    grouped = retriever_for(an_entry("a", asked, age_group="milk"), an_entry("b", asked, age_group="milk"), *ENTRIES)

    assert (await grouped.search(Query("奶量多少", TODAY))).hits[0].confidence > alone


def a_policy(entry_id: str, **changes: object):
    return an_entry(entry_id, ["育儿补贴多少"], collection=Collection.POLICY_FAQ, **changes)


@pytest.mark.parametrize(
    ("changes", "district", "is_shown"),
    [
        ({"district": "滨湖区"}, "滨湖区", True),
        ({"district": "滨湖区"}, "新吴区", False),
        ({"district": "滨湖区"}, None, False),
        ({"district": "滨湖区"}, "火星", False),
        ({"district": "all"}, None, True),
        ({"effective_from": date(2026, 11, 24)}, None, False),
        ({"effective_from": TODAY}, None, True),
        ({"effective_until": TODAY}, None, True),
        ({"effective_until": date(2026, 11, 22)}, None, False),
    ],
)
async def test_a_policy_is_shown_only_in_its_district_and_time(retriever_for, changes, district, is_shown):
    retriever = retriever_for(a_policy("policy", **changes), *ENTRIES)

    assert ("policy" in await found(retriever, "育儿补贴多少", district=district)) is is_shown


async def test_a_policy_gives_way_to_its_successor_once_that_is_in_force(retriever_for):
    old, new = a_policy("old"), a_policy("new", supersedes="old", effective_from=date(2026, 12, 1))
    retriever = retriever_for(old, new)

    before = await retriever.search(Query("育儿补贴多少", date(2026, 11, 30)))
    after = await retriever.search(Query("育儿补贴多少", date(2026, 12, 1)))

    assert [hit.entry_id for hit in before.hits] == ["old"]
    assert [hit.entry_id for hit in after.hits] == ["new"]


async def test_a_hit_without_a_loaded_entry_is_dropped(snapshot_of, encoder, executor):
    snapshot = snapshot_of(a_knowledge_base(*ENTRIES))
    retriever = Retriever(snapshot, a_knowledge_base(*ENTRIES[1:]), encoder, executor, CALIBRATION)

    assert "salt" not in await found(retriever, "宝宝八个月可以吃盐吗")


async def test_an_empty_knowledge_base_finds_nothing(snapshot_of, encoder, executor):
    empty = a_knowledge_base()
    retriever = Retriever(snapshot_of(empty), empty, encoder, executor, CALIBRATION)

    assert (await retriever.search(Query("发烧怎么办", TODAY))).outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize("text", ["", "  ", "😭😭😭", "？？！", "\u200b\u200b", "\0"])
async def test_a_text_without_words_finds_nothing(retriever_for, text):
    result = await retriever_for().search(Query(text, TODAY))

    assert (result.outcome, result.hits) == (Outcome.NOT_FOUND, ())


@pytest.mark.parametrize("text", ["发烧" * 2500, "what about fever", "发烧\0怎么办", "\ud800发烧", "١٢٣"])
async def test_odd_text_is_searched_without_a_crash(retriever_for, text):
    assert len(await found(retriever_for(), text)) == 3


async def test_a_long_story_is_cut_before_it_is_encoded(retriever_for, encoder):
    retriever = retriever_for()

    await retriever.search(Query("开头" + "很长" * 2500 + "结尾", TODAY))

    assert len(encoder.encoded[-1]) < 300
    assert encoder.encoded[-1].startswith("开头")
    assert encoder.encoded[-1].endswith("结尾")


@pytest.mark.parametrize(("limit", "expected"), [(0, 1), (1, 1), (2, 2), (500, 3)])
async def test_the_limit_holds_within_its_bounds(retriever_for, limit, expected):
    assert len(await found(retriever_for(), "怎么刷牙", limit=limit)) == expected


class SlowEncoder(HashEncoder):
    """Takes its time as a model does."""

    def encode_queries(self, texts):
        time.sleep(0.2)
        return super().encode_queries(texts)


async def test_the_event_loop_goes_on_while_a_search_is_under_way(retriever_for, snapshot_of, executor):
    knowledge = a_knowledge_base(*ENTRIES)
    retriever = Retriever(snapshot_of(knowledge), knowledge, SlowEncoder(), executor, CALIBRATION)
    beats = 0

    search = asyncio.create_task(retriever.search(Query("发烧39度怎么办", TODAY)))
    while not search.done():
        await asyncio.sleep(0.005)
        beats += 1

    assert beats > 3
    assert search.result().hits[0].entry_id == "fever"


async def test_searches_during_a_swap_each_see_one_whole_state(snapshot_of, tmp_path, encoder, executor):
    before = a_knowledge_base(*ENTRIES)
    renamed = tuple(replace(entry, id=f"new-{entry.id}") for entry in ENTRIES)
    after = a_knowledge_base(*renamed, version="v2")
    old, new = snapshot_of(before), snapshot_of(after)
    retriever = Retriever(old, before, encoder, executor, CALIBRATION)

    async def swap() -> None:
        for number in range(20):
            retriever.swap(*((new, after) if number % 2 == 0 else (old, before)))
            await asyncio.sleep(0.001)

    *results, _ = await asyncio.gather(*(found(retriever, "宝宝八个月可以吃盐吗") for _ in range(100)), swap())

    assert all(len(ids) == 3 for ids in results)
    assert {ids[0] for ids in results} <= {"salt", "new-salt"}
    assert all(len({one.startswith("new-") for one in ids}) == 1 for ids in results)
    assert retriever.version == "v1"


def test_the_hash_encoder_gives_unit_vectors():
    vectors = HashEncoder().encode_queries(["一", "二"])

    assert np.allclose((vectors**2).sum(axis=1), 1)
    assert HashEncoder().encode_queries([]).shape == (0, 32)

"""A question's topic is told by how it sounds, and lifts the entries of that topic."""

import json

import numpy as np

from assistant.retrieval.bm25 import Bm25Index
from assistant.retrieval.fusion import FEATURES, find_candidates, question_for
from assistant.retrieval.snapshot import build_snapshot, ensure_snapshot, load_snapshot
from assistant.retrieval.sounds import sounds
from assistant.retrieval.topic_sense import TopicSense

from .conftest import HashEncoder, a_knowledge_base, an_entry

WORDINGS = {
    "high": ("fever", "发烧三十九度怎么办 孩子高烧不退"),
    "low": ("fever", "低烧要不要吃退烧药 发烧几天能好"),
    "nap": ("sleep", "午睡睡多久 白天不肯睡觉"),
    "night": ("sleep", "夜里睡觉总醒 晚上睡不踏实"),
}


def a_sense() -> TopicSense:
    documents = [sounds(text) for _, text in WORDINGS.values()]
    return TopicSense(Bm25Index.build(documents), [topic for topic, _ in WORDINGS.values()])


def test_the_topic_that_sounds_like_the_question_is_likelier():
    high, low, nap, night = np.exp(a_sense().log_chances(sounds("娃发骚两天了")))

    assert high == low > 0.6 > nap == night
    assert abs(high + nap - 1) < 1e-9


def test_a_question_that_holds_nothing_known_says_nothing():
    for text in ("股票", "", "😭"):
        assert np.allclose(np.exp(a_sense().log_chances(sounds(text))), 0.5)


def test_nothing_is_known_of_nothing():
    assert TopicSense(Bm25Index.build([]), []).log_chances(sounds("发烧")).shape == (0,)
    assert np.array_equal(TopicSense(Bm25Index.build([[], []]), ["a", "b"]).log_chances(["fa"]), np.log([0.5, 0.5]))


def test_amounts_grow_with_the_documents_that_hold_a_term_and_not_with_its_rarity():
    index = Bm25Index.build([["x", "y"], ["x", "z"], ["y", "z"]])

    amounts = index.amounts(np.array([0, 0, 1]), 2).toarray()

    by_term = dict(zip(("x", "y", "z"), amounts[index.numbers(["x", "y", "z"])], strict=True))
    assert by_term["x"][0] == 2 * by_term["y"][0] == 2 * by_term["y"][1] > 0
    assert by_term["x"][1] == 0
    assert index.numbers(["z", "unknown", "x"]) == index.numbers(["z", "x"])


def test_entries_of_the_questions_topic_get_the_higher_feature(snapshot_of):
    entries = [an_entry(name, text.split(), topic=topic) for name, (topic, text) in WORDINGS.items()]
    snapshot = snapshot_of(a_knowledge_base(*entries))
    text = "发烧睡一觉能好吗发烧"

    found = find_candidates(snapshot, question_for(snapshot, text, HashEncoder().encode_queries([text])[0]))

    topic = {one.entry_id: one.features[FEATURES.index("topic")] for one in found}
    assert topic["high"] == topic["low"] > topic["nap"] == topic["night"]


def test_an_index_built_before_topics_were_kept_serves_and_is_completed_without_encoding(tmp_path, encoder):
    knowledge = a_knowledge_base(
        *(an_entry(name, text.split(), topic=topic) for name, (topic, text) in WORDINGS.items())
    )
    path = build_snapshot(knowledge, encoder, tmp_path)
    contents = json.loads((path / "passages.json").read_text("utf-8"))
    del contents["topics"]
    (path / "passages.json").write_text(json.dumps(contents), "utf-8")
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    del manifest["files"]["passages.json"]
    (path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    encoder.encoded.clear()

    old = load_snapshot(tmp_path, "hash")
    new = ensure_snapshot(knowledge, encoder, tmp_path)

    assert len(set(old.topic_sense.log_chances(sounds("发烧")))) == 1
    assert new.topics == {name: topic for name, (topic, _) in WORDINGS.items()}
    assert encoder.encoded == []

"""Snapshots are built aside, published whole, verified, reused and few."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import SnapshotError
from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.adapter import Adapter
from assistant.retrieval.fusion import FEATURES, find_candidates, question_for
from assistant.retrieval.snapshot import build_snapshot, ensure_snapshot, load_snapshot, with_adapter
from assistant.retrieval.sounds import sounds

from .conftest import ENTRIES, HashEncoder, a_knowledge_base, an_entry

KNOWLEDGE = a_knowledge_base(*ENTRIES)


def test_a_built_snapshot_loads_with_every_part_of_every_entry(tmp_path, encoder):
    path = build_snapshot(KNOWLEDGE, encoder, tmp_path)

    snapshot = load_snapshot(tmp_path, "hash")

    assert snapshot.path == path == tmp_path / "v1"
    assert [passage.kind for passage in snapshot.passages[:6]] == [
        *("title", "question", "question", "answer", "section", "section")
    ]
    assert snapshot.rows["fever"] == (6, 12)
    assert snapshot.vectors.shape == (18, 32)
    assert isinstance(snapshot.vectors, np.memmap)
    assert snapshot.tokeniser.tokens("宝宝拉肚子怎么办") == ["宝宝", "腹泻"]


def test_a_missing_snapshot_says_what_to_do(tmp_path):
    with pytest.raises(SnapshotError, match=r"There is no search index in .* Run `assistant train`"):
        load_snapshot(tmp_path, "hash")


def test_another_encoders_snapshot_is_refused(tmp_path, encoder):
    build_snapshot(KNOWLEDGE, encoder, tmp_path)

    with pytest.raises(SnapshotError, match="built with the encoder hash, not builtin-e5"):
        load_snapshot(tmp_path, "builtin-e5")


@pytest.mark.parametrize("name", ["vectors.npy", "passages.json", "manifest.json", "bm25/terms.txt"])
@pytest.mark.parametrize("harm", ["cut", "remove"])
def test_a_damaged_snapshot_is_refused_and_built_again(tmp_path, encoder, name, harm):
    file = build_snapshot(KNOWLEDGE, encoder, tmp_path) / name
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:-3])
    else:
        file.unlink()

    with pytest.raises(SnapshotError, match="Run `assistant train`"):
        load_snapshot(tmp_path, "hash")
    assert ensure_snapshot(KNOWLEDGE, encoder, tmp_path).path.name == "v1-2"


@pytest.mark.parametrize("content", [b"", b"../elsewhere", b"\xff\xfe", b"v9"])
def test_a_damaged_pointer_is_refused(tmp_path, encoder, content):
    build_snapshot(KNOWLEDGE, encoder, tmp_path)
    (tmp_path / "current").write_bytes(content)

    with pytest.raises(SnapshotError):
        load_snapshot(tmp_path, "hash")


def test_an_unchanged_knowledge_base_is_not_built_again(tmp_path, encoder):
    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)
    encoder.encoded.clear()

    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)

    assert encoder.encoded == []


def test_only_what_changed_is_encoded(tmp_path, encoder):
    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)
    encoder.encoded.clear()
    changed = replace(ENTRIES[1], answer="先量体温，多喝水。")

    snapshot = ensure_snapshot(a_knowledge_base(ENTRIES[0], changed, ENTRIES[2], version="v2"), encoder, tmp_path)

    assert encoder.encoded == ["先量体温，多喝水。"]
    fresh = HashEncoder()
    for passage, vector in zip(snapshot.passages, snapshot.vectors, strict=True):
        expected = np.zeros(32) if passage.kind == "section" else fresh.encode_passages([passage.text])[0]
        assert np.allclose(vector, expected)


def test_a_new_lexicon_cuts_the_passages_anew(tmp_path, encoder):
    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)
    lexicon = Lexicon((), {"体温高": "发热"})

    snapshot = ensure_snapshot(a_knowledge_base(*ENTRIES, version="v2", lexicon=lexicon), encoder, tmp_path)

    row = next(row for row, passage in enumerate(snapshot.passages) if passage.text == "孩子体温高")
    assert snapshot.words[row] == ("孩子", "发热")


def test_progress_counts_what_is_encoded(tmp_path, encoder):
    told = []

    build_snapshot(KNOWLEDGE, encoder, tmp_path, progress=lambda done, of: told.append((done, of)))

    assert [of for _, of in told] == [12] * len(told)
    assert told == sorted(told)
    assert told[-1] == (12, 12)


class BrokenEncoder(HashEncoder):
    """Fails in the middle of a build."""

    def encode_passages(self, texts):
        raise MemoryError("no memory left")


def test_a_failing_build_leaves_the_old_snapshot(tmp_path, encoder):
    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)
    more = a_knowledge_base(*ENTRIES, an_entry("cough", ["咳嗽怎么办"]), version="v2")

    with pytest.raises(MemoryError):
        build_snapshot(more, BrokenEncoder(), tmp_path)

    assert load_snapshot(tmp_path, "hash").manifest.knowledge_version == "v1"


def test_a_build_that_fails_while_writing_leaves_nothing_behind(tmp_path, encoder, monkeypatch):
    ensure_snapshot(KNOWLEDGE, encoder, tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())

    def no_space(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "save", no_space)
    with pytest.raises(OSError, match="no space"):
        build_snapshot(replace(KNOWLEDGE, version="v2"), encoder, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert load_snapshot(tmp_path, "hash").manifest.knowledge_version == "v1"


def test_what_a_killed_build_left_is_cleared_away(tmp_path, encoder):
    (tmp_path / ".building-killed").mkdir()

    build_snapshot(KNOWLEDGE, encoder, tmp_path)

    assert not (tmp_path / ".building-killed").exists()


def test_the_last_two_snapshots_are_kept(tmp_path, encoder):
    for number in range(4):
        ensure_snapshot(replace(KNOWLEDGE, version=f"v{number}"), encoder, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["v2", "v3"]


def test_an_index_built_before_sounds_were_kept_is_completed_when_it_is_loaded(tmp_path, encoder):
    path = build_snapshot(KNOWLEDGE, encoder, tmp_path)
    shutil.rmtree(path / "sounds")
    manifest = json.loads((path / "manifest.json").read_text("utf-8"))
    manifest["files"] = {name: value for name, value in manifest["files"].items() if not name.startswith("sounds/")}
    (path / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    snapshot = load_snapshot(tmp_path, "hash")

    assert snapshot.sounds.shares(sounds("发哨39度")).argmax() == snapshot.entry_ids.index("fever")


def test_an_entrys_figures_stand_at_its_number(tmp_path, encoder):
    build_snapshot(KNOWLEDGE, encoder, tmp_path)

    snapshot = load_snapshot(tmp_path, "hash")

    for number, entry_id in enumerate(snapshot.entry_ids):
        first, end = snapshot.rows[entry_id]
        middle = snapshot.vectors[first:end][snapshot.is_asked[first:end]].sum(axis=0)
        assert set(snapshot.owners[first:end]) == {number}
        assert np.allclose(snapshot.middles[number], middle / np.linalg.norm(middle), atol=1e-6)


def test_likeness_after_the_adapter_is_the_cosine_of_turned_vectors(tmp_path, encoder):
    build_snapshot(KNOWLEDGE, encoder, tmp_path)
    random = np.random.default_rng(3)
    figures = (random.normal(size=shape).astype(np.float32) for shape in (32, (32, 32), 32))
    snapshot = with_adapter(load_snapshot(tmp_path, "hash"), Adapter("hash", *figures))
    question, rows = encoder.encode_queries(["发烧"])[0], np.arange(18)

    turned = (np.vstack([question, snapshot.vectors]) - snapshot.adapter.middle) @ snapshot.adapter.matrix
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)

    assert np.allclose(snapshot.adapted_likeness(question, rows), turned[1:] @ turned[0], atol=1e-4)


def test_a_section_is_found_by_its_words_and_not_encoded(tmp_path, encoder):
    build_snapshot(KNOWLEDGE, encoder, tmp_path)

    snapshot = load_snapshot(tmp_path, "hash")
    found = find_candidates(snapshot, question_for(snapshot, "fever的办法", encoder.encode_queries(["fever的办法"])[0]))

    assert not any("办法" in text for text in encoder.encoded[:-1])
    assert max(found, key=lambda one: one.features[FEATURES.index("coverage")]).entry_id == "fever"

"""The encoder that comes with the packages, with its real weights, and what is said when another is missing."""

import numpy as np
import pytest

from assistant.errors import ConfigurationError
from assistant.retrieval.encoder import BUILTIN, load_encoder
from assistant.retrieval.snapshot import build_snapshot, load_snapshot
from assistant.retrieval.types import Encoder

from .conftest import ENTRIES, a_knowledge_base


@pytest.fixture(scope="module")
def builtin() -> Encoder:
    return load_encoder()


def test_vectors_have_length_one_and_the_told_width(builtin):
    queries = builtin.encode_queries(["宝宝发烧怎么办", "能吃盐吗"])

    assert queries.shape == (2, builtin.dim)
    assert queries.dtype == np.float32
    assert np.allclose((queries**2).sum(axis=1), 1, atol=1e-4)
    assert builtin.encode_queries([]).shape == builtin.encode_passages([]).shape == (0, builtin.dim)


def test_a_passage_on_the_topic_is_nearer_than_another(builtin):
    passages = builtin.encode_passages(["一岁以内的辅食不加盐和酱油。", "股市今天大幅下跌。"])

    near, far = passages @ builtin.encode_queries(["宝宝八个月可以吃盐吗"])[0]

    assert near > far


def test_questions_and_passages_get_different_prefixes(builtin):
    assert not np.allclose(builtin.encode_queries(["发烧"]), builtin.encode_passages(["发烧"]), atol=1e-3)


def test_the_order_of_texts_is_kept_whatever_their_length(builtin):
    texts = ["盐", "宝宝半夜发烧三十九度要不要马上去医院看急诊", "几个月长牙", "拉肚子"]

    together = builtin.encode_queries(texts)

    alone = np.vstack([builtin.encode_queries([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-3)


def test_odd_texts_are_encoded(builtin):
    vectors = builtin.encode_queries(["", "发烧\0怎么办", "\ud800", "😭"])

    assert np.isfinite(vectors).all()
    assert not np.allclose(vectors[1], builtin.encode_queries(["发烧"])[0], atol=1e-3)


def test_a_snapshot_of_real_vectors_loads(builtin, tmp_path):
    build_snapshot(a_knowledge_base(*ENTRIES), builtin, tmp_path)

    snapshot = load_snapshot(tmp_path, BUILTIN)

    nearest = snapshot.dense.nearest(builtin.encode_queries(["婴儿辅食加盐"])[0], 1)[0][0]
    assert snapshot.passages[nearest].entry_id == "salt"


@pytest.mark.parametrize("name", ["/no/such/folder", "./absent", "~/absent-model"])
def test_a_missing_folder_says_what_to_do(name):
    with pytest.raises(ConfigurationError, match=r"does not exist\. Put a SentenceTransformer there"):
        load_encoder(name)


def test_a_folder_without_a_model_says_what_to_do(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        load_encoder(str(tmp_path))

"""Tokens, BM25 and vectors each by themselves."""

import bm25s
import numpy as np
import pytest

from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.bm25 import Bm25Index, best
from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.sounds import sounds
from assistant.retrieval.spoken import SpokenReader
from assistant.retrieval.tokens import Tokeniser

LEXICON = Lexicon(("夹生饭", "热性惊厥"), {"拉肚子": "腹泻", "抽风": "热性惊厥"}, ("怎么办", "宝宝"))


@pytest.fixture(scope="module")
def tokeniser() -> Tokeniser:
    return Tokeniser(LEXICON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宝宝拉肚子怎么办？", ["腹泻"]),
        ("寶寶腹瀉", ["腹泻"]),
        ("夹生饭", ["夹生", "生饭", "夹生饭"]),
        ("抽风", ["热性", "惊厥", "热性惊厥"]),
        ("39.5℃", ["39.5"]),
        ("ＶｉｔＤ", ["vitd"]),
        ("", []),
        ("😭！？", []),
    ],
)
def test_text_is_cut_into_standard_words(tokeniser, text, expected):
    assert tokeniser.tokens(text) == expected


def test_a_tokenisers_words_stay_its_own(tokeniser):
    assert Tokeniser(Lexicon()).tokens("拉肚子怎么办") != tokeniser.tokens("拉肚子怎么办")


@pytest.fixture
def texts() -> list[str]:
    return ["宝宝腹泻要补水", "睡眠时间", "腹泻能吃什么", "辅食添加"]


def index_of(tokeniser: Tokeniser, texts: list[str]) -> Bm25Index:
    return Bm25Index.build([tokeniser.tokens(text) for text in texts])


def test_bm25_scores_the_passages_that_hold_the_words(tokeniser, texts):
    index = index_of(tokeniser, texts)

    scores = index.scores(tokeniser.tokens("拉肚子吃什么"))

    assert scores[2] > scores[0] > 0
    assert scores[1] == scores[3] == 0
    assert not index.scores([]).any()
    assert not index.scores(["股票"]).any()
    assert index.holders("腹泻").tolist() == [0, 2]


def test_bm25_gives_shares_that_do_not_grow_with_the_question(tokeniser, texts):
    index = index_of(tokeniser, texts)
    short, long = index.shares(["腹泻"]), index.shares(["腹泻", "股票", "天气"])

    assert 0 < long[0] < short[0] <= 1


def test_bm25_is_the_same_after_saving(tokeniser, texts, tmp_path):
    index = index_of(tokeniser, texts)
    index.save(tmp_path / "bm25")

    loaded = Bm25Index.load(tmp_path / "bm25")

    assert loaded.scores(["腹泻"]).tolist() == index.scores(["腹泻"]).tolist()
    assert loaded.rarity("股票") == index.rarity("股票") > index.rarity("腹泻")


@pytest.mark.parametrize("saturation", [1.2, 3.0])
def test_bm25_scores_as_the_library_does(tokeniser, texts, saturation):
    documents = [tokeniser.tokens(text) for text in (*texts, "腹泻腹泻还是腹泻", "")]
    library = bm25s.BM25(k1=saturation, b=0.5, method="lucene")
    library.index(documents, create_empty_token=False, show_progress=False)

    index = Bm25Index.build(documents, saturation)

    for word in ("腹泻", "睡眠", "辅食", "吃"):
        assert np.allclose(index.scores([word]), library.get_scores([word]), rtol=1e-5)
    assert np.allclose(index.scores(["腹泻", "睡眠"]), library.get_scores(["腹泻", "睡眠"]), rtol=1e-5)


def test_an_index_that_the_library_wrote_can_still_be_read(tokeniser, texts, tmp_path):
    documents = [tokeniser.tokens(text) for text in texts]
    library = bm25s.BM25(k1=1.2, b=0.5, method="lucene")
    library.index(documents, create_empty_token=False, show_progress=False)
    library.save(tmp_path, show_progress=False)
    (tmp_path / "figures.json").write_text('{"size": 4, "is_empty": false}')

    loaded = Bm25Index.load(tmp_path)

    assert np.allclose(loaded.scores(["腹泻"]), index_of(tokeniser, texts).scores(["腹泻"]), rtol=1e-5)


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_bm25_without_words_finds_nothing_before_and_after_saving(passages, tmp_path):
    Bm25Index.build(passages).save(tmp_path / "bm25")
    index = Bm25Index.load(tmp_path / "bm25")

    assert index.shares(["腹泻"]).shape == (len(passages),)
    assert not index.scores(["腹泻"]).any()


@pytest.mark.parametrize(("wrong", "right"), [("可嗽", "咳嗽"), ("便密", "便秘"), ("卡啡", "咖啡")])
def test_a_word_typed_wrong_sounds_like_the_right_one(wrong, right):
    assert sounds(wrong) == sounds(right) != []


def test_sounds_are_neighbouring_syllables_without_punctuation():
    assert sounds("发 烧，39C") == [
        *("fa", "shao", "3", "9", "c"),
        *("fa_shao", "shao_3", "3_9", "9_c"),
        *("fa_shao_3", "shao_3_9", "3_9_c"),
    ]
    assert sounds("？！😭") == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("毛毛困弗好", "宝宝睡不好"),
        ("疫苗价格阿要紧", "疫苗价格要紧吗"),
        ("宝宝发烧怎么办", "宝宝发烧怎么办"),
        ("", ""),
    ],
)
def test_dialect_is_read_as_what_it_means_longest_words_first(said, meant):
    spoken = {
        "毛毛": "宝宝",
        "困": "睡",
        "困弗好": "睡不好",
        "弗": "不",
        "价格": "价格",
        "格": "的",
        "阿要": "要不要",
        "阿要紧": "要紧吗",
    }

    assert SpokenReader(spoken).read(said) == meant


def test_without_dialect_words_every_text_stays():
    assert SpokenReader({}).read("毛毛困弗好") == "毛毛困弗好"


def test_best_orders_by_score_and_then_by_position():
    assert best(np.array([0.1, 0.9, 0.5, 0.9], dtype=np.float32), 3).tolist() == [1, 3, 2]
    assert best(np.array([0.1, 0.9], dtype=np.float32), 5).tolist() == [1, 0]


def unit_vectors(count: int) -> np.ndarray:
    vectors = np.random.default_rng(7).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize(("exact_up_to", "graph_up_to"), [(1000, 2000), (10, 2000), (10, 20)])
def test_dense_search_finds_a_vector_itself_exactly_by_graph_or_by_cells(tmp_path, exact_up_to, graph_up_to):
    vectors = unit_vectors(200)
    built = DenseIndex.build(vectors, exact_up_to, graph_up_to)
    built.save(tmp_path)
    loaded = DenseIndex.load(tmp_path, vectors)

    assert built.is_exact is loaded.is_exact is (exact_up_to == 1000)
    for index in (built, loaded):
        found = index.nearest(vectors[42], 3)
        assert found[0] == (42, pytest.approx(1.0, abs=1e-5))
        assert found[0][1] > found[1][1] > found[2][1]


def test_dense_search_over_nothing_finds_nothing():
    assert DenseIndex.build(np.zeros((0, 16), dtype=np.float32)).nearest(unit_vectors(1)[0], 5) == []

"""Fitting tells questions of the knowledge base from others; the packaged figures can be read."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import ConfigurationError
from assistant.retrieval.adapter import load_adapter
from assistant.retrieval.calibration import Judged, fit_calibration
from assistant.retrieval.confidence import load_calibration, signs_of
from assistant.retrieval.fitting import fit_chance
from assistant.retrieval.fusion import FEATURES
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.snapshot import with_adapter
from assistant.retrieval.types import Outcome, Query

from .conftest import CALIBRATION, TODAY, a_knowledge_base, an_entry

TOPICS = ("发烧", "吃盐", "长牙", "睡觉", "辅食", "走路", "湿疹", "疫苗")
ENDINGS = ("怎么办", "要注意什么", "正常吗", "多久会好", "几个月开始", "可以吗")
OUTSIDE = ["股票行情", "明天天气", "汽车保养", "彩票结果", "电脑蓝屏", "高铁时刻"]


JUDGED = [
    *(Judged(topic + end, frozenset({f"e{number}"})) for number, topic in enumerate(TOPICS) for end in ENDINGS[:3]),
    *(Judged(text + end, is_outside=True, is_near=True) for text in OUTSIDE for end in ("怎么办", "多少钱", "在哪里")),
]


@pytest.fixture
def fitted(snapshot_of, encoder):
    knowledge = a_knowledge_base(
        *(an_entry(f"e{number}", [topic + end for end in ENDINGS]) for number, topic in enumerate(TOPICS))
    )
    snapshot = snapshot_of(knowledge)
    return snapshot, knowledge, fit_calibration(snapshot, knowledge, encoder, JUDGED, TODAY)


async def test_a_fitted_retriever_answers_its_questions_and_not_others(fitted, encoder, executor):
    snapshot, knowledge, fit = fitted
    snapshot = with_adapter(snapshot, fit.adapter)
    retriever = Retriever(snapshot, knowledge, encoder, executor, fit.calibration)

    asked = [await retriever.search(Query(topic + "怎么办", TODAY)) for topic in TOPICS]
    outside = [await retriever.search(Query(text, TODAY)) for text in OUTSIDE]

    assert [result.hits[0].entry_id for result in asked] == [f"e{number}" for number in range(len(TOPICS))]
    assert {result.outcome for result in asked} == {Outcome.ANSWER}
    assert Outcome.ANSWER not in {result.outcome for result in outside}


def test_fitting_twice_gives_the_same_and_names_its_origin(fitted, encoder):
    snapshot, knowledge, fit = fitted

    again = fit_calibration(snapshot, knowledge, encoder, JUDGED, TODAY)

    assert again.calibration == fit.calibration
    assert np.array_equal(again.adapter.matrix, fit.adapter.matrix)
    assert "knowledge base v1, encoder hash: " in fit.calibration.origin


def test_figures_are_the_same_after_saving(fitted, tmp_path):
    *_, fit = fitted
    fit.calibration.save(tmp_path / "calibration.json")
    fit.adapter.save(tmp_path / "adapter.npz")
    adapter = load_adapter("hash", 32, tmp_path / "adapter.npz")

    assert load_calibration(tmp_path / "calibration.json") == fit.calibration
    assert np.allclose(adapter.matrix, fit.adapter.matrix, atol=1e-3)
    assert np.allclose(adapter.scope, fit.adapter.scope, rtol=1e-2, atol=1e-2)


def test_an_adapter_of_another_encoder_changes_nothing(fitted, tmp_path):
    *_, fit = fitted
    fit.adapter.save(tmp_path / "adapter.npz")

    plain = load_adapter("another", 32, tmp_path / "adapter.npz")

    assert np.array_equal(plain.matrix, np.eye(32))
    assert plain.scope_of(np.ones(32, dtype=np.float32)) == 0


@pytest.mark.parametrize("content", [None, b"", b"PK nonsense"])
def test_a_damaged_adapter_says_what_to_do(tmp_path, content):
    path = tmp_path / "adapter.npz"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError, match="Fit it again with"):
        load_adapter("hash", 32, path)


def test_the_packaged_figures_fit_the_features():
    calibration = load_calibration()

    assert len(calibration.relevance) == len(FEATURES)
    assert len(calibration.confidence) == len(FEATURES) + 6
    assert 0 < calibration.suggest_from < calibration.answer_from < 1
    assert calibration.origin


@pytest.mark.parametrize("content", [None, "", "{}", '{"relevance": 1}'])
def test_damaged_figures_say_what_to_do(tmp_path, content):
    path = tmp_path / "calibration.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(ConfigurationError, match="Fit it again with"):
        load_calibration(path)


@pytest.mark.parametrize(
    ("confidence", "outcome"),
    [(0.5, Outcome.ANSWER), (0.49, Outcome.SUGGEST), (0.2, Outcome.SUGGEST), (0.19, Outcome.NOT_FOUND)],
)
def test_thresholds_include_their_own_value(confidence, outcome):
    calibration = replace(CALIBRATION, answer_from=0.5, suggest_from=0.2)

    assert calibration.outcome_of(confidence) is outcome


def test_confidence_grows_with_lead_and_scope_and_stays_a_chance():
    features = np.full(len(FEATURES), 0.5)

    def confidence(lead: float, scope: float) -> float:
        return CALIBRATION.confidence_of(signs_of(features, lead, scope, 10, 0.0, False))

    assert confidence(1.0, 1.0) > confidence(0.0, 1.0)
    assert confidence(1.0, 1.0) > confidence(1.0, 0.0)
    assert 0 <= confidence(-float("inf"), -1e9) < confidence(float("inf"), 1e9) <= 1


@pytest.mark.parametrize("far", [0.0, 5.0, 60.0])
def test_a_chance_does_not_depend_on_where_its_fit_begins(far):
    random = np.random.default_rng(5)
    features = np.column_stack([random.standard_normal((400, 30)), np.ones(400)])
    labels = (features[:, 0] * 3 + random.standard_normal(400) > 1.5).astype(float)
    elsewhere = far * random.standard_normal(31)

    found = fit_chance(features, labels, start=elsewhere)

    assert np.allclose(found, fit_chance(features, labels), atol=1e-5)

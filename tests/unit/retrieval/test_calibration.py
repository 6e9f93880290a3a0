"""Fitting tells questions of the knowledge base from others; the packaged figures can be read."""

import pytest

from assistant.errors import ConfigurationError
from assistant.retrieval.calibration import fit_calibration
from assistant.retrieval.confidence import Calibration, load_calibration
from assistant.retrieval.fusion import FEATURES
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.types import Outcome, Query

from .conftest import TODAY, a_knowledge_base, an_entry

TOPICS = ("发烧", "吃盐", "长牙", "睡觉", "辅食", "走路", "湿疹", "疫苗")
ENDINGS = ("怎么办", "要注意什么", "正常吗", "多久会好", "几个月开始", "可以吗")
OUTSIDE = ["股票行情", "明天天气", "汽车保养", "彩票结果", "电脑蓝屏", "高铁时刻"]


@pytest.fixture
def fitted(snapshot_of, encoder):
    knowledge = a_knowledge_base(
        *(an_entry(f"e{number}", [topic + end for end in ENDINGS]) for number, topic in enumerate(TOPICS))
    )
    snapshot = snapshot_of(knowledge)
    return snapshot, knowledge, fit_calibration(snapshot, knowledge, encoder, OUTSIDE)


async def test_a_fitted_retriever_answers_its_questions_and_not_others(fitted, encoder, executor):
    snapshot, knowledge, calibration = fitted
    retriever = Retriever(snapshot, knowledge, encoder, executor, calibration)

    asked = [await retriever.search(Query(topic + "怎么办", TODAY)) for topic in TOPICS]
    outside = [await retriever.search(Query(text, TODAY)) for text in OUTSIDE]

    assert [result.hits[0].entry_id for result in asked] == [f"e{number}" for number in range(len(TOPICS))]
    assert {result.outcome for result in asked} == {Outcome.ANSWER}
    assert Outcome.ANSWER not in {result.outcome for result in outside}


def test_fitting_twice_gives_the_same_and_names_its_origin(fitted, encoder):
    snapshot, knowledge, calibration = fitted

    assert fit_calibration(snapshot, knowledge, encoder, OUTSIDE) == calibration
    assert "knowledge base v1, encoder hash: " in calibration.origin


def test_figures_are_the_same_after_saving(fitted, tmp_path):
    *_, calibration = fitted
    calibration.save(tmp_path / "calibration.json")

    assert load_calibration(tmp_path / "calibration.json") == calibration


def test_the_packaged_figures_fit_the_features():
    calibration = load_calibration()

    assert len(calibration.relevance) == len(FEATURES) + 1
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
    calibration = Calibration((0.0,) * 6, (1.0, 0.0), (0.0, 1.0, 0.0), 0.5, 0.2, "")

    assert calibration.outcome_of(confidence) is outcome


def test_confidence_grows_with_relevance_and_lead():
    calibration = Calibration((0.0,) * 6, (1.0, 3.0), (0.3, 1.2, -0.5), 0.5, 0.2, "")

    assert calibration.confidence_of(1.0, 1.0) > calibration.confidence_of(0.0, 1.0)
    assert calibration.confidence_of(1.0, 1.0) > calibration.confidence_of(1.0, 0.0)
    assert 0 <= calibration.confidence_of(-100.0, -float("inf")) <= calibration.confidence_of(100.0, float("inf")) <= 1

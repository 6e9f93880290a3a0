"""What goes out: safety text, cards, routes of other dangers, general questions, adults."""

import re
from collections.abc import Callable

import pytest

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.decision import Decision

Converse = Callable[..., list[Decision]]


def test_call120_says_first_what_to_do_then_whom_to_call(converse: Converse) -> None:
    (decision,) = converse("孩子溺水没有呼吸")
    assert "120" in decision.texts[-1]
    assert decision.texts[-1].index("做心肺复苏") < decision.texts[-1].index("拨打120")
    assert decision.cards[0].fields["call"] == "120"
    assert 1 <= len(decision.cards[0].fields["steps"]) <= 6


@pytest.mark.parametrize(
    "question",
    ["海姆立克怎么做", "心肺复苏怎么做", "高热惊厥怎么预防", "怎么预防溺水", "烫伤怎么预防", "要是噎住了怎么办"],
)
def test_a_general_question_gets_the_first_line_and_the_card(question: str, converse: Converse) -> None:
    (decision,) = converse(question)
    assert decision.urgency.value == "none"
    assert decision.first_line == "如果孩子现在就是这样，立即拨打120。"
    assert decision.cards
    assert not decision.is_new


@pytest.mark.parametrize(
    ("said", "route", "numbers"),
    [
        ("我不想活了", "self_harm", {"120", "12356", "110"}),
        ("保姆打孩子", "child_abuse", {"110", "12345", "120"}),
        ("老公打我", "domestic_violence", {"110", "12338", "120"}),
    ],
)
def test_other_dangers_have_their_own_numbers(said: str, route: str, numbers: set[str], converse: Converse) -> None:
    (decision,) = converse(said)
    assert decision.route == route
    assert decision.is_new
    assert {card.fields["phone"] for card in decision.cards} == numbers
    assert not re.search("回电|联系您|马上有人", "".join(decision.texts))


@pytest.mark.parametrize("said", ["老公突然胸痛冒冷汗", "我老公叫不醒了", "妈妈产后大出血", "爷爷抽搐了"])
def test_an_adult_emergency_gets_120(said: str, converse: Converse) -> None:
    (decision,) = converse(said)
    assert (decision.urgency.value, decision.route) == ("call120", "adult_emergency")


@pytest.mark.parametrize("said", ["我发烧39度能喂奶吗", "妈妈感冒发烧了，39度5，还能喂奶吗", "奶奶咳嗽会传染吗"])
def test_an_adult_illness_raises_no_alarm(said: str, converse: Converse) -> None:
    (decision,) = converse(said)
    assert decision.urgency.value == "none"


def test_no_text_gives_medicine_amounts_or_all_clear(reader: TriageReader) -> None:
    rules = reader._rules.rules
    texts = [text for rule in rules for text in (*rule.do_now, *rule.avoid, *rule.watch, rule.if_younger)]
    texts += [step for card in reader._rules.first_aid.values() for step in card.steps]
    assert not [text for text in texts if re.search(r"没事|不用去医院|\d\s*(?:mg|毫克|毫升|ml)", text)]


def test_a_rule_without_a_document_says_so(converse: Converse) -> None:
    (decision,) = converse("4个月宝宝发烧38.2")
    assert decision.texts[-1].startswith("从严建议")


def test_a_rule_with_a_document_names_issuer_and_year(converse: Converse) -> None:
    (decision,) = converse("被狗咬了")
    assert "狂犬病暴露预防处置工作规范" in decision.texts[-1]
    assert "2023" in decision.texts[-1]


def test_explanation_names_rule_words_denials_age_and_version(reader: TriageReader) -> None:
    text = reader.explain("没有抽搐，嘴唇发紫", age_months=2)
    for part in ("规则RF003 口唇", "“嘴唇发紫”（第6～9字）", "听到但否认：抽搐", "2个月", reader.version):
        assert part in text


def test_words_point_into_the_normalised_text(converse: Converse) -> None:
    text = "宝宝发烧39度,嘴唇发紫"
    (decision,) = converse(text)
    places = [place for match in decision.matches for place in match.words if place[0] >= 0]
    assert places
    assert all(text[start:end] == words for start, end, words in places)

"""A complaint that begins with an emergency: the alarm first, then it goes on where it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.dialogue import form_wording
from assistant.dialogue.complaint_intake import hide_complaint
from assistant.dialogue.compose import Composer
from assistant.dialogue.held_complaint import goes_on
from assistant.dialogue.intake import take_in
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import Router
from assistant.domain.conversation import ConversationState
from assistant.domain.message import ChoiceMeaning, OfferedChoice
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from tests.builders import NOON, a_message, an_entry
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage

TOLD, MARK = "我要投诉，老师喂饭把孩子噎住了，现在喘不上气", "我要投诉〔投诉内容:4f2a〕"
AGE = OfferedChoice("不满3个月", ChoiceMeaning("age", "2"))
ALARM = Decision(
    Urgency.CALL120, "fake", EMPTY_SITUATION, is_new=True, texts=("立即拨打120",), question="多大？", choices=(AGE,)
)
GO_ON = ChoiceMeaning("say", form_wording.COMPLAIN_GO_ON)


def _router(rasa: FakeRasa) -> Router:
    retriever = FakeRetriever(Outcome.ANSWER, "salt")
    answers = Answers(retriever, lambda: {"salt": an_entry("salt")}, lambda: NOON)
    composer = Composer(lambda entry: f"http://localhost/handbook/{entry.id}")
    return Router(FakeTriage({"喘不上气": ALARM}), rasa, answers, composer, lambda text, now: read(text, now))


async def _told(router: Router, state: ConversationState | None = None) -> Routed:
    return await router.route(a_message(TOLD, shown_text=MARK), state or ConversationState(), "none")


async def test_the_alarm_comes_first_and_what_was_told_waits() -> None:
    rasa = FakeRasa()

    alarm = await _told(_router(rasa))

    assert alarm.reply.texts == ("立即拨打120", "多大？", form_wording.COMPLAIN_HELD)
    assert alarm.reply.choices == (AGE, OfferedChoice(form_wording.COMPLAIN_GO_ON, GO_ON))
    assert rasa.asked == []
    assert ConversationState.from_json(alarm.state.to_json()) == alarm.state


@pytest.mark.parametrize("way", [{"text": None, "choice": GO_ON}, {"text": "接着投诉"}, {"text": "没事了，我要投诉"}])
async def test_it_goes_on_with_what_was_told(way: dict[str, object]) -> None:
    rasa = FakeRasa()
    router = _router(rasa)
    alarm = await _told(router)
    between = await router.route(a_message("宝宝能吃盐吗"), alarm.state, "none")

    gone_on = await router.route(a_message(**way), between.state, "none")  # type: ignore[arg-type]

    assert [text for text, _ in rasa.asked] == ["宝宝能吃盐吗", MARK]
    assert gone_on.state.held_complaint is None


async def test_while_rasa_is_away_it_goes_on_waiting() -> None:
    rasa = FakeRasa()
    rasa.answer = None
    router = _router(rasa)
    alarm = await _told(router)

    tried = await router.route(a_message("接着投诉"), alarm.state, "none")

    assert tried.state.held_complaint == alarm.state.held_complaint


async def test_a_day_later_and_after_it_was_told_again_the_wish_begins_anew() -> None:
    rasa = FakeRasa()
    router = _router(rasa)
    alarm = await _told(router)

    late = a_message("我要投诉", received_at=NOON + timedelta(hours=25))
    await router.route(late, alarm.state, "none")
    again = await router.route(a_message("换一种说法", shown_text="我要投诉〔投诉内容:77aa〕"), alarm.state, "none")

    assert [text for text, _ in rasa.asked] == ["我要投诉", "我要投诉〔投诉内容:77aa〕"]
    assert again.state.held_complaint is None


async def test_a_form_that_ends_leaves_nothing_waiting() -> None:
    router = _router(FakeRasa(texts=("好的，没有提交。",)))
    asked = ConversationState(form="file_complaint_form", hides_answer=True)
    alarm = await _told(router, asked)
    assert alarm.state.form == "file_complaint_form"

    ended = await router.route(a_message("不投诉了"), alarm.state, "none")

    assert ended.state.held_complaint is None


async def test_another_emergency_says_nothing_of_complaints() -> None:
    alarm = await _router(FakeRasa()).route(a_message("孩子喘不上气"), ConversationState(), "none")

    assert alarm.reply.texts == ("立即拨打120", "多大？")
    assert alarm.state.held_complaint is None


@pytest.mark.parametrize("text", ["接着投诉", "继续举报吧", "好了，我要接着投诉", "我要投诉", "那继续反映刚才的事"])
def test_words_that_take_it_up_again(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["我要投诉阳光托育园", "投诉电话是多少", "继续", "接着说", "不投诉了", "怎么投诉"])
def test_words_that_do_not(text: str) -> None:
    assert not goes_on(text)


async def test_such_words_are_no_answer_to_a_private_question_while_something_waits() -> None:
    asked = ConversationState(form="file_complaint_form", hides_answer=True)
    held = (await _told(_router(FakeRasa()), asked)).state

    assert hide_complaint(take_in("接着投诉"), held, "none").text == "接着投诉"
    assert hide_complaint(take_in("接着投诉"), replace(held, held_complaint=None), "none").text != "接着投诉"

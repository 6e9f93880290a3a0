"""What a message asks in the light of what was asked and heard before it."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from assistant.dialogue.continuing import Continuing, Meant, standing_topic
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Collection
from assistant.domain.measures import Reading, Span, TermMention
from assistant.domain.triage.situation import EMPTY_SITUATION, ChildFacts, Measure, Sign
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from tests.builders import NOON, an_entry
from tests.fakes import RetrieverByText

ENTRIES = {
    entry.id: entry
    for entry in (
        an_entry("mother", title="产假多少天", questions=("妈妈产假几天",), answer="158天。"),
        an_entry("father", title="陪产假有几天", questions=("爸爸能休几天",), answer="15天。"),
        an_entry("cooling", title="酒精擦浴", questions=("发烧可以洗澡吗",), answer="不用酒精。"),
        an_entry("bath", title="新生儿洗澡", questions=("怎么洗澡",), answer="先备齐。"),
        an_entry("eczema", title="湿疹护理", questions=("湿疹怎么办",), answer="润肤。", body="## 洗澡\n可以洗澡。"),
        an_entry("solids", title="辅食怎么搭配", questions=("辅食吃多少",), answer="七类。"),
        an_entry("milk", title="喝多少奶", questions=("一天喝多少奶",), answer="600毫升。"),
        an_entry("subsidy", title="育儿补贴", questions=("可以领补贴吗",), collection=Collection.POLICY_FAQ),
    )
}
FEVER = EMPTY_SITUATION.with_child(ChildFacts("", measures=(Measure("temperature", 38.5, NOON),)))
ANSWER, SUGGEST = Outcome.ANSWER, Outcome.SUGGEST


def _read(text: str, now: datetime) -> Reading:
    reading = read(text, now)
    at = reading.text.find("湿疹")
    terms = (TermMention(Span(at, at + 2, "湿疹"), "symptom", "湿疹"),) if at >= 0 else ()
    return Reading(reading.text, reading.ages, terms=terms)


async def _meant(
    text: str, state: ConversationState, found: dict[str, tuple[Outcome, Sequence[str]]] | None = None
) -> Meant:
    answers = Answers(RetrieverByText(found or {}), lambda: ENTRIES, lambda: NOON)
    return await Continuing(answers, _read).meant_by(text, state, NOON)


async def test_a_person_that_is_named_is_looked_up_and_has_to_be_spoken_of() -> None:
    meant = await _meant("爸爸呢", ConversationState(last_question="妈妈产假多少天"))

    assert (meant.text, meant.full_question) == ("爸爸产假多少天", "爸爸产假多少天")
    assert "爸爸" in meant.names


async def test_of_several_readings_the_one_with_an_answer_on_the_thing_is_taken() -> None:
    state = ConversationState(last_question="一天喝多少奶")
    found = {"辅食多少奶": (ANSWER, ["milk"]), "一天喝多少奶,辅食": (ANSWER, ["solids"])}

    assert (await _meant("那辅食呢", state, found)).text == "一天喝多少奶,辅食"


async def test_while_a_fever_is_on_what_is_asked_on_is_asked_of_the_fever() -> None:
    state = ConversationState(last_question="宝宝38.5", situation=FEVER)
    found = {"发烧，还能洗澡吗": (ANSWER, ["cooling"]), "那还能洗澡吗": (ANSWER, ["bath"])}

    assert (await _meant("那还能洗澡吗", state, found)).text == "发烧，还能洗澡吗"


@pytest.mark.parametrize("text", ["那还能洗澡吗", "能洗澡吗"])
async def test_what_is_right_for_a_child_who_is_well_is_only_offered_to_one_who_is_ill(text: str) -> None:
    state = ConversationState(last_question="宝宝38.5", situation=FEVER)

    meant = await _meant(text, state, {text: (ANSWER, ["bath"])})

    assert not meant.may_answer
    assert meant.full_question.startswith("发烧，")


async def test_while_a_child_is_ill_a_short_question_is_asked_of_that_first() -> None:
    state = ConversationState(last_question="宝宝38.5", situation=FEVER)
    found = {"发烧，怎么洗澡": (ANSWER, ["bath"]), "怎么洗澡": (ANSWER, ["bath"])}

    assert await _meant("怎么洗澡", state, found) == Meant("怎么洗澡", "发烧，怎么洗澡")


async def test_policies_hold_for_children_who_are_ill_too() -> None:
    state = ConversationState(last_question="宝宝38.5", situation=FEVER)

    assert await _meant("可以领补贴吗", state, {"可以领补贴吗": (ANSWER, ["subsidy"])}) == Meant("可以领补贴吗")


async def test_what_the_last_entry_speaks_of_is_asked_of_it() -> None:
    state = ConversationState(last_question="宝宝湿疹怎么办", last_entry_ids=("eczema",))
    found = {"湿疹，能洗澡吗": (SUGGEST, ["eczema"]), "能洗澡吗": (ANSWER, ["bath"])}

    assert (await _meant("能洗澡吗", state, found)).text == "湿疹，能洗澡吗"


async def test_a_clear_question_after_another_stays_as_it_is() -> None:
    state = ConversationState(last_question="育儿补贴怎么申请", last_entry_ids=("subsidy",))

    assert await _meant("怎么洗澡", state, {"怎么洗澡": (ANSWER, ["bath"])}) == Meant("怎么洗澡")
    assert await _meant("明天下雨吗", state, {"育儿补贴怎么申请，明天下雨吗": (ANSWER, ["subsidy"])}) == Meant(
        "明天下雨吗"
    )


async def test_words_of_the_last_question_said_again_are_no_reason_to_join_them() -> None:
    state = ConversationState(last_question="育儿补贴怎么申请", last_entry_ids=("subsidy",))
    found = {"育儿补贴怎么申请，补贴怎么申请呢": (SUGGEST, ["subsidy"])}

    assert await _meant("补贴怎么申请呢", state, found) == Meant("补贴怎么申请呢")


async def test_nothing_goes_on_while_a_form_waits() -> None:
    state = ConversationState(last_question="妈妈产假多少天", form="book_session_form")

    assert await _meant("爸爸呢", state) == Meant("爸爸呢")


def test_the_topic_that_stands_is_the_fever_else_the_last_sign_that_was_not_denied() -> None:
    signs = (Sign("vomit", "吐", NOON), Sign("convulsion", "抽搐", NOON, denied=True))

    assert standing_topic(FEVER) == "发烧"
    assert standing_topic(EMPTY_SITUATION.with_child(ChildFacts("", signs=signs))) == "吐"
    assert standing_topic(EMPTY_SITUATION) == ""


async def test_a_thing_named_after_a_question_on_an_illness_is_asked_of_that_first() -> None:
    state = ConversationState(last_question="宝宝湿疹怎么办", last_entry_ids=("eczema",))
    found = {"湿疹，洗澡": (SUGGEST, ["eczema"]), "洗澡": (ANSWER, ["bath"]), "洗澡怎么办": (ANSWER, ["bath"])}

    assert (await _meant("那洗澡呢", state, found)).text == "湿疹，洗澡"


async def test_of_a_thing_that_no_entry_names_for_the_illness_nothing_is_given_as_the_answer() -> None:
    state = ConversationState(last_question="宝宝湿疹怎么办", last_entry_ids=("eczema",))

    meant = await _meant("那游泳呢", state, {"游泳": (ANSWER, ["bath"]), "游泳怎么办": (ANSWER, ["bath"])})

    assert not meant.may_answer
    assert meant.full_question == "湿疹，游泳"


@pytest.mark.parametrize("last", ["", "一天喝多少奶"])
async def test_whoever_only_tells_what_the_child_has_is_answered_on_that(last: str) -> None:
    assert (await _meant("一岁，身上湿疹", ConversationState(last_question=last))).full_question == "一岁，身上湿疹"


async def test_what_was_asked_about_told_again_is_a_fact_beside_the_question() -> None:
    meant = await _meant("湿疹三天了", ConversationState(last_question="宝宝湿疹怎么办"))

    assert meant.full_question == ""

"""What is made of hits: an answer, a choice of versions, the nearest questions or nothing."""

from dataclasses import replace

from assistant.domain.entry import Entry
from assistant.retrieval.types import Caution, Hit, Outcome, Passage, Query, SearchResult
from assistant.services.answers import Answers, Question
from tests.builders import NOON, an_entry


class Found:
    """Finds what it was given."""

    def __init__(self, outcome: Outcome, *hits: tuple[str, float]) -> None:
        self.result = SearchResult(outcome, tuple(Hit(name, sure, Passage(name, "title", "")) for name, sure in hits))

    async def search(self, query: Query) -> SearchResult:
        return self.result

    def prepare(self, text: str) -> None:
        pass


def _answers(found: Found, *entries: Entry) -> Answers:
    return Answers(found, lambda: {entry.id: entry for entry in entries}, lambda: NOON)


async def test_what_has_nothing_to_do_with_the_question_is_not_named_as_nearest() -> None:
    answers = _answers(Found(Outcome.NOT_FOUND, ("near", 0.15), ("far", 0.01)), an_entry("near"), an_entry("far"))

    answer = await answers.find(Question("今天股票怎么样"))

    assert answer.outcome is Outcome.NOT_FOUND
    assert [entry.id for entry in answer.entries] == ["near"]


async def test_a_hit_whose_entry_is_gone_is_passed_over() -> None:
    answers = _answers(Found(Outcome.ANSWER, ("gone", 0.9), ("here", 0.8)), an_entry("here"))

    answer = await answers.find(Question("能吃盐吗"))

    assert [entry.id for entry in answer.entries] == ["here"]


async def test_an_expired_entry_is_not_shown_by_its_id() -> None:
    expired = an_entry("old", effective_until=NOON.date().replace(year=2025))

    assert _answers(Found(Outcome.NOT_FOUND), expired).entry("old") is None


class FoundByText(Found):
    """Finds another entry for each text; anything else finds nothing."""

    def __init__(self, by_text: dict[str, str]) -> None:
        super().__init__(Outcome.NOT_FOUND)
        self._by_text = by_text

    async def search(self, query: Query) -> SearchResult:
        name = self._by_text.get(query.text)
        return Found(Outcome.ANSWER, (name, 0.9)).result if name else self.result


async def test_two_questions_in_one_message_get_both_answers() -> None:
    found = FoundByText({"能吃盐吗": "salt", "晚上老醒怎么办": "sleep"})

    parts = await _answers(found, an_entry("salt"), an_entry("sleep")).find_parts(Question("能吃盐吗？晚上老醒怎么办"))

    assert [part["entry_ids"] for part in parts] == [["salt"], ["sleep"]]
    assert [part["question"] for part in parts] == ["能吃盐吗", "晚上老醒怎么办"]


async def test_two_questions_stay_one_unless_both_have_an_answer_of_their_own() -> None:
    whole = "能吃盐吗？晚上老醒怎么办"
    entries = an_entry("salt"), an_entry("sleep")

    one_unknown = await _answers(FoundByText({"能吃盐吗": "salt", whole: "salt"}), *entries).find_parts(Question(whole))
    same = {"能吃盐吗": "salt", "晚上老醒怎么办": "salt", whole: "sleep"}
    both_alike = await _answers(FoundByText(same), *entries).find_parts(Question(whole))

    assert [part["entry_ids"] for part in one_unknown] == [["salt"]]
    assert [part["entry_ids"] for part in both_alike] == [["sleep"]]


async def test_a_caution_travels_with_what_was_found() -> None:
    found = Found(Outcome.SUGGEST, ("salt", 0.9))
    found.result = replace(found.result, caution=Caution.OTHER_PLACE)

    (part,) = await _answers(found, an_entry("salt")).find_parts(Question("苏州的育儿假"))

    assert (part["kind"], part["caution"]) == ("suggest", "other_place")


MOTHER, FATHER = an_entry("mother", title="产假"), an_entry("father", title="爸爸陪产假")
FOUND = Found(Outcome.ANSWER, ("mother", 0.9), ("father", 0.4))


async def test_what_does_not_speak_of_the_name_is_no_answer_and_what_does_comes_first() -> None:
    answer = await _answers(FOUND, MOTHER, FATHER).find(Question("爸爸产假", names=("爸爸", "男方")))

    assert answer.outcome is Outcome.SUGGEST
    assert [entry.id for entry in answer.entries] == ["father", "mother"]


async def test_where_nothing_speaks_of_the_name_nothing_was_found() -> None:
    named = await _answers(FOUND, MOTHER, FATHER).find(Question("外婆产假", names=("外婆",)))
    spoken_of = await _answers(FOUND, MOTHER, FATHER).find(Question("产假", names=("产假",)))

    assert named.outcome is Outcome.NOT_FOUND
    assert spoken_of.outcome is Outcome.ANSWER


async def test_what_may_not_answer_is_offered() -> None:
    answer = await _answers(FOUND, MOTHER, FATHER).find(Question("能洗澡吗", may_answer=False))

    assert answer.outcome is Outcome.SUGGEST
    assert [entry.id for entry in answer.entries] == ["mother", "father"]


async def test_versions_for_the_same_ages_leave_nothing_to_ask_for() -> None:
    group = [an_entry(name, age_group="when") for name in ("soon", "at-once")]

    answer = await _answers(Found(Outcome.ANSWER, ("soon", 0.9)), *group).find(Question("要不要去医院"))

    assert not answer.needs_age
    assert answer.entries[0].id == "soon"

"""What is made of hits: an answer, a choice of versions, the nearest questions or nothing."""

from assistant.domain.entry import Entry
from assistant.retrieval.types import Hit, Outcome, Passage, Query, SearchResult
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

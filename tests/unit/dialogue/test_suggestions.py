"""What an operator is shown: never an answer for another age, and the places first where no answer is sure."""

from datetime import datetime

import pytest

from assistant.dialogue.suggestions import SpokenQuestion, Suggester
from assistant.domain.account import Operator, Role
from assistant.domain.measures import Reading
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from assistant.services.directory import EmptyDirectory
from assistant.store.database import Database
from tests.builders import NOON, an_entry
from tests.fakes import FakeRetriever, FakeTriage

WANG = Operator("op-wang", "wang", "hash", (Role.OPERATOR,), NOON)
YOUNG, OLD = an_entry("young", age_months=(0, 2)), an_entry("old", age_months=(6, 83))
ENTRIES = {"young": YOUNG, "old": OLD}


def _read(text: str, now: datetime) -> Reading:
    return read(text, now)


def _suggester(database: Database, *found: str) -> Suggester:
    answers = Answers(FakeRetriever(Outcome.ANSWER, *found), lambda: ENTRIES, lambda: NOON)
    triage = FakeTriage()
    return Suggester(database.unit_of_work, triage, answers, EmptyDirectory(), _read, lambda: NOON)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", [SpokenQuestion("两个月的宝宝发烧"), SpokenQuestion("宝宝发烧", age_months=2)])
async def test_an_answer_for_another_age_is_named_and_not_offered(database: Database, asked: SpokenQuestion) -> None:
    shown = await _suggester(database, "old", "young").suggest(asked, WANG)

    assert [(one.entry.id, one.for_age) for one in shown.answers] == [("young", True)]
    assert [entry.id for entry in shown.for_other_ages] == ["old"]


async def test_without_an_age_everything_is_offered(database: Database) -> None:
    shown = await _suggester(database, "old", "young").suggest(SpokenQuestion("宝宝发烧"), WANG)

    assert [one.entry.id for one in shown.answers] == ["old", "young"]
    assert shown.for_other_ages == ()


async def test_where_nothing_is_left_for_the_age_it_says_so_and_the_question_is_kept_as_unanswered(
    database: Database,
) -> None:
    shown = await _suggester(database, "old").suggest(SpokenQuestion("宝宝发烧", age_months=2), WANG)

    assert (shown.answers, shown.outcome) == ((), Outcome.NOT_FOUND)
    async with database.unit_of_work() as uow:
        [kept] = await uow.suggestions.list_between(NOON.replace(hour=0), NOON.replace(hour=23), 10)
    assert kept.outcome == "not_found"

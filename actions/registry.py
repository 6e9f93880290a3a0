"""The executor with every action; one that is missing here stops Rasa's data check."""

from collections.abc import Sequence

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions.answer_question import ActionAnswerQuestion
from actions.last_answer import ActionAnotherAnswer, ActionMoreDetail, ActionRepeatAnswer
from actions.person import ActionOfferDeletion, ActionRequestPerson
from actions.respond import ActionRespond
from assistant.services.answers import Answers


def build_executor(answers: Answers, forms: Sequence[Action] = ()) -> ActionExecutor:
    """Return an executor that knows all actions; `forms` come from `actions.forms.registry`.

    They are registered one by one: rasa-sdk's package scan ends the process on an import error.
    """
    executor = ActionExecutor()
    actions: tuple[Action, ...] = (
        ActionAnswerQuestion(answers),
        ActionRepeatAnswer(),
        ActionMoreDetail(),
        ActionAnotherAnswer(),
        ActionRespond(),
        ActionRequestPerson(),
        ActionOfferDeletion(),
        *forms,
    )
    for action in actions:
        executor.register_action(action)
    return executor

"""A complaint: its text is a reference from the start, and one run of the form stores one."""

from actions.forms.file_complaint import ValidateFileComplaintForm
from tests.unit.actions.forms.conftest import FormTalk, clock

FORM = "file_complaint_form"


class KeptComplaints:
    def __init__(self) -> None:
        self.filed: dict[str, tuple[str, str, str | None]] = {}

    async def file(
        self, conversation_id: str, about: str, text_reference: str, phone_reference: str | None, request_id: str
    ) -> str:
        self.filed[request_id] = (about, text_reference, phone_reference)
        return "TS1"


async def test_an_anonymous_complaint_is_filed_after_its_summary_is_confirmed(talk: FormTalk) -> None:
    kept = KeptComplaints()
    talk.actions[f"validate_{FORM}"] = ValidateFileComplaintForm(clock, kept)

    await talk.say("我要投诉", "file_complaint", begin=FORM)
    await talk.say("示例小芽托育园", "ask_institution")
    assert talk.parts[-1]["is_private"] is True
    await talk.say("〔投诉内容:4f2a〕", "nlu_fallback")
    await talk.say("匿名")
    assert kept.filed == {}
    said = await talk.say("提交", "affirm")

    assert list(kept.filed.values()) == [("示例小芽托育园", "4f2a", None)]
    assert "TS1" in said


async def test_without_a_service_the_handbook_answers(talk: FormTalk) -> None:
    await talk.say("我要投诉", "file_complaint", begin=FORM)

    assert (talk.then, talk.asked) == ("action_answer_question", None)

"""Finding an institution, as the form's actions lead it."""

from assistant.dialogue.form_parts import SHARED_PLACE
from tests.unit.actions.forms.conftest import FormTalk

FIND = "find_institution_form"


async def test_after_a_shared_point_a_wish_narrows_the_list_down_and_nothing_is_asked(talk: FormTalk) -> None:
    await talk.say("只看有空位的", "find_institution", begin=FIND, knows_around=True)

    shown = talk.parts[0]
    assert (shown["kind"], shown["area"], shown["free_places"]) == ("institutions", SHARED_PLACE, True)
    assert talk.asked == "refine"


async def test_a_place_that_is_named_goes_before_the_point_that_was_shared(talk: FormTalk) -> None:
    await talk.say("新吴区两岁的托育", "find_institution", begin=FIND, knows_around=True)

    assert talk.parts[0]["area"] == "新吴区"


async def test_within_the_search_a_shared_point_serves_for_the_next_wish(talk: FormTalk) -> None:
    await talk.say("附近的托育", "find_institution", begin=FIND)
    await talk.say(SHARED_PLACE, "nlu_fallback", knows_around=True)

    await talk.say("只看普惠的", "state_preference", knows_around=True)

    assert (talk.parts[0]["area"], talk.parts[0]["inclusive"]) == (SHARED_PLACE, True)


async def test_once_nothing_around_is_known_the_place_is_asked_for(talk: FormTalk) -> None:
    await talk.say("附近的托育", "find_institution", begin=FIND)
    await talk.say(SHARED_PLACE, "nlu_fallback", knows_around=True)

    await talk.say("只看普惠的", "state_preference")

    assert talk.asked == "area"


async def test_within_the_search_the_cheapest_can_be_asked_for_and_the_wish_is_dropped_again(talk: FormTalk) -> None:
    await talk.say("滨湖区一岁半的托育", "find_institution", begin=FIND)

    await talk.say("最便宜的是哪家", "out_of_scope")
    assert talk.parts[0]["cheapest_first"] is True
    assert "放宽条件" in [label for label, _ in talk.parts[1]["choices"]]

    await talk.say("放宽条件", "state_preference")
    assert "cheapest_first" not in talk.parts[0]


async def test_an_ordinal_is_as_good_as_the_button_in_its_place(talk: FormTalk) -> None:
    await talk.say("找托育", "find_institution", begin=FIND)
    await talk.say("第三个", "state_preference")
    assert talk.asked == "age_months"

    await talk.say("第二个", "state_preference")
    assert (talk.parts[0]["area"], talk.parts[0]["age_months"]) == ("惠山区", 12)

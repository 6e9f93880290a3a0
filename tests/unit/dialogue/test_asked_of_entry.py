"""What an entry says on one thing that is asked of it."""

from assistant.dialogue.asked_of_entry import new_words, passages_on, section_named
from tests.builders import an_entry

ECZEMA = an_entry(
    "eczema",
    answer="洗完马上涂润肤霜。要不要用药膏，请医生看过再定。",
    body="## 洗澡\n可以洗，水温和。\n\n## 药的事\n别人家好用的药膏，先问医生再用。\n\n## 益生菌、蒙脱石\n别自己先用。",
)


def test_the_sentences_and_the_section_on_the_new_words_are_found() -> None:
    words = new_words("湿疹怎么办，要用激素药膏吗", "湿疹怎么办")

    assert passages_on(words, ECZEMA) == ("要不要用药膏，请医生看过再定。", "别人家好用的药膏，先问医生再用。")


def test_nothing_is_found_on_what_the_entry_does_not_speak_of() -> None:
    assert passages_on(new_words("会传染吗", "湿疹怎么办"), ECZEMA) == ()
    assert new_words("湿疹咋办呢", "湿疹怎么办") == frozenset()


def test_a_verb_of_one_character_is_looked_for_nowhere() -> None:
    assert passages_on(frozenset({"打"}), an_entry(answer="同一天打两针可以。", body="")) == ()
    assert passages_on(frozenset({"奶"}), an_entry(answer="奶照喝。", body="")) == ("奶照喝。",)


def test_a_place_is_no_word_that_an_entry_has_to_hold() -> None:
    assert new_words("江阴湿疹怎么办", "湿疹怎么办") == frozenset()


def test_a_section_is_named_by_its_heading_where_the_answer_is_silent() -> None:
    assert section_named("湿疹能洗澡吗", ECZEMA) == "洗澡：可以洗，水温和。"
    assert section_named("拉肚子能吃蒙脱石吗", ECZEMA) == "益生菌、蒙脱石：别自己先用。"
    assert section_named("湿疹用药膏吗", ECZEMA) == ""
    assert section_named("洗澡", an_entry(answer="洗澡水温37度。", body="## 洗澡\n每天。")) == ""

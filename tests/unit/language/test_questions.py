"""Several questions in one message."""

import pytest

from assistant.language.questions import parts_asked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("宝宝八个月可以吃盐吗？还有晚上老醒怎么办", ("宝宝八个月可以吃盐吗", "晚上老醒怎么办")),
        ("育儿补贴怎么申请，另外孩子上户口要什么材料", ("育儿补贴怎么申请", "孩子上户口要什么材料")),
        ("宝宝三个月了。可以喝水吗？要吃维生素D吗？", ("宝宝三个月了，可以喝水吗", "宝宝三个月了，要吃维生素D吗")),
    ],
)
def test_two_questions_are_told_apart_and_keep_what_was_said_first(text, parts):
    assert parts_asked(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "发烧39度怎么办",
        "宝宝发烧了怎么办啊？急！",
        "孩子拉肚子三天了，能吃什么，要不要去医院",
        "昨天吐了？今天不吐了？现在又拉了？还要去医院吗",
        "睡不好怎么办。我试过抱着哄。也试过拍拍。还有什么办法吗",
    ],
)
def test_one_question_or_a_story_stays_whole(text):
    assert parts_asked(text) == (text,)

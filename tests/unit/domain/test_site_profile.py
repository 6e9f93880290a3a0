"""What a site may say and set for itself."""

from typing import Any

import pytest

from assistant.domain.site_profile import LARGEST_LOGO, check_note, check_settings, forbidden_words, logo_type
from assistant.errors import SiteRefused


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("门诊时间", "周一至周五 8:00-11:30，13:30-17:00；周六上午"),
        ("联系我们", "滨湖区示例路1号，门口可停车"),
        ("亲子活动", "每月第二个周六上午九点，二楼活动室，带一双防滑袜"),
        ("关于我们", "社区里的卫生服务中心，二楼有母婴室"),
    ],
)
def test_a_clinics_own_affairs_are_let_through(title: str, text: str) -> None:
    check_note("information", title, text, "")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("宝宝发烧先吃布洛芬", "布洛芬"),
        ("本周流感疫苗到货", "疫苗"),
        ("补 贴 每月可领", "补贴"),
        ("湿疹用这个药膏", "药"),
        ("每次5毫升", "毫升"),
        ("ｖ高烧不退找我们", "高烧"),
    ],
)
def test_medicine_vaccines_and_policy_are_refused_and_the_word_is_named(text: str, word: str) -> None:
    with pytest.raises(SiteRefused) as refused:
        check_note("information", "通知", text, "")

    assert refused.value.code == "site_text_refused"
    assert word in refused.value.found


@pytest.mark.parametrize(
    ("kind", "title", "text", "phone"),
    [
        ("advice", "题", "文", ""),
        ("hours", "", "文", ""),
        ("hours", "题", "  ", ""),
        ("hours", "长" * 41, "文", ""),
        ("hours", "题", "长" * 501, ""),
        ("contact", "题", "文", "打给我"),
        ("contact", "题", "文", "javascript:1"),
    ],
)
def test_an_unusable_note_is_refused(kind: str, title: str, text: str, phone: str) -> None:
    with pytest.raises(SiteRefused):
        check_note(kind, title, text, phone)


@pytest.mark.parametrize(
    "settings",
    [
        {"accent": "red"},
        {"accent": "#12"},
        {"accent": "#0b6b5d;}*{"},
        {"accent": 5},
        {"position": "top"},
        {"greeting": "长" * 81},
        {"greeting": "发烧别怕"},
        {"topics": ["一"] * 7},
        {"topics": [""]},
        {"topics": "一"},
        {"messages_per_minute": 0},
        {"messages_per_minute": 601},
        {"messages_per_minute": True},
        {"conversations_per_minute": "5"},
        {"script": "x"},
    ],
)
def test_an_unusable_setting_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SiteRefused):
        check_settings(settings)


def test_every_setting_has_a_usable_value_and_none_is_needed() -> None:
    check_settings({})
    check_settings(
        {
            "accent": "#1a5fb4",
            "position": "left",
            "greeting": "欢迎来到甲诊所",
            "topics": ["孩子发烧39度怎么办"],
            "messages_per_minute": 30,
            "conversations_per_minute": 10,
        }
    )


def test_a_logo_is_known_by_its_bytes_and_a_picture_with_scripts_is_none() -> None:
    assert logo_type(b"\x89PNG\r\n\x1a\n" + b"0") == "image/png"
    assert logo_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert logo_type(b"RIFF0000WEBPVP8 ") == "image/webp"
    for content in (b"<svg onload='alert(1)'/>", b"GIF89a", b"", b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST_LOGO):
        with pytest.raises(SiteRefused):
            logo_type(content)


def test_spaces_do_not_hide_a_word() -> None:
    assert forbidden_words("疫 \n苗") == ("疫苗",)

"""What a site may say and set for itself: its look, its limits, and short texts about the clinic.

A site changes neither triage, nor handbook answers, nor the order of institutions: its texts stand beside them,
labelled as its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from assistant.errors import SiteRefused

LONGEST_GREETING = 80
LONGEST_TOPIC = 40
MOST_TOPICS = 6
LONGEST_TITLE = 40
LONGEST_TEXT = 500
LARGEST_LOGO = 64 * 1024
"""Bytes; it is shown 40 pixels wide."""

MOST_PER_MINUTE = 600

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)

_LOGO_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

NOT_A_SITES_BUSINESS: dict[str, tuple[str, ...]] = {
    "医疗": (
        *(
            "发烧",
            "发热",
            "高烧",
            "高热",
            "惊厥",
            "抽搐",
            "咳嗽",
            "腹泻",
            "拉肚子",
            "呕吐",
            "便秘",
            "湿疹",
            "皮疹",
            "黄疸",
        ),
        *(
            "过敏",
            "感冒",
            "流感",
            "肺炎",
            "手足口",
            "感染",
            "症状",
            "疾病",
            "诊断",
            "治疗",
            "疗法",
            "治愈",
            "急救",
            "发育迟缓",
        ),
        *("自闭症", "贫血", "佝偻", "病情", "看病"),
    ),
    "用药": ("药", "布洛芬", "对乙酰氨基酚", "抗生素", "剂量", "毫升", "毫克", "维生素", "补液盐", "益生菌", "雾化"),
    "疫苗": ("疫苗", "接种", "打针", "预防针"),
    "政策": ("补贴", "补助", "津贴", "政策", "报销", "医保", "生育保险", "体验券", "限价", "收费标准", "减免"),
}
"""Words of the topics that belong to the assistant's own entries, by topic."""


class NoteKind(str, Enum):
    """What a note tells."""

    INTRODUCTION = "introduction"
    HOURS = "hours"
    CONTACT = "contact"
    SESSION = "session"
    INFORMATION = "information"


class NoteState(str, Enum):
    """Visitors see approved notes alone."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SiteNote:
    """A short text of the clinic's own.

    Attributes:
        id: Random.
        site_key: Whose it is.
        kind: What it tells.
        title: A few words.
        text: The text, plain.
        phone: A number to call, or empty.
        state: Whether an editor let it through.
        written_by: Name of the operator who wrote it.
        written_at: When.
        decided_by: Name of the editor, or empty while it waits.
        decided_at: When, or None.
    """

    id: str
    site_key: str
    kind: str
    title: str
    text: str
    phone: str
    state: str
    written_by: str
    written_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteLogo:
    """A picture, as it was given."""

    site_key: str
    media_type: str
    content: bytes
    changed_at: datetime


def forbidden_words(text: str) -> tuple[str, ...]:
    """Return the words in `text` that a site must leave to the assistant, in the order of the list."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return tuple(word for words in NOT_A_SITES_BUSINESS.values() for word in words if word in plain)


def check_site_text(*texts: str) -> None:
    """Let texts through that stay with the clinic's own affairs.

    Raises:
        SiteRefused: One speaks of medicine, medicines, vaccines or policy; `found` names the words.
    """
    found = tuple(dict.fromkeys(word for text in texts for word in forbidden_words(text)))
    if found:
        raise SiteRefused("text", f"A site's own text speaks of {', '.join(found)}. Leave that to the entries.", found)


def check_note(kind: str, title: str, text: str, phone: str) -> None:
    """Let a usable note through.

    Raises:
        SiteRefused: Its kind is unknown, it is empty or too long, or its topic is not the site's.
    """
    if kind not in {one.value for one in NoteKind}:
        raise SiteRefused("setting", f"{kind!r} is no kind of note. Use one of {[one.value for one in NoteKind]}.")
    if not 1 <= len(title.strip()) <= LONGEST_TITLE or not 1 <= len(text.strip()) <= LONGEST_TEXT:
        raise SiteRefused(
            "setting", f"A note has a title of 1-{LONGEST_TITLE} and a text of 1-{LONGEST_TEXT} characters."
        )
    if phone and not re.fullmatch(r"[0-9][0-9 -]{2,24}", phone):
        raise SiteRefused("setting", f"{phone!r} is no telephone number. Write digits, spaces and hyphens.")
    check_site_text(title, text)


def check_settings(settings: dict[str, Any]) -> None:
    """Let usable settings of a site through; an absent one takes its default.

    Keys: accent (#rrggbb), position (left, right), greeting, topics (questions to start with), messages_per_minute and
    conversations_per_minute (1-600).

    Raises:
        SiteRefused: A setting is unknown, of the wrong kind or out of range, or the greeting's topic is not the site's.
    """
    unknown = set(settings) - {"accent", "position", "greeting", "topics", *_LIMITS}
    if unknown:
        raise SiteRefused("setting", f"A site has no settings {sorted(unknown)}.")
    accent, greeting, topics = settings.get("accent", ""), settings.get("greeting", ""), settings.get("topics", [])
    if accent and not (isinstance(accent, str) and _COLOUR.fullmatch(accent)):
        raise SiteRefused("setting", f"{accent!r} is no colour. Write it as #0b6b5d.")
    if settings.get("position", "right") not in ("left", "right"):
        raise SiteRefused("setting", "The position is left or right.")
    if not isinstance(greeting, str) or len(greeting) > LONGEST_GREETING:
        raise SiteRefused("setting", f"The greeting is a text of at most {LONGEST_GREETING} characters.")
    if not isinstance(topics, list) or len(topics) > MOST_TOPICS or not all(_is_topic(topic) for topic in topics):
        raise SiteRefused("setting", f"There are at most {MOST_TOPICS} topics of 1 to {LONGEST_TOPIC} characters.")
    for name in _LIMITS:
        limit = settings.get(name, 1)
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST_PER_MINUTE:
            raise SiteRefused("setting", f"{name} is a whole number from 1 to {MOST_PER_MINUTE}.")
    check_site_text(greeting)


def logo_type(content: bytes) -> str:
    """Return the media type of a logo.

    Raises:
        SiteRefused: It is too large, or no PNG, JPEG or WebP; a picture format that can hold scripts is none of them.
    """
    if not content or len(content) > LARGEST_LOGO:
        raise SiteRefused("logo", f"The logo has {len(content)} bytes. Use at most {LARGEST_LOGO}.")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    for beginning, media_type in _LOGO_BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    raise SiteRefused("logo", "The logo is no PNG, JPEG or WebP picture.")


_LIMITS = ("messages_per_minute", "conversations_per_minute")


def _is_topic(topic: object) -> bool:
    return isinstance(topic, str) and 1 <= len(topic.strip()) <= LONGEST_TOPIC

"""What an entry says on one thing that is asked of it, once it has been shown."""

import re

from assistant.dialogue.compose import plain_text
from assistant.domain.entry import Entry
from assistant.language.content_words import content_pairs, share_held
from assistant.language.normalise import normalise

LEAST_HELD = 0.3
"""Share of the new words from which a passage is about them: one pair of three, 药膏 of 激素药膏."""

MOST_HELD = 0.5
"""Share of a question's own words that an entry has to hold to be about them."""

_PLACES = re.compile("无锡|江苏|(?:梁溪|锡山|惠山|滨湖|新吴|江阴|宜兴|经开)区?市?")
"""Places that an entry in force there need not name."""
_SHORT_NOUNS = frozenset("奶水肉鱼虾蛋糖盐")
_SEE_DOCTOR = re.compile("医生|医院|就医|急诊|挂号|挂什么科|要紧|严重|危险")
_AND = re.compile("[、,和与]")
_SECTIONS = re.compile(r"\n(?=#)")
_SENTENCES = re.compile(r"(?<=[。！？])")


def new_words(question: str, last_question: str) -> frozenset[str]:
    """Return the words of `question` that the question before does not hold."""
    known = normalise(last_question)
    asked = _PLACES.sub(" ", normalise(question))
    return frozenset(pair for pair in content_pairs(asked) if pair not in known)


def says_most_on(words: frozenset[str], entry: Entry) -> bool:
    """Whether the entry's answer or text holds at least half of `words`; False where there are none."""
    return share_held(words, normalise(f"{entry.answer}\n{entry.body}")) >= MOST_HELD


def asks_for_doctor(question: str) -> bool:
    """Whether a question asks if a doctor has to see the child, or how bad it is."""
    return bool(_SEE_DOCTOR.search(question))


def passages_on(words: frozenset[str], entry: Entry) -> tuple[str, ...]:
    """Return the sentences of the answer and the section of the text that hold most of `words`; nothing if none does.

    The section comes without its heading. 打 or 用 alone says nothing that could be looked for; 奶 does.
    """
    words = frozenset(word for word in words if len(word) > 1 or word in _SHORT_NOUNS)
    sentences = [one for one in _SENTENCES.split(entry.answer) if _share(words, one) >= LEAST_HELD]
    sections = [section for section in _SECTIONS.split(entry.body) if section.strip()]
    best = max(sections, key=lambda section: _share(words, section), default="")
    found = ["".join(sentences).strip()] if sentences else []
    if _share(words, best) >= LEAST_HELD:
        found.append(plain_text(_without_heading(best)))
    return tuple(found)


def section_named(question: str, entry: Entry) -> str:
    """Return the section of the text on what the question names and the answer does not speak of; empty if none.

    发烧能洗澡吗 is answered under the heading 洗澡 of an entry whose short answer is on cooling.
    """
    asked, answer = normalise(question), normalise(entry.answer)
    for section in _SECTIONS.split(entry.body):
        heading, _, text = section.strip().partition("\n")
        for name in _AND.split(normalise(heading.lstrip("# "))):
            if len(name) > 1 and name in asked and name not in answer and text.strip():
                return f"{heading.lstrip('# ')}：{plain_text(text)}"
    return ""


def _share(words: frozenset[str], text: str) -> float:
    return share_held(words, normalise(text))


def _without_heading(section: str) -> str:
    return "\n".join(line for line in section.splitlines() if not line.startswith("#"))

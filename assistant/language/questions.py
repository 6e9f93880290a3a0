"""Where one message asks several things, and where it only goes on from the question before."""

import re

from assistant.language.ages import find_ages

_ENDS = re.compile(r"[?？。!！;；\n]+|(?:[,，]\s*)?(?=(?:还有|另外|还想问|再问一下|顺便问)[^?？]{0,4}[,，]?)")
_ASKS = re.compile(
    r"[吗呢么]|怎么|咋|什么|啥|多少|多久|几[个次天点岁度时]|哪|能不能|可不可以|要不要|会不会|是不是|有没有|行不行|好不好|可以"
)
_LEADS_IN = re.compile(
    r"^(?:还有就是|还有|另外|还想问一?下?|再问一?下|顺便问一?下?|然后|第[一二三四][,，、]?)[,，:：\s]*"
)
_LEAST = 4
_MOST_PARTS = 2

_AGE_ONLY = re.compile(
    r"^(?:那么?|要是|如果|换成)?(?:宝宝|孩子|是)*(?P<age>.{1,8}?)(?:的话|的|以后|大)?(?:宝宝|孩子)?(?:呢|怎么办|又?怎么样)?[?？。]*$"
)
_OTHER_CASE = ("那", "要是", "如果", "换成")
_GOES_ON = re.compile(r"^(?:那么?|这种?情况下?|这样的?话|然后)(?!个|边|里|位|天|家|年|次)(?P<rest>.{2,14})$")


def parts_asked(text: str) -> tuple[str, ...]:
    """Return the two questions of a message, or the message itself.

    Only sentences that ask by themselves count. Three or more belong to one story and stay together.
    """
    sentences = [_LEADS_IN.sub("", part.strip(" ,，")) for part in _ENDS.split(text)]
    asking = [part for part in sentences if len(part) >= _LEAST and _ASKS.search(part)]
    others = [part for part in sentences if part and part not in asking]
    if len(asking) != _MOST_PARTS or any(len(part) >= _LEAST for part in others[1:]):
        return (text,)
    context = others[0] if others and len(others[0]) >= _LEAST else ""
    return tuple(f"{context}，{part}" if context else part for part in asking)


def completed(text: str, last_question: str) -> str | None:
    """Return the full question behind a short one that goes on from the last, or None when it stands alone.

    那一岁呢 after a question on sleep asks that again for another age; 那可以吃什么 keeps what it was about.

    Args:
        text: In normal form.
        last_question: The question before, in normal form.
    """
    if not last_question:
        return None
    # A bare 八个月 is a fact told, which may belong to a form; only 那…… or ……呢 goes on from a question.
    only = _AGE_ONLY.match(text) if text.startswith(_OTHER_CASE) or "呢" in text[-2:] else None
    ages = find_ages(text)
    if only and len(ages) == 1 and ages[0].span.text in only["age"] and len(only["age"]) <= len(ages[0].span.text) + 2:
        return f"{ages[0].span.text}{_without_ages(last_question)}"
    goes_on = _GOES_ON.match(text)
    return f"{last_question}，{goes_on['rest']}" if goes_on else None


def _without_ages(text: str) -> str:
    for mention in reversed(find_ages(text)):
        text = text[: mention.span.start] + text[mention.span.end :]
    return text.lstrip("的，, ")

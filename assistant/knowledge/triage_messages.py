"""Reads the sentences of triage: messages, first-aid cards, spellings; refuses what no text may say."""

import re
from pathlib import Path

from assistant.domain.triage.rules import FirstAid, Messages, RouteText
from assistant.domain.urgency import Urgency
from assistant.knowledge.triage_yaml import LINE, Block, Problems, read_block

MOST_STEPS = 6

_AMOUNT = re.compile(r"\d\s*(?:mg|毫克|毫升|ml|片|粒|滴)|(?:/|每)\s*(?:kg|公斤)", re.IGNORECASE)
_FORBIDDEN = ("没事", "不用去医院", "不必就医", "不用担心")


def check_texts(block: Block, owner: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        if _AMOUNT.search(text):
            block.wrong(f"{owner} gives an amount of a medicine: {text} Write 按说明书或医生 instead.")
        for word in _FORBIDDEN:
            if word in text:
                block.wrong(f"{owner} says {word}. Write what to do and when to go to a doctor.")


def read_first_aid(block: Block) -> FirstAid:
    """One first-aid card."""
    block.only("id", "title", "steps")
    steps = block.texts("steps")
    if not 1 <= len(steps) <= MOST_STEPS:
        block.wrong(f"{len(steps)} steps. Write one to {MOST_STEPS} steps.")
    card = FirstAid(block.text("id", None), block.text("title", None), steps)
    check_texts(block, card.id, steps)
    return card


def read_messages(folder: Path, problems: Problems) -> Messages:
    path = folder / "messages.yml"
    if not path.is_file():
        problems.add(
            "messages.yml", 1, "is missing. Write level_lines, reminders, first_line, age_question, ages, routes."
        )
        return Messages({}, {}, "", "", (), "", "", {})
    block = read_block(path, folder, problems)
    block.only("level_lines", "reminders", "first_line", "age_question", "ages", "sources", "cautious", "routes")
    return Messages(
        _by_level(block.block("level_lines")),
        _by_level(block.block("reminders")),
        block.text("first_line", None),
        block.text("age_question", None),
        tuple((item.text("label", None), item.number("months")) for item in block.blocks("ages")),
        block.text("sources", None),
        block.text("cautious", None),
        {item.text("id", None): _route(item) for item in block.blocks("routes")},
    )


def read_spellings(folder: Path, problems: Problems) -> dict[str, str]:
    path = folder / "spelling.yml"
    if not path.is_file():
        problems.add("spelling.yml", 1, "is missing. Write spellings with one `said: meant` pair per line.")
        return {}
    block = read_block(path, folder, problems)
    block.only("spellings")
    words = block.block("spellings")
    return {name: words.text(name, None) for name in words.values if name != LINE}


def _by_level(block: Block) -> dict[Urgency, str]:
    levels = (Urgency.CALL120, Urgency.HOSPITAL_NOW, Urgency.DOCTOR_24H)
    block.only(*(level.value for level in levels))
    return {level: block.text(level.value, None) for level in levels}


def _route(block: Block) -> RouteText:
    block.only("id", "texts", "contacts")
    check_texts(block, block.text("id"), block.texts("texts"))
    contacts = tuple((item.text("name", None), item.text("phone", None)) for item in block.blocks("contacts"))
    return RouteText(block.texts("texts"), contacts)

"""What is said about each sign in one message: there, denied, past, only talked about or a figure of speech."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.triage import cues
from assistant.domain.triage.context import Context, Status
from assistant.domain.triage.rules import Concept, Match
from assistant.domain.triage.supposed import is_supposed


@dataclass(frozen=True, slots=True)
class Mention:
    """A sign with what is said about it."""

    match: Match
    status: Status


def judge(context: Context, matches: tuple[Match, ...], concepts: Mapping[str, Concept]) -> tuple[Mention, ...]:
    """Say of each match how the sign is spoken of."""
    mentions: list[Mention] = []
    for match in matches:
        denied = _denied(context, match, concepts[match.concept], mentions)
        status = Status.DENIED if denied else _status_of_words(context, match.start, match.end)
        if status is Status.PRESENT and not concepts[match.concept].anyone and _framed(context, match.start, match.end):
            status = Status.SUPPOSED
        if status is Status.PRESENT and _asks_either(context, match):
            status = Status.SUPPOSED
        if status is Status.PRESENT and match.gaps and all(cues.SUPPOSED_WITHIN.search(gap) for gap in match.gaps):
            status = Status.SUPPOSED
        if status is Status.PRESENT and _figurative(context, match, concepts[match.concept]):
            status = Status.FIGURATIVE
        mentions.append(Mention(match, status))
    return tuple(mentions)


def _asks_either(context: Context, match: Match) -> bool:
    """能不能喝: the sign 不能喝 begins in the middle of a question."""
    return match.start > 0 and cues.EITHER_OR.match(context.text, match.start - 1) is not None


def status_at(context: Context, start: int, end: int) -> Status:
    """Status of the words from `start` to `end`, denial left aside; in a frame they are only talked about."""
    status = _status_of_words(context, start, end)
    return Status.SUPPOSED if status is Status.PRESENT and _framed(context, start, end) else status


def _framed(context: Context, start: int, end: int) -> bool:
    return context.frames.hold((start, end), context.sentence(start), context.clause(start))


def _status_of_words(context: Context, start: int, end: int) -> Status:
    """Remembered, since many signs share their words."""
    status = context.statuses.get((start, end))
    if status is None:
        status = Status.PAST if _past(context, start, end) else Status.PRESENT
        if status is Status.PRESENT and is_supposed(context, start, end):
            status = Status.SUPPOSED
        context.statuses[start, end] = status
    return status


def _denied(context: Context, match: Match, concept: Concept, earlier: list[Mention]) -> bool:
    clause_start, clause_end = context.clause(match.start)
    before = context.text[max(clause_start, match.start - 24) : match.start]
    if concept.absence:
        asks = context.text[match.end : match.end + 4].strip().endswith(("吗", "吗?", "?"))
        return bool(cues.DENIES_ABSENCE.search(before)) and not asks
    if cues.QUESTION_FORM.search(before) or cues.DOUBLE_NEGATED.search(before):
        return False
    if cues.ASKS_EITHER.search(before):
        return False
    if any(_denies(gap) for gap in match.gaps) and all(cues.NEGATOR.search(gap) for gap in match.gaps):
        return True
    if cues.NEGATED.search(before) or cues.DENIED_AFTER.match(context.text[match.end : clause_end]):
        return context.text[clause_end : clause_end + 1] != "?" or bool(cues.NEGATED.search(before))
    return _in_denied_list(context, match, earlier)


def _denies(gap: str) -> bool:
    """Whether the words inside a form deny it: 嘴唇没有发紫."""
    return bool(cues.NEGATED.search(gap)) and not cues.QUESTION_FORM.search(gap) and not cues.ASKS_EITHER.search(gap)


def _in_denied_list(context: Context, match: Match, earlier: list[Mention]) -> bool:
    """没有发烧、咳嗽、抽搐: the denial reaches along the list, not past a sign that is told as happening."""
    previous = next((item for item in reversed(earlier) if item.match.end <= match.start), None)
    if previous is None or previous.status is not Status.DENIED:
        return False
    if context.clause(previous.match.start) != context.clause(match.start):
        return False
    link = context.text[previous.match.end : match.start]
    return bool(link and cues.LIST_LINK.match(link)) and not context.text[match.end :].startswith(("了", "过", "得"))


def _figurative(context: Context, match: Match, concept: Concept) -> bool:
    """吓得我没气了, 被他气到吐血, 天天跟打仗一样快窒息了; despair is always taken at its word."""
    if concept.anyone:
        return False
    clause_start, _ = context.clause(match.start)
    before = context.text[max(clause_start, match.start - 12) : match.start]
    if cues.EXAGGERATES.search(before) or (concept.first_aid and cues.SELF_NEARLY.search(before)):
        return True
    if _drunk_by_a_nursing_mother(context, match) or (concept.cause and _likened(context, match, clause_start)):
        return True
    is_weary = cues.NEARLY_BROKEN.search(match.text) and not cues.HURT.search(context.text)
    if is_weary:
        return True
    if concept.of_things and _said_of_a_thing(context, match, clause_start):
        return True
    start, end = context.sentence(match.start)
    return (
        bool(concept.first_aid)
        and context.says(cues.HARDSHIP, start, end)
        and not context.says(cues.CHILD_HERE, *context.clause(match.start))
    )


def _likened(context: Context, match: Match, clause_start: int) -> bool:
    """手抖一下像触电一样 likens to a cause; 像没气了一样 is a state, and a state is never taken for a simile."""
    text = context.text
    if cues.LIKELY_CAUSE.search(text[: match.start] + text[match.end :]):
        return False
    before, after = text[clause_start : match.start], text[match.end : context.clause(match.start)[1]]
    if not cues.SIMILE.search(before):
        return False
    return bool(cues.SIMILE_AFTER.match(after)) or (not after and bool(cues.MOVES_LIKE.search(before)))


def _drunk_by_a_nursing_mother(context: Context, match: Match) -> bool:
    """婚宴上喝了一杯红酒,晚上还要喂宝宝: nobody says who drank, and milk is spoken of."""
    clause, sentence = context.clause(match.start), context.sentence(match.start)
    return (
        context.says(cues.ALCOHOL, *clause)
        and context.says(cues.NURSING, *sentence)
        and not context.says(cues.CHILD_DRANK, *clause)
    )


def _said_of_a_thing(context: Context, match: Match, clause_start: int) -> bool:
    """手机掉水里没反应了: the thing stands before the sign, and nothing of a body or a child beside it."""
    things = [*cues.THING.finditer(context.text, clause_start, match.end)]
    if not things:
        return False
    thing = things[-1]
    if cues.NEVER_OF_THINGS.search(match.text) and not cues.ANSWERS_LIKE_A_PERSON.search(thing.group()):
        return False
    rest = context.text[thing.end() : context.clause(match.start)[1]]
    if cues.HOLDS_A_CHILD.search(thing.group()) and cues.INSIDE.match(rest):
        return False
    is_handled = cues.HANDLED.search(context.text, clause_start, thing.start()) is not None
    seen_elsewhere = cues.THEN_SEEN.search(context.text, thing.end(), max(thing.end(), match.start))
    return not (cues.BODY.search(rest) or (is_handled and seen_elsewhere))


def _past(context: Context, start: int, end: int) -> bool:
    clause_start, clause_end = context.clause(start)
    if cues.HISTORY_AFTER.match(context.text[end:clause_end]):
        return True
    if cues.LONG_OVER.match(context.text, end, context.sentence(start)[1]):
        return True
    if _once_and_long_ago(context, start, end, clause_start) or _long_since(context, start, end):
        return True
    past = context.last_before(cues.PAST, clause_start, clause_end, start)
    is_over = context.says(cues.PAST_IF_OVER, clause_start, clause_end)
    over = cues.PAST_IF_OVER.search(context.text, clause_start, start) if is_over else None
    if past is None and over and "过" in context.text[start:clause_end]:
        past = over.end()
    if past is not None and not cues.SAME_AS_THEN.match(context.text, past):
        if cues.GOES_ON.search(context.text, past, end) or cues.LEFT_FROM_THEN.match(context.text, past):
            return False
        return not cues.NOW.search(context.text, past, start)
    return past is None and _past_opened_before(context, clause_start, start)


def _once_and_long_ago(context: Context, start: int, end: int, clause_start: int) -> bool:
    """卡过一次,现在想学急救: it happened at some time, and what is asked is about later."""
    tail = end - 1 if context.text[end - 1 : end] == "过" else end
    if not cues.ONCE.match(context.text[tail:]) or cues.NOW.search(context.text, clause_start, start):
        return False
    return cues.LATER_TALK.search(context.text, tail, min(len(context.text), tail + 60)) is not None


def _long_since(context: Context, start: int, end: int) -> bool:
    """在保温箱呼吸暂停过,出院半年了: told of another time, with months or years since."""
    clause = context.clause(start)
    told_of = context.says(cues.OTHER_TIME, *clause)
    sentence_end = context.sentence(start)[1]
    return (
        told_of
        and cues.LONG_SINCE.search(context.text, end, sentence_end) is not None
        and not context.says(cues.LATELY, *context.sentence(start))
    )


def _past_opened_before(context: Context, clause_start: int, start: int) -> bool:
    """去年发烧的时候,抽过: a clause that sets the scene hands its time on to the next."""
    previous = context.clause_before(clause_start)
    if previous is None or context.sentence(previous[0]) != context.sentence(start):
        return False
    a, b = previous
    opens = cues.OPENS_PAST.search(context.text[a:b]) and cues.PAST.search(context.text, a, b)
    return bool(opens) and not cues.NOW.search(context.text, a, start)

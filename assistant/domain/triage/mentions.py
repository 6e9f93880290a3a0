"""What is said about each sign in one message: there, denied, past, only talked about or a figure of speech."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from assistant.domain.triage import cues
from assistant.domain.triage.frames import Frames, turns_real
from assistant.domain.triage.rules import Concept, Match


class Status(Enum):
    """How a sign is spoken of."""

    PRESENT = "present"
    DENIED = "denied"
    PAST = "past"
    SUPPOSED = "supposed"
    FIGURATIVE = "figurative"


@dataclass(frozen=True, slots=True)
class Mention:
    """A sign with what is said about it."""

    match: Match
    status: Status


LONGEST_STRETCH = 300
"""Characters after which a text without punctuation is taken as a new sentence."""


class Context:
    """One message cut into sentences and clauses, asked about places in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames = Frames(text)
        self.clauses = _cut(cues.spans_between(cues.CLAUSE_END, text))
        self.sentences = _cut(cues.spans_between(cues.SENTENCE_END, text))
        self._clause_starts = [start for start, _ in self.clauses]
        self._clause_at = self._by_place(self.clauses)
        self._sentence_at = self._by_place(self.sentences)
        self._notes: dict[tuple[str, int, int], bool] = {}
        self._ends: dict[tuple[str, int, int], list[int]] = {}
        self.statuses: dict[tuple[int, int], Status] = {}

    def clause(self, position: int) -> tuple[int, int]:
        """The clause that holds `position`."""
        return self._clause_at[position] if position < len(self.text) else (0, len(self.text))

    def sentence(self, position: int) -> tuple[int, int]:
        """The sentence that holds `position`."""
        return self._sentence_at[position] if position < len(self.text) else (0, len(self.text))

    def clause_before(self, clause_start: int) -> tuple[int, int] | None:
        """The clause that ends at most two characters before `clause_start`, or None."""
        index = bisect_left(self._clause_starts, clause_start) - 1
        if index < 0 or not clause_start - 2 <= self.clauses[index][1] <= clause_start:
            return None
        return self.clauses[index]

    def _by_place(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """For each character the span that holds it; what ends a clause belongs to the whole text."""
        held = [(0, len(self.text))] * len(self.text)
        for start, end in spans:
            held[start:end] = [(start, end)] * (end - start)
        return held

    def says(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether `pattern` occurs in the stretch; remembered, since many signs share a clause."""
        key = (pattern.pattern, start, end)
        if key not in self._notes:
            self._notes[key] = pattern.search(self.text, start, end) is not None
        return self._notes[key]

    def last_before(self, pattern: re.Pattern[str], start: int, end: int, position: int) -> int | None:
        """Where the last words of `pattern` in the stretch end that end at `position` or before; None without any."""
        key = (pattern.pattern, start, end)
        if key not in self._ends:
            self._ends[key] = [found.end() for found in pattern.finditer(self.text, start, end)]
        index = bisect_right(self._ends[key], position) - 1
        return self._ends[key][index] if index >= 0 else None


def _cut(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, long ones in pieces."""
    return [
        (piece, min(piece + LONGEST_STRETCH, end))
        for start, end in spans
        for piece in range(start, end, LONGEST_STRETCH)
    ]


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
        if status is Status.PRESENT and _supposed(context, start, end):
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


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    return max((found.end() for found in pattern.finditer(text, start, end)), default=None)


def _supposed(context: Context, start: int, end: int) -> bool:
    text = context.text
    clause_start, clause_end = context.clause(start)
    happened = text[end - 1 : end] in "了过" or text[end : end + 1] in ("了", "过")
    done = bool(cues.DONE_AFTER.match(text[end : end + 5]) or cues.DONE_WITHIN.search(text, start, end))
    if _hypothetical(context, start, end) or _of_such_in_general(context, start, end, clause_start):
        return True
    before = text[max(clause_start, start - 20) : start]
    is_prevented = cues.PREVENTS.search(before) and not cues.GUARD.match(text, start - 1)
    if is_prevented or cues.ASKS_EITHER.search(before):
        return True
    if (feared := cues.FEARS.search(before)) and not happened and not cues.AFTER_ALL.search(feared.group()):
        return True
    if _hearsay(context, start, end, clause_start):
        return True
    sentence = context.sentence(start)
    if _pretended(context, start, sentence):
        return True
    clause = context.clause(start)
    is_measured = context.says(cues.MEASURED, *clause) and not context.says(cues.OFFICE, *clause)
    is_told = is_measured or context.says(cues.ACTUAL, *sentence) or context.says(cues.OWN_CHILD_TOO, *sentence)
    if not happened and not is_told and _of_rules(context, start, end):
        return True
    return _asked_in_general(context, start, end, (clause_start, clause_end), done)


def _near(end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """The stretch behind a sign in which a question is asked about it; a long story asks about something else."""
    return end, min(sentence[1], end + 24)


def _pretended(context: Context, start: int, sentence: tuple[int, int]) -> bool:
    """玩过家家说没气了 is a game and 以为没气了,原来睡着了 a fright; 玩过家家突然抽了 is neither."""
    if context.says(cues.THOUGHT_WRONGLY, *sentence) and any(
        found.start() < start < found.end() for found in cues.THOUGHT_WRONGLY.finditer(context.text, *sentence)
    ):
        return True
    if not context.says(cues.PRETENDS, *sentence) or context.says(cues.NOT_PRETENDED, *sentence):
        return False
    last = context.last_before(cues.PRETENDS, *sentence, start)
    if last is None:
        return True
    return not turns_real(context.text, last, start) and cues.FOR_REAL.search(context.text, last, start) is None


def _of_rules(context: Context, start: int, end: int) -> bool:
    """意外险保不保烫伤, 惊厥要上报吗; not 老师通知孩子摔昏迷: a child stands between, and nothing is asked."""
    clause, sentence = context.clause(start), context.sentence(start)
    if context.says(cues.INSURANCE, *sentence):
        is_question = context.says(cues.ASKS, *sentence) or context.says(cues.INSURED_FOR, *sentence)
        return context.says(cues.INSURANCE, *clause) or (is_question and not context.says(cues.CHILD_HERE, *clause))
    if not context.says(cues.OFFICE, *sentence):
        return False
    last = _last_end(cues.OFFICE, context.text, clause[0], start)
    told_of = cues.CHILD_HERE.search(context.text, clause[0] if last is None else last, start)
    told_of = told_of or cues.SAID_OF_SOMEBODY.search(context.text, start, end)
    here = context.says(cues.OFFICE, *clause)
    asked = context.says(cues.GENERAL, *clause) or context.says(cues.SUBJECT_OF_STUDY, *clause)
    is_relayed = context.says(cues.RELAYED, *sentence) or (not here and not context.says(cues.ASKS_OF_RULES, *sentence))
    return (not told_of and not is_relayed) or asked or (here and last is None)


def _hearsay(context: Context, start: int, end: int, clause_start: int) -> bool:
    """刷到孩子溺水 is hearsay; 视频里看我儿子没呼吸了 is seen with one's own eyes."""
    if not context.says(cues.HEARSAY, *context.clause(start)):
        return False
    last = _last_end(cues.HEARSAY, context.text, clause_start, start)
    if last is None or cues.NOW.search(context.text, clause_start, end):
        return False
    found = max((item.start() for item in cues.HEARSAY.finditer(context.text, clause_start, start)), default=start)
    is_watched = cues.WATCHING.search(context.text[clause_start:found])
    if is_watched and not cues.WHAT_IT_SAYS.search(context.text, last, start):
        return False
    return not (cues.OWN_CHILD.search(context.text, last, end) or cues.MEANWHILE.search(context.text, last, start))


def _of_such_in_general(context: Context, start: int, end: int, clause_start: int) -> bool:
    """溺水的孩子能不能倒挂控水, 多少水会溺水, 噎住了怎么拍背想提前学一下: nobody has it now."""
    if context.says(cues.ACTUAL, *context.sentence(start)) or context.says(cues.LASTS, *context.sentence(start)):
        return False
    following = context.text[end : end + 24]
    if any(cue.match(following) for cue in (cues.TOLD_AFTER, cues.CURABLE, cues.ASKED_AFTER)):
        return True
    if cues.ASKED_OF_SUCH.match(following) and not context.says(cues.MEASURED, *context.sentence(start)):
        return True
    is_heard = context.says(cues.HEARD_SOMEWHERE, *context.sentence(start))
    if is_heard and not context.says(cues.CHILD_HERE, *context.clause(start)):
        return True
    if cues.SUCH_AS.search(context.text, clause_start, start):
        return True
    return context.says(cues.WANTS_TO_LEARN, *context.sentence(start))


def _hypothetical(context: Context, start: int, end: int) -> bool:
    sentence_start, sentence_end = context.sentence(start)
    clause_end = context.clause(start)[1]
    if cues.SUPPOSED_AFTER.match(context.text[end:clause_end]):
        return True
    last = context.last_before(cues.SUPPOSED, sentence_start, sentence_end, start)
    if last is not None and last < len(context.text):
        supposed = context.clause(last)
        if supposed[1] <= start and context.says(cues.LOGISTICS, *supposed):
            return False
    if last is not None and (even := cues.EVEN_SO.search(context.text, last - 2, start)) and even.start() == last - 2:
        return False
    return last is not None and not cues.ACTUAL.search(context.text, last, start)


def _asked_in_general(context: Context, start: int, end: int, clause: tuple[int, int], done: bool) -> bool:
    """热性惊厥怎么预防 asks; 宝宝刚才抽了,怎么预防 tells; 小嘴发青,会不会有后遗症 tells and asks of what is there."""
    sentence = context.sentence(start)
    happening = context.says(cues.EVIDENCE, *clause)
    if context.says(cues.RELAYED, *clause):
        return False
    if context.says(cues.SUBJECT_OF_STUDY, *clause) and not cues.ACTUAL.search(context.text, *clause):
        return not (done and happening)
    if done or happening:
        return False
    if context.says(cues.NEXT_TIME, *sentence) and cues.NEXT_TIME.search(context.text, *_near(end, sentence)):
        return True
    if context.says(cues.LASTS, *sentence):
        return False
    is_measured = context.says(cues.MEASURED, *clause) and not context.says(cues.LEARNING, *clause)
    is_told = is_measured or context.says(cues.CHILD_HERE, *clause) or context.says(cues.RELAYED, *sentence)
    if context.says(cues.LEARNING, *sentence) and not is_told:
        last = context.last_before(cues.LEARNING, *sentence, start)
        return last is None or not turns_real(context.text, last, start)
    is_told = context.says(cues.MEASURED, *sentence) or context.says(cues.HELP_WANTED, *sentence)
    return context.says(cues.GENERAL, *clause) and not is_told

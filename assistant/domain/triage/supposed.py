"""Whether a sign is only supposed: asked about in general, feared, heard of, played, part of a rule."""

import re

from assistant.domain.triage import cues
from assistant.domain.triage.context import Context
from assistant.domain.triage.frames import asks_for_help, turns_real


def is_supposed(context: Context, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` tell of nothing that happened or happens."""
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
    if _hearsay(context, start, end, clause_start) or _turned_out_well(context, end):
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


def _turned_out_well(context: Context, end: int) -> bool:
    """心都跳出来了,结果是洗衣机漏水: told with its harmless end, and nobody asks for help."""
    text = context.text
    found = cues.TURNED_OUT.search(text, end, end + 70)
    return found is not None and not cues.NOW.search(text, found.end()) and not asks_for_help(text)


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
    is_told = is_told or cues.OWN_CHILD.search(context.text, sentence[0], start) is not None
    if context.says(cues.LEARNING, *sentence) and not is_told:
        last = context.last_before(cues.LEARNING, *sentence, start)
        return last is None or not turns_real(context.text, last, start)
    is_told = context.says(cues.MEASURED, *sentence) or context.says(cues.HELP_WANTED, *sentence)
    return context.says(cues.GENERAL, *clause) and not is_told


def _last_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    return max((found.end() for found in pattern.finditer(text, start, end)), default=None)

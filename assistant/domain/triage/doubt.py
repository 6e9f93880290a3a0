"""Emergencies of the rules that sound like everyday talk: they are asked about instead of alarmed.

验证码收不到,手指都点断了 holds the words of a sign, and nothing else in it sounds like one. The second reader may doubt
such an alarm, never more: the answer begins with the safe line, and one question with buttons follows. Of 746 right
alarms for sentences of writers it had not read it doubted none, and of 56 wrong ones 20.
"""

import re

from assistant.domain.triage import cues
from assistant.domain.triage.conditions import Findings
from assistant.domain.triage.context import Context
from assistant.domain.triage.decision import Decision, RuleMatch
from assistant.domain.triage.frames import asks_for_help
from assistant.domain.triage.rules import Match, RuleSet
from assistant.domain.triage.second_reader import MAY_BE_URGENT, SecondReader
from assistant.domain.triage.situation import Situation

DOUBTED_BELOW, CLAUSE_DOUBTED_BELOW = 0.05, 0.2
"""Probabilities of an emergency below which the words of a sign are not believed: of the whole message, and of each
clause that holds them (孩子没有呼吸了,医保能报吗 sounds like everyday talk as a whole, its first clause does not)."""

SHORTEST_DOUBTED = 15
"""Characters; a shorter message tells too little beside the sign to sound like anything."""

OLDEST_BABY_MONTHS = 5
"""Rules that end at this age or before rest on the age, of which the second reader knows nothing."""

_TODAY = re.compile(f"{cues.NOW.pattern}|早上|中午|下午|傍晚|半夜")
"""Beside a sign: it happened today (想约亲子课,就是刚才嘴唇有点发青)."""

ROUNDS = 3
"""Words of other rules may come to the fore once those of the first are left out; after so many the alarm stays."""


def doubtful(
    decision: Decision, before: Situation, text: str, second: SecondReader, rules: RuleSet
) -> tuple[RuleMatch, ...]:
    """The emergencies of a decision that are not believed; none where one of them is.

    Never doubted are alarms that stand from earlier messages or rest on them, on a figure or on a baby's age, what is
    told as of today, dangers with a way of their own, short messages, and those that ask for help.

    Args:
        decision: What the rules alone decided.
        before: What was known before the message.
        text: The normalised text.
        second: Says how urgent the message and its clauses sound.
        rules: The rule set.
    """
    emergencies = tuple(match for match in decision.matches if match.urgency.is_emergency)
    if not decision.is_new or before.urgency.is_emergency or len(text) < SHORTEST_DOUBTED:
        return ()
    if asks_for_help(text) or not all(_rests_on_words(match, rules) for match in emergencies):
        return ()
    context = Context(text)
    if second.impression(text, context.clauses).probability >= DOUBTED_BELOW:
        return ()
    clauses = {context.clause(start) for match in emergencies for start, _, _ in match.words}
    is_told = any(
        _TODAY.search(text, *clause) or second.impression(text, (clause,)).probability >= CLAUSE_DOUBTED_BELOW
        for clause in clauses
    )
    return () if is_told else emergencies


def without(matches: tuple[Match, ...], doubted: tuple[RuleMatch, ...], rules: RuleSet) -> tuple[Match, ...]:
    """The words of a message without those that the doubted emergencies rest on, and the wish to ask."""
    heard = Findings(frozenset(match.concept for match in matches))
    left = matches
    for emergency in doubted:
        spans = {(start, end) for start, end, _ in emergency.words}
        rests_on = rules.by_id[emergency.rule_id].when.support(heard) or heard.present
        left = tuple(match for match in left if (match.start, match.end) not in spans or match.concept not in rests_on)
    start, end, words = doubted[0].words[0]
    return (*left, Match(MAY_BE_URGENT, start, end, words))


def _rests_on_words(match: RuleMatch, rules: RuleSet) -> bool:
    rule = rules.by_id[match.rule_id]
    is_told_now = bool(match.words) and all(start >= 0 for start, _, _ in match.words)
    return is_told_now and not rule.route and rule.age_months[1] > OLDEST_BABY_MONTHS

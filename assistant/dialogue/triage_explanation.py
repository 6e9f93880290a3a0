"""How triage read a message, in Chinese, line by line: for clinicians at the command line."""

from assistant.domain.triage.decision import Decision, RuleMatch
from assistant.domain.triage.evaluation import UNKNOWN_AGE_MONTHS
from assistant.domain.triage.rules import RuleSet
from assistant.domain.triage.second_reader import Impression
from assistant.domain.urgency import Urgency

LEVELS = {
    Urgency.NONE: "不提醒",
    Urgency.HOME_CARE: "在家照护",
    Urgency.DOCTOR_24H: "24小时内看医生",
    Urgency.HOSPITAL_NOW: "马上去医院",
    Urgency.CALL120: "立即拨打120",
}


def explain(text: str, decision: Decision, rules: RuleSet, impression: Impression) -> str:
    """Text as read, level, rules with their words and places, denials, age, second reader, version."""
    lines = [f"读到的文字：{text}", f"级别：{_level(decision.urgency)}"]
    for match in decision.matches:
        lines += _rule_lines(match, rules)
    for match in decision.doubted:
        title, words = rules.by_id[match.rule_id].title, "、".join(words for _, _, words in match.words)
        lines.append(f"存疑：{match.rule_id} {title}（“{words}”），整句听起来不像急症，先问清楚")
    lines += [f"听到但否认：{words}（第{start + 1}～{end}字）" for start, end, words in decision.negated]
    age = decision.age_used_months
    lines.append(
        f"按月龄：{age}个月"
        if age is not None
        else f"月龄不知道，按{UNKNOWN_AGE_MONTHS[0]}～{UNKNOWN_AGE_MONTHS[-1]}个月的规则判断"
    )
    if decision.first_line:
        lines.append(f"回答前先说：{decision.first_line}")
    if decision.question:
        lines.append(f"会问：{decision.question}（{'／'.join(choice.label for choice in decision.choices)}）")
    if decision.route:
        lines.append(f"另有去处：{decision.route}")
    reasons = "、".join(impression.reasons) or "没有"
    lines.append(f"第二读者：像急症的把握{impression.probability:.2f}，主要依据：{reasons}")
    lines.append(f"规则版本：{decision.version}")
    return "\n".join(lines)


def _level(level: Urgency) -> str:
    return f"{LEVELS[level]}（{level.value}）"


def _rule_lines(match: RuleMatch, rules: RuleSet) -> list[str]:
    rule = rules.by_id[match.rule_id]
    lines = [f"规则{rule.id} {rule.title}：{_level(rule.urgency)}"]
    lines += [f"  “{words}”（第{start + 1}～{end}字）" for start, end, words in match.words if start >= 0]
    lines += [f"  {words}" for start, _, words in match.words if start < 0]
    return lines

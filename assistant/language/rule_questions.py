"""Whether a message asks for the rules of a task (取消预约要提前多久) instead of wanting it done (取消周六的预约)."""

import re
from enum import Enum

from assistant.language.normalise import normalise

LONGEST = 40
"""Characters; a longer message tells a story, and what it wants is for the model to say."""

_TASK = re.compile(
    "预约|代约|改约|改期|退约|取消|爽约|失约|候补|排队|报名|签到|入户|上门|亲子活动|指导(?!中心|站)|投诉|举报|体验券|消费券|托育券|券|"
    "约(?=几|多久|课|场|活动|满|了?(?:不去|没去|不来|没来|去不了))|(?:帮忙|替[^,，。]{1,6}|帮(?:别人|人家|朋友|邻居|亲戚|同事|家人))约"
)
_WHEN_BEFORE = re.compile(
    "(?:提前|提早|最晚|最迟|最少|至少|之前|以前)(?:要|得|需要?)?[^,，。?？]{0,6}?"
    "(?:多久|多长时间|多少时间|几天|几个?(?:小时|钟头|星期|礼拜|月)|多少(?:天|小时)|什么时候|啥时候|几点)|"
    "(?:多久|几天|多长时间|什么时候|啥时候)(?:之?前|以前)|"
    "(?:要不要|用不用|需不需要|是不是要|是不是得)提[前早]|(?:要|得|需要)提[前早][^,，。]{0,6}[吗么伐]"
)
_HOW_OFTEN = re.compile(
    "(?<![了过])(?:几次|几回|几场|几个(?=活动|场次|预约|课)|多少次|多少场|几趟)|"
    "次数.{0,4}(?:限|多少|吗)|限(?:制)?次数|限几"
)
_PRICE = re.compile(
    "(?:怎么|如何|咋)收费|收不收费|要不要(?:钱|交钱|收费|付费|付钱)|(?:要|收|花|交|付)(?:钱|费)[吗么不伐]|收多少钱?|"
    "免费的?[吗么伐]|是不是免费|多少钱|违约金|押金"
)
_REPLY = re.compile(
    "(?:多久|多长时间|几天|多少天|几个工作日|什么时候|啥时候|何时)[^,，。]{0,6}"
    "(?:回复|答复|处理|结果|回音|消息|轮到|通知|受理|回应|反馈|办好|办完|解决|有人|联系)|"
    "(?:回复|答复|处理|受理|反馈|回应|解决)[^,，。]{0,4}(?:多久|几天|多长时间|多少天|什么时候)"
)
_FOR_SOMEBODY = re.compile(
    "(?:能|可以|可不可以|能不能|允许|行不行|让)[^,，。]{0,10}(?:代约|代为?预约|代办|代取消|代报名|代签|代领|代替?[^,，。]{0,4}约|"
    "帮忙(?:预约|约|报名|取消)|替[^,，。]{0,6}(?:约|报名|取消|投诉)|"
    "帮(?:别人|人家|朋友|邻居|亲戚|同事|家人)[^,，。]{0,3}(?:约|报名)|转让|转给|送给|给别人)"
)
_CONSEQUENCE = re.compile(
    "(?:爽约|失约|没去|不去|没到|不到|没来|不来|迟到|取消|改约|过期)[^,，。]{0,8}"
    "(?:会?怎么样|会?咋样|后果|会扣|会不会|要赔|算次数|算一次|有影响|会影响|罚|黑名单|还能[再重]|能不能再|可不可以再|可以再)"
)
_CONDITIONS = re.compile(
    "(?:有(?:没有)?(?:什么|啥|哪些)?|(?:什么|啥|哪些))(?:规定|规则|要求|条件|限制|讲究)|(?:规定|规则)(?:是|有)?(?:什么|啥|哪)"
)
_WAITING = re.compile(
    "(?:候补|排队)[^,，。]{0,6}(?:多久|什么时候|啥时候|几天|怎么样|怎么办|怎么排)|(?:多久|什么时候|啥时候)[^,，。]{0,6}(?:候补|排队|轮到)|"
    "约满了?(?:的话|以后|之后)?[,，]?(?:怎么办|咋办|能不能|还能|可以)"
)
_BRING = re.compile("(?:要|需要?|得|该|用)?(?:带|拿|准备)(?:点|些)?(?:什么|啥|哪些|点啥)|要不要带")
_FORMS = (_WAITING, _BRING, _WHEN_BEFORE, _HOW_OFTEN, _PRICE, _REPLY, _FOR_SOMEBODY, _CONSEQUENCE, _CONDITIONS)
_CHANGE = re.compile("取消|改约|改期|退约|改时间")
_MOVE = re.compile("改约|改期|改时间|改[^,，。]{0,3}(?:几|多少)[次回]")
_MISSED = re.compile("爽约|失约|没去|不去|没到|不到|没来|不来")
_COMPLAINT = re.compile("投诉|举报")
_OURS = re.compile("预约|约|报名|入户|上门|指导|活动")
_ELSEWHERE = re.compile(
    "疫苗|接种|打针|体检|挂号|门诊|医院|婚检|孕检|产检|托班|托育|幼儿园|机构|体验券|消费券|券|投诉|举报"
)
_THIS_ONE = re.compile(
    r"(?<!\d)\d{1,2}[月号日]|[今明后]天|大后天|(?:这|下|上|本|下下)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:这|下|本)(?:个)?(?:周|星期|礼拜|月)|"
    "[这那](?:一)?(?:个|场|次|张|家|天)|我[的这那]|我(?:已经)?(?:预?约|报|投诉|举报|取消|改)[了过的好]|刚才|刚刚|刚约|上次|上回|昨天|"
    "我(?:还|今年|们)?(?:还)?(?:剩|有)|〔"
)
_WANTS = re.compile(
    "(?:^|[,，。;；!！ ])(?:你好|您好|请问)?(?:请|麻烦|我|我们)?(?:要|想|想要|打算|来|给我|帮我|替我)(?:一下)?"
    "(?:预约|约|报名|改约|改期|取消|退|投诉|举报)[^?？吗么]*(?:[,，。;；!！]|$)"
)


def asks_for_rules(text: str) -> bool:
    """Tell whether the words ask how booking, moving, cancelling, vouchers or complaints go in general.

    A message on this one or that date, or one that also wants it done, is for the task itself.
    """
    plain = normalise(text)
    if len(plain) > LONGEST or not _TASK.search(plain) or _THIS_ONE.search(plain) or _WANTS.search(plain):
        return False
    return any(form.search(plain) for form in _FORMS)


class OwnRule(Enum):
    """What this service itself settles about its sittings, and what the question for it names."""

    CHANGE_DEADLINE = "change_deadline"
    WAITLIST = "waitlist"
    MOVES = "moves"
    MOST_OPEN = "most_open"
    PRICE = "price"
    BRING = "bring"
    ON_BEHALF = "on_behalf"
    NO_SHOW = "no_show"
    COMPLAINT_REPLY = "complaint_reply"


def own_rule_asked(text: str) -> OwnRule | None:
    """Return which of our own rules a question for rules asks for; None for any other, and for more than one."""
    plain = normalise(text)
    if _COMPLAINT.search(plain) and [form for form in _FORMS if form.search(plain)] == [_REPLY]:
        return OwnRule.COMPLAINT_REPLY
    if _ELSEWHERE.search(plain):
        return None
    if _WAITING.search(plain):
        return OwnRule.WAITLIST
    forms = [form for form in _FORMS if form.search(plain)]
    by_one_form = {_BRING: OwnRule.BRING, _FOR_SOMEBODY: OwnRule.ON_BEHALF}
    if len(forms) == 1 and forms[0] in by_one_form and _OURS.search(plain):
        return by_one_form[forms[0]]
    if forms == [_CONSEQUENCE] and _MISSED.search(plain):
        return OwnRule.NO_SHOW
    if forms == [_WHEN_BEFORE] and _CHANGE.search(plain):
        return OwnRule.CHANGE_DEADLINE
    if forms == [_HOW_OFTEN] and _OURS.search(plain):
        return OwnRule.MOVES if _MOVE.search(plain) else OwnRule.MOST_OPEN
    return OwnRule.PRICE if forms == [_PRICE] and (_OURS.search(plain) or _CHANGE.search(plain)) else None

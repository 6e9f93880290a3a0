"""What the service itself says, in Chinese. Answers lie in knowledge_base/, responses of Rasa in nlu_data/domain/."""

from collections.abc import Mapping

from assistant.dialogue import guidance_wording, institution_wording
from assistant.domain.child import Age

GOVERNMENT_HOTLINE = "12345"

NOTICE = (
    "我是自动助手。聊天内容保存90天后自动删除，孩子的情况只在这次会话里使用（您同意记住的除外），"
    "您随时可以说“删除我的数据”。"
)
NOTICE_LINK = "/privacy"

ASK_WHAT_NEXT = "记下了。您想了解哪方面的问题？比如：辅食、睡眠、发烧、疫苗，或托育政策。"
NOTED = "记下了。"
NOTED_WITH_AGE = "记下了，按{age}来说。"
ASK_WHAT_NEXT_WITH_AGE = "记下了，按{age}来说。您想了解哪方面的问题？比如：辅食、睡眠、发烧、疫苗，或托育政策。"
AGE_NOTED = "，按{age}来说"
STILL_THE_SAME = "记下了{age}，做法还是前面那条。要再看一遍就说“再说一遍”；有新的不舒服，直接告诉我。"
DIFFERS_BY_AGE = "不同月龄的做法不一样，先看最要紧的一句："
ASK_AGE = "宝宝现在多大？点一下或直接告诉我，就按这个月龄细说。"
BAND_BELOW = "不满{until}"
BAND_FROM = "{since}及以上"
BAND_BETWEEN = "{since}～不满{until}"
AGE_SAID = "宝宝{age}"
AGE_USED = "按{age}来说："
SUGGEST = "您想问的是下面哪一个？点一下或回复数字都可以。"
SUGGEST_AGAIN = "我还不太确定您的意思。下面有您想问的吗？没有的话，换个说法告诉我也可以。"
SUGGEST_ONE = (
    "您想问的是“{title}”吗？是的话点一下，或回复“是”。",
    "我还不太确定。是“{title}”这件事吗？不是的话，换个说法告诉我。",
)
NEAREST_ONE = "和您的问题最接近的是这一条，不一定是您要问的："
NOT_THIS = "不是"
MORE_ON = "这一点，前面那条里是这样写的：\n{text}"
NOT_IN_DETAIL = "前面那条没有专门讲到这一点，我不想随便回答。您看是不是下面这些："
NOT_ANYWHERE = (
    "前面那条没有专门讲到这一点，别处我也没有找到有依据的说法。可以看看那条的全文；"
    f"拿不准的健康问题请问社区医院或儿科医生，政策问题拨{GOVERNMENT_HOTLINE}。"
)
BETTER = "好一些了就好，您辛苦了。接下来照样多留意精神、吃奶喝水、尿量和体温，又有变化马上告诉我。"
BETTER_STILL_GO = "好一些了，您也能松口气。不过还是请按上面提醒的去看医生，路上留意精神和呼吸，又有变化马上告诉我。"
DENIAL_NOTED_STILL_GO = "好的，记下了。不过还是请按上面提醒的去看医生，出现新的不舒服马上告诉我。"
DENIAL_NOTED = "好的，记下了。接着留意精神、呼吸、吃奶喝水和尿量，出现新的不舒服马上告诉我。"
NOT_FOUND = (
    "这个问题我没有找到有依据的答案，不想随便回答您。换个说法再问我一次也可以；"
    f"政策和办事问题可以拨打{GOVERNMENT_HOTLINE}，孩子不舒服请联系医生。"
)
NOT_FOUND_AGAIN = (
    f"抱歉，还是没有找到。我只懂0~6岁育儿和托育政策；着急的话，政策问题请拨{GOVERNMENT_HOTLINE}，"
    "健康问题请咨询社区医院或儿科医生。"
)
CAUTIONS: Mapping[str, str] = {
    "other_place": (f"您问的像是外地的规定，各地不一样，我只查得到无锡的，请拨打当地的{GOVERNMENT_HOTLINE}问清楚。"),
    "older_child": "我只懂0~6岁孩子的事，大一些的孩子请问学校老师或医生。下面的内容只适合6岁以内。",
    "other_name": (
        f"您问的这一项，我这里没有查到专门的规定，不敢拿名称相近的来回答您，可以拨打{GOVERNMENT_HOTLINE}问清楚。"
    ),
    "medicine_amount": "药用多少要看说明书，并请问医生或药师；我不能告诉您用量，也请不要自己加量。",
    "animal": "小动物的事请问宠物医院，我只懂0~6岁孩子的事。如果是孩子被抓了、咬了，请直接告诉我。",
    "adult": "您问的像是大人自己的身体，请去医院看，情况急就拨打120。下面的内容只适合0~6岁的孩子。",
    "diagnosis": "检查单和照片要由医生结合孩子的样子来看，我不能替医生下结论；孩子现在不舒服，请直接看医生。",
}
"""Why an entry that fits is not given as the answer."""
CAUTION_AGAIN = "再说明一下：{caution}"
OR_MEANT = "想问的是：{title}"
MORE_DETAIL_OF = "详细说说：{title}"
NOT_FOUND_LATER = (
    NOT_FOUND_AGAIN,
    f"这个问题我这里确实没有可靠的答案。可以找人问：政策和服务拨{GOVERNMENT_HOTLINE}，孩子不舒服请直接联系医生或社区医院。",
)
NEAREST = "和您的问题最接近的是这些："
NONE_OF_THESE = "都不是"
OTHERS = ("再给您看看这几条，有您要问的吗？", "那是不是下面这些？点一下，或者回复数字。", "再往后还有这几条，您看看：")
"""What comes before the next entries; never the same words twice in a row."""
OTHER_ONE = ("还有这一条，是您要问的吗？点一下，或者回复“是”。", "那是不是这一条？点一下，或者回复“是”。")
NO_OTHERS = (
    "和您的问题沾边的，我都给您看过了，没有更合适的。换个说法、把孩子多大和具体情况写上，我重新找；"
    f"也可以找人工，政策和办事问题可以拨打{GOVERNMENT_HOTLINE}，孩子不舒服请联系医生。",
    "这件事我这里确实没有别的内容了，建议直接找人问："
    f"政策和服务拨{GOVERNMENT_HOTLINE}，孩子不舒服请联系医生或社区医院。",
)
NONE_OF_THESE_REPLY = "好的。请换个说法，把孩子多大、发生了什么告诉我，我再找一次。"
MORE_DETAIL = "详细说说"
SEE_DOCTOR = "出现下面的情况，请带宝宝去看医生："
SOURCE_LINE = "资料来源：{sources}。核对日期：{checked_on}。"
BASIS_LINE = "依据：{sources}。核对日期：{checked_on}。"
AND_MORE_SOURCES = "等{count}份"
CLINICIAN_LINE = "医生审核：{name}。"
CHECK_LOCALLY = f"以无锡市／所在区最新规定为准，可拨{GOVERNMENT_HOTLINE}核实。"
REMEMBER = "记住"
DO_NOT_REMEMBER = "不用"
REMEMBERED = "好的，记住了。下次来我会先告诉您按多大来说，不对就直接纠正我；说“忘记我”，马上删掉。"
NOT_REMEMBERED = "好的，不记。孩子的情况只在这次会话里用，以后也不会再问您。"
FORGOTTEN = "好的，记住的孩子情况已经删掉，以后不再记。这次会话的聊天内容还在，要不要也一起删除？"
EMOJI_ONLY = "收到您的表情啦。孩子怎么样？遇到了什么事，写几个字告诉我就行。"
LOCATION_RECEIVED = "收到您的位置了，不会保存。想问什么？比如：附近怎么找普惠托育机构。"
PERSON = (
    f"这里现在没有人工坐席在线。政策、托育和投诉可以拨打政务服务便民热线{GOVERNMENT_HOTLINE}；"
    "孩子情况紧急请立即拨打120；您自己心里难受，可以拨打心理援助热线12356。"
)
PERSON_CONTACTS = (
    ("政务服务便民热线", GOVERNMENT_HOTLINE),
    ("医疗急救", "120"),
    ("心理援助热线", "12356"),
)
OFFER_DELETION = "要删除这次会话里的全部内容吗？包括聊天记录和孩子的情况，删除后不能恢复。"
CONFIRM_DELETION = "删除"
KEEP_DATA = "先不删"
DELETION_DONE = "已经删除。这次会话的内容都清掉了，想再聊请重新打开对话。"
KEPT = "好的，什么都没有删。还有什么想问的吗？"
ENTRY_GONE = "这条内容刚刚更新过，请再问我一次。"
THANKS_FOR_FEEDBACK = "谢谢您的反馈，我们会用它改进内容。"
NOTHING_UNDERSTOOD = (
    "我没太听懂。您可以说说孩子多大、怎么了，或者想了解哪项政策。",
    "还是没有听明白，抱歉。写一句完整的话试试，比如“八个月发烧怎么护理”；也可以说“转人工”。",
)

ERRORS: Mapping[str, str] = {
    "internal_error": "抱歉，系统出了点问题，请稍后再试。孩子情况紧急请立即拨打120。",
    "invalid_input": "发来的内容格式不对，请检查后再发一次。",
    "text_too_long": "这段话太长了，请分成几段、每段2000字以内发给我。孩子情况紧急请立即拨打120。",
    "empty_text": "没有收到文字内容，请写几个字再发。",
    "site_key_refused": "站点编号只能用小写字母、数字和连字符，2到64个字符，以字母或数字开头。",
    "site_origin_refused": "网页地址要写成浏览器发送的样子：小写、不带路径，例如 https://clinic.example。",
    "site_text_refused": "站点自己的说明里不能写医疗、用药、疫苗和政策内容；这些由本助手的条目回答。请删去后再提交。",
    "site_setting_refused": "这项站点设置不能用，请检查颜色（如 #0b6b5d）、位置、字数和每分钟条数。",
    "site_logo_refused": "图标要用 PNG、JPEG 或 WebP 图片，不超过64KB。",
    "not_authenticated": "登录已失效或没有登录，请重新打开对话再试。",
    "second_factor_needed": "请输入验证器里现在显示的6位数字。",
    "not_allowed": "您没有权限做这个操作。",
    "not_found": "没有找到对应的内容。",
    "conflict": "这个操作和现有记录冲突，请刷新后再试。",
    "due_in_the_past": "回访时间已经过去了，请选以后的时间。",
    "choice_expired": "这个选项已经过期了，请重新选择或直接打字告诉我。",
    "client_message_id_reused": "这条消息的编号已经用过，请换一个编号再发。",
    "too_many_requests": "发得有点快，请稍等一会儿再发。孩子情况紧急请立即拨打120。",
    "account_locked": "登录失败次数过多，账号已暂时锁定，请15分钟后再试。",
    "unavailable": "这项服务暂时不可用，请稍后再试。孩子情况紧急请立即拨打120。",
    "method_not_allowed": "这个地址不支持这种请求方式。",
    "body_too_large": "发来的内容太大了，请缩短后再发。",
    **institution_wording.ERRORS,
    **guidance_wording.ERRORS,
}
"""A sentence for each error code of the API."""


def age_said(age: Age) -> str:
    """Return a child's age as people say it; days only where they are exact."""
    return age_in_words(age.months, None if age.approximate else age.days)


def age_in_words(months: int, days: int | None = None) -> str:
    """Return an age as people say it: 出生20天, 8个月, 1岁半, 2岁3个月."""
    if days is not None and months < 3:
        return f"出生{days}天"
    years, rest = divmod(months, 12)
    if months == 0:
        return "不满1个月"
    if years == 0:
        return f"{months}个月"
    if rest == 0:
        return f"{years}岁"
    return f"{years}岁半" if rest == 6 else f"{years}岁{rest}个月"

"""What the console's server side says to operators and to people who report; pages hold their own labels."""

from collections.abc import Mapping

ASK_AGE = "孩子多大？（月龄；不满1个月问出生多少天）"
ASK_SINCE = "从什么时候开始的？"
ASK_TEMPERATURE = "现在体温多少？用什么量的？"
ASK_STATE = "精神怎么样？吃奶、喝水、尿量和平时比怎么样？"
ASK_DISTRICT = "住在哪个区、哪个街道？"

COMPLAINT_RECEIVED = "收到了。请记下查询码，凭它可以查办理进展；我们不会另外保存它，丢了无法找回。"
COMPLAINT_STATES = {
    "received": "已收到，还没有转办",
    "forwarded": "已转所在区办理",
    "answered": "已答复",
    "closed": "已办结",
}
NO_ANSWER_YET = "还没有答复。"

DELIVERY_REASONS: Mapping[str, str] = {
    "kept": "超过微信允许的时间或条数，家长下次发消息时一起送出；着急请打电话",
    "follower_gone": "家长取消了关注，或删除了自己的数据",
    "line_deleted": "这句话已经被删除",
    "cut_off": "发送时服务中断",
    "no_end": "微信一直没有回应",
    "wechat_busy": "微信繁忙",
    "wechat_silent": "微信没有回应",
    "unavailable": "服务暂时不可用",
    "wechat_40001": "公众号的密钥不对，请告诉管理员",
    "wechat_40003": "微信不认这个家长的标识",
    "wechat_40013": "公众号的编号不对，请告诉管理员",
    "wechat_40125": "公众号的密钥不对，请告诉管理员",
    "wechat_40164": "本机地址不在公众号的白名单里，请告诉管理员",
    "wechat_40243": "公众号的密钥被冻结，请告诉管理员",
    "wechat_43101": "家长拒收这类消息",
}
"""Why an operator's line waits or was not delivered, by the outbox's short names."""

REFUSED_BY_WECHAT = "微信拒收（错误码{number}）"
NOT_SENT = "没有发出去，原因见服务日志"


def delivery_reason(name: str, has_failed: bool) -> str:
    """Return a reason in words; a line that goes its way has none."""
    if name in DELIVERY_REASONS:
        return DELIVERY_REASONS[name]
    start, _, number = name.partition("_")
    if start == "wechat" and number:
        return REFUSED_BY_WECHAT.format(number=number)
    return NOT_SENT if has_failed else ""

"""What the console's server side says to operators and to people who report; pages hold their own labels."""

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

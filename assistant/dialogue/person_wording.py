"""What is said when somebody asks for a person. Nothing here says that a person has read it or will come."""

WAITING = (
    "已经把这次会话放进人工坐席的等候列表{ahead}。什么时候有人接，我不能保证；等的时候您可以接着问我，我照常回答。"
    "孩子情况紧急请立即拨打120；政策、托育和投诉也可以拨打12345。"
)
AHEAD = "，前面还有{count}位"
STILL_WAITING = "您已经在人工坐席的等候列表里了，我会继续回答您。孩子情况紧急请立即拨打120；政策和投诉也可以拨打12345。"
QUEUE_FULL = (
    "现在等人工的人比较多，暂时排不进去。政策、托育和投诉可以拨打12345；孩子情况紧急请立即拨打120；"
    "您自己心里难受，可以拨打心理援助热线12356。"
)
SORRY = "对不起，没有帮上您的忙。"
FIND_PERSON = "找人工"
LEAVE_MESSAGE = "给坐席留言"
ASK_MESSAGE = (
    "请把想说的写在一条消息里发给我。想让坐席给您回电，就把手机号也写上；不写号码，坐席只看留言。"
    "不想留了，回复“算了”就行。孩子情况紧急不要等，请立即拨打120。"
)
MESSAGE_TAKEN = "留言记下了，坐席上班后能看到。因为没有留号码，不会给您回电。着急的话请拨打12345。"
ASK_CONSENT = "留言记下了。同意坐席按您刚才写的号码给您回电吗？号码加密保存，办完就删；什么时候能回电，我不能保证。"
CONSENT = "同意回电"
NO_CONSENT = "不用回电"
CONSENT_TAKEN = "好的，已记下您同意回电。着急的话请拨打12345；孩子情况紧急请立即拨打120。"
CONSENT_REFUSED = "好的，不会给您回电，留言坐席能看到。"
NOT_LEFT = "好的，没有留言。还有什么想问的吗？"
AUTOMATIC = "【自动安全提醒】"
PERSON_SAID = "刚才坐席对您说：{text}"
CONSENT_VERSION = "2026-11：" + ASK_CONSENT
"""What the caregiver agreed to, as stored with the consent."""

"""What the official account says of itself; answers come from the dialogue."""

from collections.abc import Mapping

from assistant.dialogue import form_wording as forms
from assistant.dialogue import wording as dialogue
from assistant.domain.urgency import Urgency

WELCOME = (
    "您好，这里是无锡科学育儿指导。\n"
    "直接打字就能问：辅食、睡眠、发烧、疫苗、托育和补贴，带上宝宝多大，回答更准。\n"
    "发送位置可以找附近的托育机构。\n"
    "孩子情况紧急请立即拨打120。"
)
WELCOME_BACK = "您好，请直接打字问我。孩子情况紧急请立即拨打120。"
COMING = "收到了，正在为您查找，马上发给您。孩子情况紧急请立即拨打120。"
ASK_AGAIN_FOR_IT = "收到了，正在为您查找。请过一会儿随便回复一个字，我把答案发给您。孩子情况紧急请立即拨打120。"
KEPT_HEADING = "之前没来得及发给您的内容："
ANSWER_HEADING = "刚才这条的回答："
SLOW = "系统现在有点忙，您这条还在处理。要是两分钟内没有收到回答，请再发一次。孩子情况紧急请立即拨打120。"
BUSY = "抱歉，系统现在有点忙，这条没有收下，请过一分钟再发一次。孩子情况紧急请立即拨打120。"
DELETED_MEANWHILE = "您的数据刚刚删除，这条没有收下。想接着问，请再发一次。"
FORGOTTEN = "已经删除，聊天记录和孩子的情况都清掉了。想再问，直接发消息就行。"
NOT_DONE = "抱歉，这条我没能处理，请换个说法再发一次。孩子情况紧急请立即拨打120。"
TOO_MANY = "发得有点快，请稍等一会儿再发。孩子情况紧急请立即拨打120。"

CANNOT_READ = {
    "image": "照片我看不了，也不能凭照片判断。请用文字写下孩子多大、哪里不对、多久了。孩子情况紧急请立即拨打120。",
    "voice": "这段语音我没听清。请打字告诉我孩子多大、怎么了。孩子情况紧急请立即拨打120。",
    "video": "视频我看不了。请用文字写下孩子多大、哪里不对、多久了。孩子情况紧急请立即拨打120。",
    "link": "链接我打不开。请把想问的写成一句话发给我。孩子情况紧急请立即拨打120。",
    "location": "这个位置我没读出来。请重新发送位置，或者直接写所在的街道。",
    "other": "这种消息我看不了，请打字告诉我。孩子情况紧急请立即拨打120。",
}
CANNOT_READ_IN_FORM = {
    **CANNOT_READ,
    "image": "照片我看不了，请打字回答上面的问题。孩子情况紧急请立即拨打120。",
    "voice": "这段语音我没听清，请打字回答上面的问题。孩子情况紧急请立即拨打120。",
    "video": "视频我看不了，请打字回答上面的问题。孩子情况紧急请立即拨打120。",
    "link": "链接我打不开，请打字回答上面的问题。孩子情况紧急请立即拨打120。",
    "other": "这种消息我看不了，请打字回答上面的问题。孩子情况紧急请立即拨打120。",
}
"""The same while a form waits for an answer."""

STILL_URGENT = {
    Urgency.CALL120: "刚才说的情况仍然紧急，还没有拨打120的请立即拨打120，不要等我看照片或听语音。",
    Urgency.HOSPITAL_NOW: "刚才说的情况需要马上带孩子去医院，不要等我看照片或听语音。",
    Urgency.DOCTOR_24H: "刚才说的情况需要在24小时内带孩子看医生。",
}
"""What precedes it while an alarm stands: a picture is most likely of what was told before."""

IN_TRANSCRIPT = {
    "image": "〔图片〕",
    "voice": "〔语音，没有识别出文字〕",
    "video": "〔视频〕",
    "link": "〔链接〕",
    "location": "〔位置，读不出〕",
    "other": "〔其他消息〕",
}
"""How what cannot be read stands in the transcript."""

CHOOSE = "回复前面的{marks}来选："
NUMBER_MARKS = "数字"
LETTER_MARKS = "字母"
BARE_NUMBER = "“{said}”我分不清是哪一个。请连单位一起写，比如“{said}个月”“{said}岁”，或者回复前面的字母。"
BARE_NUMBER_BELOW_LIST = "“{said}”是指刚才列出的机构吗？想了解哪一家，请写它的名字；想选下面的，请回复它前面的号。"
READ_ON = "点开看全文：{link}"
NOTICE = "{text}{link}"
NOTICE_LINK_TEXT = "查看说明"
CALL = "电话：{phone}"
DISTANCE = "约{metres}米"
PLACES_FREE = "余位：{count}"
CODE = "预约码：{code}"
SEATS_FREE = "余{count}个名额"

WITHOUT_BUTTONS: Mapping[str, str] = {
    dialogue.ASK_AGE: "宝宝现在多大？直接告诉我，就按这个月龄细说。",
    dialogue.SUGGEST: "您想问的是下面哪一个？",
    dialogue.OTHERS[1]: "那是不是下面这些？",
    forms.AGAIN_OTHERWISE: "还是没看懂，换个说法，或者选下面的都可以。",
    forms.BOOK_SESSION: "选哪一场？",
    forms.CLARIFY: "您是想办哪一件？都不是就换个说法告诉我。",
}
"""Sentences of the dialogue that speak of buttons to press; here the lines below tell how to choose."""

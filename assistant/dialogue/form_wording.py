"""What forms ask and say, in Chinese."""

DISTRICTS = ("梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "经开区", "江阴市", "宜兴市")

STOPPED = "好的，先不办了，什么都没有提交。想继续的时候再告诉我就行。"
LEFT = "这一步我没弄明白，先不为难您了，什么都没有提交。可以换个时间再试，也可以找人帮忙："
AGAIN = "这一步我没太看懂。"
AGAIN_OTHERWISE = "还是没看懂，换个说法，或者点下面的选项都可以。"
OFFER_PERSON = (
    "这一步我还是没弄明白。可以点“转人工”请人帮您办，前面说过的我都留着；也可以接着回答，不想办了就说“算了”。",
    "抱歉，还是没弄明白。前面说过的都还在，要不要转人工？自己接着答也行：",
)
"""Said instead of a third try, and once more; never the same words twice in a row."""
GO_ON = "我们接着刚才的："
PUT_ASIDE = "刚才没办完的先放一放，什么都没有提交。想继续的时候再告诉我就行。"
NEED_PERSON = "转人工"

FIND_WHERE = "您想找哪里的托育机构？告诉我区和街道，或者发一个位置。"
FIND_AGE = "宝宝多大了？我只找这个月龄能入托的。"
FIND_NO_AGE = "先不限年龄"
FIND_AGES = ("8个月", "1岁", "1岁半", "2岁", "2岁半", "3岁")
FIND_WHICH = "这个地名有几处，您说的是哪一个？"
FIND_MORE = "还想再筛一下吗？"
FIND_ONLY_INCLUSIVE = "只看普惠的"
FIND_ONLY_FREE = "只看有空位的"
FIND_OTHERS = "换一批"
FIND_ELSEWHERE = "换个区"
FIND_WIDER = "放宽条件"
FIND_ENOUGH = "可以了"
FIND_DONE = "好的。去之前记得先打电话确认。还有什么想问的，随时告诉我。"
FIND_BY = "按{what}来找："

CHECK_WHICH = "您想问哪一家？把机构名称告诉我。"

BOOK_DISTRICT = "您住在哪个区？我找这个区的活动。"
BOOK_BIRTH = "宝宝是哪年哪月出生的？比如“2025年3月”。活动按月龄安排，不用说到哪一天。"
BOOK_BIRTH_FROM_AGE = "按{age}算，宝宝是{first}或{second}出生的，是哪一个？都不对就直接告诉我。"
BOOK_DAYS = "想约什么时候？比如“这周六上午”“下周”，都可以也行。"
BOOK_DAYS_OPTIONS = ("这周末", "下周", "时间都可以")
BOOK_KIND = "想参加哪一种？都是免费的。"
BOOK_ANY_KIND = "都可以"
BOOK_SESSION = "选哪一场？回复数字或点一下都行。"
BOOK_OTHERS = "换一批"
BOOK_NONE = "没有合适的场次。要不要换个条件再找？"
BOOK_NONE_AT_ALL = "这个区现在没有适合宝宝月龄的场次了。可以换个区再找，也可以拨打12345问所在街道的安排。"
BOOK_NO_MORE = "后面没有别的场次了，还是这几场："
BOOK_OTHER_DISTRICT = "换个区"
BOOK_ANY_DAY = "时间都可以"
BOOK_ANY_KIND_AGAIN = "形式都可以"
BOOK_NICKNAME = "怎么称呼宝宝？写个小名就行，不用全名。"
BOOK_PHONE = "要不要留个手机号？只用来提醒和联系，加密保存。不留也能约。"
BOOK_PHONE_NEEDED = "入户指导要工作人员先打电话和您商量时间地址，请留一个手机号。"
BOOK_NO_PHONE = "不留"
BOOK_SUMMARY = (
    "请核对：\n· {session}\n· 宝宝：{nickname}，{birth}出生\n· 手机号：{phone}\n"
    "{waitlist}{consent}\n没问题就回复“确认”。"
)
BOOK_WAITLIST = "· 这一场已经约满，确认后为您排候补，有名额会通知您\n"
BOOK_PHONE_KEPT = "已留（加密保存）"
BOOK_PHONE_NONE = "不留"
BOOK_CONFIRM = "确认"
BOOK_CHANGE = "改一下"
BOOK_STOP = "不约了"
BOOK_WHAT_CHANGE = "要改哪一项？"
BOOK_CHANGES = (("改场次", "换一批"), ("改时间", "改时间"), ("改小名", "改小名"), ("改手机号", "改手机号"))
BOOK_FULL_NOW = "这一场刚刚约满了。要排候补吗？有名额会通知您。"
BOOK_WAIT = "排候补"
BOOK_OTHER_SESSION = "换一场"
BOOK_FAILED = "{why}"

BOOKING_CODE = "这个对话里没有您的预约。别处约的，请把预约码发给我，例如K7QM-9XTR-2HF。"
BOOKING_NO_CODE = (
    "没有预约码也不要紧：在哪个对话里约的（同一个网页、同一部手机，或者公众号），打开那个对话跟我说，我就能看到。"
    "那个对话找不到了，就请人工帮您想办法："
)
BOOKING_LAST4 = "请再告诉我预约时留的手机号后四位，核对是您本人。"
BOOKING_WHICH_CANCEL = "要取消哪一个？"
BOOKING_WHICH_MOVE = "要改哪一个？"
BOOKING_WHICH_ACCEPT = "要确认哪一个？"
CANCEL_CONFIRM = "要取消这个预约吗？\n· {session}\n取消后名额会让给别的宝宝。"
CANCEL_YES = "确认取消"
CANCEL_NO = "先不取消"
CANCEL_KEPT = "好的，没有取消，预约还在。"
MOVE_CONFIRM = "把预约从\n· {old}\n改到\n· {new}\n可以吗？"
MOVE_YES = "确认改约"
MOVE_NO = "先不改"
MOVE_KEPT = "好的，没有改，原来的预约还在。"
MOVE_NONE = "没有别的合适场次可以改，原来的预约还在。可以换个时间再问，或拨打12345。"
MOVE_DAYS = "想改到什么时候？比如“下周六”，都可以也行。"

COMPLAIN_HERE = "要在这里直接投诉或举报，回复“我要投诉”就行，可以匿名。"
COMPLAIN_ABOUT = (
    "您要反映的是哪家机构或哪个部门？名称只给处理的人看。不方便说可以点“不说名称”。"
    "有人受伤或正在被伤害，请先拨120、110；也可以直接拨12345。"
)
COMPLAIN_NO_NAME = "不说名称"
COMPLAIN_NAMED = "已写好（加密保存）"
COMPLAIN_DISTRICT = "在哪个区（市）？我们按区转办。"
COMPLAIN_NO_DISTRICT = "不清楚"
COMPLAIN_WHAT = "请把时间、地点和经过写下来，一条消息写完就行。内容加密保存，只有处理的人能看到。"
COMPLAIN_WHAT_MORE = "您刚才说的已经加密记下了。要补充时间、地点、经过，就再写一条；不用补充就点“就这些”。"
COMPLAIN_NO_MORE = "就这些"
COMPLAIN_CONTACT = (
    "记下了。要不要留个手机号，方便联系您？不留就是匿名，同样会处理。\n"
    "（刚才那句如果不是投诉内容，点“不投诉了”再问我就行。）"
)
COMPLAIN_ANONYMOUS = "匿名"
COMPLAIN_PHONE_KEPT = "已留手机号（加密保存）"
COMPLAIN_SUMMARY = (
    "请核对：\n· 反映对象：{about}\n· 所在区：{district}\n"
    "· 经过：已写好，共{length}字（加密保存）\n· 联系方式：{contact}"
)
COMPLAIN_CONFIRM = "没问题就回复“提交”；在您提交之前，什么都不会送出去。"
COMPLAIN_HELD = "孩子平安以后再说投诉：点“接着投诉”（或回复这四个字）就行，刚才说的已经加密记下，不用再说一遍。"
COMPLAIN_GO_ON = "接着投诉"
COMPLAIN_SUBMIT = "提交"
COMPLAIN_CHANGE = "改一下"
COMPLAIN_STOP = "不投诉了"
COMPLAIN_WHAT_CHANGE = "要改哪一项？"
COMPLAIN_CHANGES = (
    ("改对象", "改对象"),
    ("改所在区", "改所在区"),
    ("重写经过", "重写经过"),
    ("改联系方式", "改联系方式"),
)
COMPLAIN_GONE = "先前写的内容已经不在了（可能删除过数据），请再写一次。"
COMPLAIN_FILED = (
    "已经收下，查询码：{code}\n请记下来，凭它查进展、补照片或材料，丢了无法找回：{address}\n"
    "也可以直接把查询码发给我查进展。紧急的事请立即拨打110或120，也可以打12345。"
)
COMPLAIN_STATUS = "您的投诉举报（{received}提交）：{state}。{answer}"
COMPLAIN_UNKNOWN = "没有查到这个查询码，请核对一下再发，或者到这里查：{address}"

CLARIFY = "您是想办哪一件？点一下就行，都不是就换个说法告诉我。"
CLARIFY_SAYINGS = {
    "find_institution": ("找托育机构", "我想找托育机构"),
    "book_session": ("预约育儿指导", "我想预约育儿指导"),
    "list_bookings": ("看我的预约", "查一下我的预约"),
    "move_booking": ("改约", "我想改约"),
    "cancel_booking": ("取消预约", "我要取消预约"),
    "file_complaint": ("投诉反映", "我要投诉"),
    "talk_to_person": ("找人工", "转人工"),
    "delete_my_data": ("删除我的数据", "删除我的数据"),
}

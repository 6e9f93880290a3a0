"""What the service says about guidance sessions and bookings, in Chinese."""

from collections.abc import Mapping

WEEKDAYS = "一二三四五六日"
SAMPLE = "【示例数据，不是真实活动】"
AT_HOME = "上门，地址由工作人员电话和您商定"
NO_SEAT = "已约满，可排候补"
SEATS_LEFT = "还有{seats}个名额"
SESSION_LINE = "{sample}{when}，{kind}《{title}》，{district}{place}，适合{ages}，{seats}，免费"
NEWBORN = "刚出生"
FROM_TO = "{first}～{last}"

FOUND = "找到{count}场合适的活动，都是免费的："
FOUND_NONE = "暂时没有合适的场次。可以换个区、换个时间或换一种形式再找，也可以拨打12345问所在街道的安排。"
CHECK_LOCALLY = "实际以所在区（街道）安排为准。"

BOOKED = "约好了：{session}。预约码{code}，签到、改约、取消都用它。"
WAITLISTED = "已排上候补，前面还有{ahead}位：{session}。有名额会通知您；候补码{code}。"
OFFERED = "有名额了：{session}。名额为您保留到{until}，请确认要不要。"
CANCELLED = "已经取消：{session}。"
ATTENDED = "已签到：{session}。欢迎告诉我们感觉怎么样。"
NO_SHOW = "这场没有签到：{session}。"
NO_BOOKINGS = "您还没有预约。想约的话，告诉我宝宝多大、在哪个区就行。"
ASK_SEAT = "您候补的活动有名额了：\n{sessions}\n要这个名额吗？要就回复“确认”。"
TAKE_SEAT = "要这个名额"
GIVE_BACK_SEAT = "不要了"
BRING = "请带：{bring}。"

STATUSES: Mapping[str, str] = {
    "booked": "已预约",
    "waitlisted": "候补中",
    "offered": "有名额，待您确认",
    "cancelled": "已取消",
    "attended": "已签到",
    "no_show": "未到",
}

NOTICES: Mapping[str, str] = {
    "day_before": "提醒您：明天有一场预约好的活动。{session}。{bring}来不了请提前取消，把名额让给别的宝宝。",
    "hours_before": "提醒您：活动快开始了。{session}。{bring}",
    "offered": "您候补的活动有名额了：{session}。为您保留到{until}，要就回复“确认”，不要回复“不要”；过时给下一位。",
    "session_cancelled": "很抱歉，您预约的活动取消了：{session}。原因：{reason}。这一次不计入次数，您可以另约一场。",
    "session_changed": "您预约的活动有变动，现在是：{session}。不方便的话可以改约或取消。",
    "moved_by_operator": (
        "您的预约已由工作人员改好。\n原来：{before}。\n现在：{session}。{bring}不是您让改的，请回复“转人工”告诉我们。"
    ),
    "cancelled_by_operator": "您的预约已由工作人员取消：{session}。想另约一场，或者不是您让取消的，请告诉我们。",
}

ENTITLEMENT_AIM = "规划提出每年不少于6次免费指导，实际以所在区（街道）安排为准。"
ENTITLEMENT = "{nickname}今年通过本平台预约了{used}次，按{total}次算还剩{left}次。"
ENTITLEMENT_UNKNOWN = "您今年还没有通过本平台预约过。"
ENTITLEMENT_COUNTS = "这里只算通过本平台预约的次数。"

ALL_FREE = "在这里约的指导活动都是免费的，改约、取消也不用付钱。"
WAITLIST_RULE = (
    "约满的场次可以排候补。有名额时在您约的对话里通知您，最多保留{hours}小时，回复“确认”就约上了，过时给下一位。"
    "多久能轮到，要看有没有人取消；等不及也可以换一场。"
)
BRING_RULE = (
    "要带什么写在每一场活动里：约好的时候和开始前的提醒里都会告诉您。里面没写、又拿不准的，回复“转人工”问一问。"
)
ON_BEHALF_RULE = (
    "可以，家里谁来约都行，说清宝宝是哪年哪月出生的就可以。约好后有一个预约码；约的时候留了手机号的，"
    "家里别人凭预约码和手机号后四位也能查、改、取消。"
)
NO_SHOW_RULE = (
    "不收钱。约了没去、也没取消的那一次，会算进今年的次数。去不了请在开始前{hours}小时取消，把名额让给别的宝宝。"
)
COMPLAINT_REPLY_RULE = (
    "在这里提交以后会给您一个查询码，凭它随时能看办到哪一步。多久办完要看所在区的处理情况，我没法替他们承诺；"
    "急的话请拨打12345催办，有危险请拨打110。"
)
MOVES_RULE = "改约不限次数，每次最晚在活动开始前{hours}小时改，直接说“改约”就行。"
MOST_OPEN_RULE = "在这里约，一个宝宝同时最多有{count}个还没参加的预约（候补也算）。"
CHANGE_DEADLINE = (
    "在这里约的活动，最晚在开始前{hours}小时可以自己取消或改约，直接说“取消预约”或“改约”就行；再晚请回复“转人工”。"
    "候补和还没确认的名额，开始前都可以退。"
)

GRANTED = "已记入次数，并写入审计记录。"
JOINED = "两份记录已合并计次，并写入审计记录。"
GUARDIAN_DELETED = "预约里保存的个人信息已经全部删除，未开始的预约也已取消。"

CALENDAR_SUMMARY = "{sample}{kind}：{title}"
CALENDAR_DESCRIPTION = "带领：{led_by}。{bring}预约码请在对话里查看；来不了请提前取消。"
CALENDAR_AT_HOME = "家中（入户）"

ERRORS: Mapping[str, str] = {
    "birth_month_invalid": "出生年月没看懂，请写成“2025-03”这样。",
    "birth_month_in_future": "出生年月在今天之后，请核对一下；还没出生的宝宝，等出生后再约。",
    "birth_month_too_long_ago": "按这个出生年月，孩子已经超过6岁，这里的活动面向0~6岁，请核对一下。",
    "age_out_of_range": "月龄要在0到83个月之间（不满7岁），请核对一下。",
    "phone_invalid": "手机号应该是11位，请核对后再发一次。",
    "phone_needed": "这次预约需要留一个手机号，工作人员要用它和您联系。",
    "nickname_invalid": "请写宝宝的小名，1到20个字，不用写全名。",
    "consent_needed": "预约前需要您先看过并同意信息使用说明。",
    "district_unknown": "没认出这个区。请写：梁溪区、锡山区、惠山区、滨湖区、新吴区、经开区、江阴市或宜兴市。",
    "capacity_invalid": "名额要在1到500之间。",
    "capacity_too_small": "已经约出的名额比这个数多，不能减到这么少。",
    "session_times_invalid": "时间不对：结束要晚于开始（12小时以内），预约截止不能晚于开始，开放要早于截止。",
    "session_texts_missing": "请写活动名称、带领的人，入户以外的还要写地点。",
    "plan_rule_invalid": "周期不对：星期写1到7，每月第几周写1到5（5是最后一周），结束日期不能早于开始日期。",
    "reason_needed": "请写明原因，1到200个字。",
    "grant_invalid": "增减次数要在1到50之间，年份是去年、今年或明年。",
    "feedback_invalid": "评分是1到5分，文字不超过500字。",
    "booking_refused": "这次预约没有办成，请换一场再试。",
    "session_full": "这一场已经约满了。可以排候补，有名额会通知您；也可以换一场。",
    "session_not_open": "这一场还没有开放预约，请到开放时间再来，或者换一场。",
    "session_closed": "这一场的预约已经截止了，请换一场。",
    "session_cancelled": "这一场已经取消了，请换一场。",
    "age_does_not_fit": "宝宝到那天的月龄不在这一场的范围里，请换一场。",
    "already_booked": "这个宝宝已经约了（或排了候补）这一场，不用重复预约。",
    "too_many_bookings": "这个宝宝还没参加的预约已经到上限了，参加或取消一场后再约吧。",
    "entitlement_used_up": "所在区今年安排的次数已经用完了。需要增加的话，可以拨打12345或请人工帮忙。",
    "too_late_to_change": "离活动开始太近，网上不能改约或取消了。请联系人工或直接告诉活动负责人。",
    "booking_over": "这个预约现在的状态不能这样操作，请先查看预约的最新情况。",
    "offer_lapsed": "保留时间过了，名额已经给了下一位。可以再排候补，或换一场。",
    "feedback_not_open": "签到参加以后就可以评价了。",
    "client_request_id_reused": "这个请求编号已经用过，请换一个编号再发。",
    "booking_not_found": "没有找到。请核对预约码；不是您本人约的，还需要预约时手机号的后四位。",
    "too_many_tries": "试得太多了，请一小时后再试，或请人工帮忙。",
}
"""A sentence for each error code of this part of the API."""

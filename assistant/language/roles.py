"""What a stretch of time means where it stands: an age, how long something lasted, a day ahead, or none of these.

Order of the decision, from the surest sign to the weakest:

1. Pregnancy, periods, 第三天, 每隔三天, 三天一次, 24小时内, 3个月前, 再过两个月: none of them.
2. 半个月后: a day ahead.
3. 岁, 出生三天, 矫正三个月, 三个月大, 三个月的宝宝: an age.
4. After a complaint or 了 (咳嗽两个月了, 烧了三天): a duration.
5. Months: an age (三个月发烧 is a child of three months), unless the words after it speak of going on
   (两个月了一直咳): then a duration.
6. Days and weeks: a duration, unless a child stands right before and nothing happens after (宝宝20天了).
"""

import functools
import re
from enum import Enum

from assistant.language.stretches import Stretch, Unit, find_stretches


class Role(Enum):
    """Meaning of a stretch of time."""

    AGE = "age"
    CORRECTED_AGE = "corrected_age"
    AGE_LIMIT = "age_limit"
    DURATION = "duration"
    AHEAD = "ahead"
    NONE = "none"


CHILD = (
    "(?:宝宝|宝贝|大宝|二宝|小宝|三宝|男宝|女宝|宝|孩子|小孩儿?|小朋友|婴儿|幼儿|新生儿|娃娃|娃儿?|女儿|儿子|闺女|丫头|小子|囡囡|"
    "老大|老二|老三|妹妹|弟弟|哥哥|姐姐|崽崽?|毛头|毛毛|小囡|囡|小家伙|奶娃|双胞胎|外孙女?|孙子|孙女|早产儿|他|她|它)"
)
_FILLER = re.compile(
    r"(?:大概|大约|差不多|已经|将近|接近|刚刚|马上|现在|今年|今天|目前|也就|月龄|年龄|虚岁|实足|实际|从|才|刚|快|约|近|都|有|满|到|是|"
    r"就|要|还|不|没|未|也|了|这|那|只|:|\s)+$"
)
_PREGNANCY = re.compile(
    r"(?:怀(?:孕|了|上|着)?(?:二胎|三胎|宝宝|孩子|双胞胎|老二)?|孕|妊娠|胎龄|停经|产后|产假|流产|引产|早产|提前|提早|足月|例假|月经)(?:了)?$"
)
_BIRTH_AFTER = re.compile(r"(?:\+\d)?(?:的?早产|出生|就?生(?:的|下|产)|就生|剖|顺产|胎)")
_MOTHER_AFTER = re.compile("的?身孕|的?孕妇|没来(?:例假|月经|大?姨妈)|胎停")
_NOT_TIME_BEFORE = re.compile(
    r"(?:第|每隔?|隔|间隔|[再还又](?:过|有|差|等|要)|过|提前|保质期|有效期|交|缴|付|请|放假|(?<![车床身晚早路手楼班桌脸嘴船机地山街头])上一?|下一?|这一?|(?<![将接])近|最近)$"
)
_REPEATED = re.compile(
    r"(?:[^没不第,。!?;\s]{0,3}[一1两](?:次|顿|回|遍)(?!没|都|也)|两头|内|以内|之内|到晚|天天?(?=的))"
)
_AHEAD = re.compile("(?:以后|之后|后)(?!面|背|脑|颈|来|天|悔|遗)")
_PAST = re.compile("(?:以前|之前|前)(?!囟|牙|额|胸|列|臂|天|面|庭)")
_LIMIT = re.compile("以内|以下|之内|内|以前|之前|前(?!囟|牙|额|胸|列|臂|天|面)")
_PRICED = re.compile(
    "(?:大概|要|得|交|收)*(?:多?少(?:钱|元)?(?:$|[,。?!吗呢呀])|多?少(?:钱|元)|费用|学费|托费|收费|多少元|几百|几千|房租|社保|公积金|工资|"
    "[0-9]{3,5}(?![0-9]|克|g|毫升|ml)|[一二两三四五六七八九]千)"
)
_PRICE_BEFORE = re.compile(
    "(?:多少钱?|几百|几千|[0-9百千万](?:元|块)|块钱|收费|学费|托费|保育费|房租|工资|薪水|社保|公积金|月费)(?:大概|一共|才|要|得|交|是|满|了)*$"
)
_OF_A_PAPER = re.compile("(?:以内|之内|内)?(?:有效|到期|过期)")
_BORN = re.compile(
    r"(?:出生|生出来|生下来?|出世|落地|生后|产下)(?:以后|之后|后)?(?:第|才|刚|已经|到|了|有|满|快|大概|不到|没到|现在|差不多|\s)*$"
)
_CORRECTED = re.compile(r"(?:矫正|纠正|校正)(?:后)?(?:月龄|年龄|胎龄)?(?:后|是|为|到|才|刚|了|有|满|快|大概|:|\s)*$")
_OLD = re.compile(rf"(?:左右|不到|出头)?(?:大(?!便|半|哭|量|概|小|人|腿|约)|龄|了?的{CHILD}|{CHILD}|体检|复查)")
_COMPLAINT = re.compile(
    r"(?:烧|热|咳|嗽|吐|奶|拉|泻|稀|肚子|痒|疼|痛|哭|闹|喘|涕|鼻塞|感冒|疹|黄疸|便秘|病|院|药|治疗|持续|断断续续|反复|反反复复|"
    r"抽|抽搐|出血|水肿|肿|不退|积食|腹胀|不吃|不喝|不睡|不尿|没尿|没拉|没吃|没睡|觉|昏迷|疫苗|幼儿园|托班)$"
)
_AFTER_A_PLACE = re.compile(r"(?:院|药|疫苗|幼儿园|托班)$")
_GOING_ON = re.compile(
    "(?:多|左右)?了?,?(?:一直|总是?|老是?|还在|没好|还没好|都?没见好|不见好|反反复复|断断续续|天天在?|都没间断|就没停)"
)
_EVENT_AFTER = re.compile(
    "(?:多|左右|了)*,?(?:都|就|也|才|只)?(?:没|不|未|无|一直|反复|还|总|老)|多?(?:都|就)?(?:拉|吐|高烧|发烧|发热|低烧|咳|睡)"
)
_WHOLE_DAY_BEFORE = re.compile("(?:了|整|快|近|差不多|烧|热|咳|嗽|吐|拉|泻|痛|病|疼|经|过|哭|热)$")
_WHOLE_DAY_AFTER = re.compile("了|都?没|都?不|多|一夜|未|无|左右")
_HUNDRED_DAYS_BEFORE = re.compile("(?:^|[满过到,。宝娃子])$")
_WEEKS_OF_PREGNANCY = 28


@functools.lru_cache(maxsize=8)
def stretches_in(text: str) -> tuple[tuple[Stretch, Role], ...]:
    """Every stretch of time in normalised text with its role; kept for the readers that ask one after the other."""
    return tuple((stretch, role_of(stretch, text)) for stretch in find_stretches(text))


def role_of(stretch: Stretch, text: str) -> Role:
    """Decide what a stretch means in normalised text; the order stands in the module's docstring."""
    before, after = text[max(0, stretch.start - 16) : stretch.start], text[stretch.end : stretch.end + 10]
    core = _FILLER.sub("", before)
    is_born = bool(_BORN.search(before))
    if _CORRECTED.search(before):
        return Role.CORRECTED_AGE
    if _is_nothing(stretch, before, core, after, is_born):
        return _symptom_day(stretch, before)
    if stretch.unit is Unit.YEAR_OF_AGE:
        return Role.AGE_LIMIT if _LIMIT.match(after) else Role.AGE
    if is_born:
        return Role.AGE
    if text[stretch.start : stretch.end] in ("百天", "一百天") and _HUNDRED_DAYS_BEFORE.search(before):
        return Role.AGE
    if _AHEAD.match(after) and not before.endswith("满"):
        return Role.AHEAD
    if stretch.unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.YEAR):
        return Role.DURATION
    return _age_or_duration(stretch, before, core, after, is_bare=not (before.strip() or after.strip("了大的,。!. ")))


def _is_nothing(stretch: Stretch, before: str, core: str, after: str, is_born: bool) -> bool:
    if stretch.unit is Unit.YEAR_OF_AGE:
        return bool(_NOT_TIME_BEFORE.search(before) and not before.endswith(("有", "这", "要")))
    if _OF_A_PAPER.match(after) or _PRICED.match(after) or _PRICE_BEFORE.search(before):
        return True
    if stretch.unit is Unit.MONTH and re.match("以内|以下|之内|内(?!热)", after):
        return False
    return bool(
        (_PREGNANCY.search(core) and not _is_age_of_preterm(stretch, core, after))
        or _MOTHER_AFTER.match(after)
        or (_is_gestation(stretch) and _BIRTH_AFTER.match(after))
        or (_NOT_TIME_BEFORE.search(before) and not is_born)
        or _REPEATED.match(after)
        or (_PAST.match(after) and not is_born)
        or _is_rate(stretch, before, after)
    )


def _is_age_of_preterm(stretch: Stretch, core: str, after: str) -> bool:
    """早产三个月不到 is a preterm child of nearly three months; 早产两个月 alone tells how early it came."""
    return core.endswith("早产") and stretch.unit is Unit.MONTH and re.match("不到|了|大|多?的", after) is not None


def _is_gestation(stretch: Stretch) -> bool:
    """Lengths at which a child can be born; 3个月出生体重 is not one."""
    return stretch.unit is Unit.WEEK or (stretch.unit is Unit.MONTH and 6 <= stretch.low <= 10)


def _is_rate(stretch: Stretch, before: str, after: str) -> bool:
    """一天拉五六次 and 一分钟60次 are rates; 拉了一天 and 一天没尿 are durations; 一天喝多少 is neither."""
    if stretch.low != 1 or stretch.approximate or stretch.unit not in (Unit.DAY, Unit.MINUTE, Unit.WEEK):
        return bool(stretch.unit in (Unit.SECOND, Unit.MINUTE) and re.match(r"[^,。]{0,5}?\d+\s*[次下]", after))
    return not (
        _WHOLE_DAY_BEFORE.search(before)
        or _WHOLE_DAY_AFTER.match(after)
        or _AHEAD.match(after)
        or not (before or after)
    )


def _symptom_day(stretch: Stretch, before: str) -> Role:
    """发烧第三天 has lasted three days, counted cautiously; other ordinals mean nothing here."""
    is_ordinal = before.endswith("第") and _COMPLAINT.search(_FILLER.sub("", before[:-1]))
    return Role.DURATION if is_ordinal and stretch.unit is Unit.DAY else Role.NONE


def _age_or_duration(stretch: Stretch, before: str, core: str, after: str, is_bare: bool) -> Role:
    is_child_before = bool(re.search(f"{CHILD}$", core))
    is_after_complaint = bool(_COMPLAINT.search(core)) or ("了" in before[len(core) :] and not is_child_before)
    if is_after_complaint and core and not (_AFTER_A_PLACE.search(core) and re.match(f"的{CHILD}", after)):
        return Role.DURATION
    if stretch.unit is Unit.MONTH and re.match("以内|以下|之内|内", after):
        return Role.AGE_LIMIT
    if _OLD.match(after):
        return Role.AGE
    if stretch.unit is Unit.MONTH:
        return Role.DURATION if _GOING_ON.match(after) and not is_child_before else Role.AGE
    if stretch.unit is Unit.WEEK and stretch.high >= _WEEKS_OF_PREGNANCY:
        return Role.NONE
    if is_child_before and not is_bare and not _EVENT_AFTER.match(after):
        return Role.AGE
    return Role.DURATION

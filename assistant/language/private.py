"""Private data in free text: phone numbers, identity and bank cards, WeChat names, e-mail, full names, addresses."""

import re
import unicodedata
from collections.abc import Iterator

from assistant.language.checksums import is_bank_card, is_id_card
from assistant.language.claims import Claims

_SPOKEN = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1", "两": "2"}
_DIGIT = "[0-9零〇一二三四五六七八九幺两]"
_GAP = r"[\s\-—–_.·,、]{0,2}"
_INVISIBLE = "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
_MOBILE = re.compile(rf"(?<!{_DIGIT})(?:\+?{_GAP}(?:0086|86){_GAP})?[1一幺](?:{_GAP}{_DIGIT}){{10}}(?!{_DIGIT})")
_LANDLINE = re.compile(
    rf"(?<!\d)(?:\(0510\)|0510|0\d{{2,3}}-){_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}(?!\d)|(?<=电话)[::是]?[2-8]\d{{7}}(?!\d)"
)
_LONG_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{14,18}}{_GAP}[xX]?(?!\d)|(?<!\d)\d(?:{_GAP}\d){{14,18}}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9_.+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")
_WECHAT = re.compile(
    r"(?:微信号?|威信|薇信|(?<![A-Za-z])(?:wechat|weixin|vx|wx|v信))(?:号|id)?(?:是|为|叫|:|\s){0,4}(?P<value>[A-Za-z0-9][A-Za-z0-9_\-]{4,19})",
    re.I,
)
_QQ = re.compile(r"qq(?:号)?(?:是|:|\s){0,4}(?P<value>[1-9]\d{4,11})", re.I)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常于傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛禹狄贝臧计戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万支柯管卢莫房丁邓洪包左石崔吉龚程邢裴陆翁荀甄封储靳焦牧车侯全班仲宁仇甘厉武刘景詹龙叶黎白鄂索赖卓蔺屠蒙乔翟谭申冉桑桂牛边燕"
    "温庄晏柴阎连习艾容古易廖耿匡国文寇广东曾关查游权司肖涂"
)
_GIVEN = "[一-龥]"
_NAME = re.compile(
    r"(?:我叫|我的?名字(?:是|叫)?|我姓名|姓名|联系人|家长姓名|(?:孩子|宝宝|女儿|儿子|他|她)(?:大名)?(?:的?名字)?叫|"
    r"名字叫|大名叫?|本人)(?:是|叫|为|:|\s){0,4}"
    rf"(?P<value>(?:欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|[{_SURNAMES}]){_GIVEN}{{1,2}})"
)
_NOT_IN_NAMES = re.compile("[的了吗呢吧啊是在有我你他她家今年岁个住电打发想要和跟,]|什么|怎么|宝宝")
_ADDRESS = re.compile(
    r"(?:住在|家住|住址|地址|家在|我住|住的是)(?:是|在|为|:|\s){0,4}(?P<value>[^,。;!?,\n]{0,40}?"
    r"(?:[0-9一二三四五六七八九十]{1,5}(?:号楼|号|弄|幢|栋|单元|楼|室)(?!线|下|早|晚|上午)(?:[0-9\-一二三四五六七八九十a-zA-Z]{1,6}(?:室|号楼?|单元|幢|栋|楼)?){0,4}|"
    r"(?:小区|花园|家园|新村|公寓|苑|路|街(?!道)|巷)(?:[0-9\-一二三四五六七八九十]{1,6}(?:室|号楼?|单元|幢|栋|楼)?){0,4}))"
)
_FULL_STREET = re.compile(
    r"[一-龥]{2,8}(?:路|街|大道|巷|弄|新村|小区|花园|家园|苑)[0-9一二三四五六七八九十]{1,4}号?(?:楼|幢|栋|单元|-)"
    r"[0-9一二三四五六七八九十\-]{0,6}(?:单元|室|楼|号)?[0-9]{0,4}室?|[一-龥]{2,8}(?:路|街|大道|巷|弄)[0-9]{1,4}号(?!线)[0-9\-]{0,8}室?"
)

KINDS = {
    "mobile": "[手机号]",
    "landline": "[电话]",
    "id_card": "[身份证号]",
    "bank_card": "[银行卡号]",
    "wechat": "[微信号]",
    "qq": "[QQ号]",
    "email": "[邮箱]",
    "name": "[姓名]",
    "address": "[地址]",
}
"""Kind of private data -> what stands in its place in a masked text."""


def find_private(text: str) -> list[tuple[int, int, str]]:
    """Private data in a text of any form, as `(start, end, kind)` of the text given, in order, none overlapping.

    Full-width digits, spaces, dashes, +86, zero-width characters and spoken digits (幺三八) are seen through. 120,
    12345 and 12356, ages, temperatures and amounts are never private data.
    """
    folded, positions = _fold(text)
    found: list[tuple[int, int, str]] = []
    claims = Claims()
    for start, end, kind in _candidates(folded):
        if claims.claim(start, end):
            found.append((start, end, kind))
    return sorted((positions[start], positions[end - 1] + 1, kind) for start, end, kind in found)


def mask(text: str) -> str:
    """The text with each piece of private data replaced by a word for its kind; applying it twice changes nothing."""
    masked, last = [], 0
    for start, end, kind in find_private(text):
        masked += [text[last:start], KINDS[kind]]
        last = end
    return "".join([*masked, text[last:]])


def _fold(text: str) -> tuple[str, list[int]]:
    """Half-width text without invisible characters, and for each of its characters the position in the original."""
    folded: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        if not character.isascii() and re.match(_INVISIBLE, character):
            continue
        for part in character if character.isascii() else unicodedata.normalize("NFKC", character):
            folded.append(part)
            positions.append(position)
    return "".join(folded), positions


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    """All hits, the surest kinds first, since an earlier one shuts out those that overlap it."""
    yield from ((m.start(), m.end(), "email") for m in _EMAIL.finditer(text))
    yield from _long_numbers(text)
    yield from ((m.start(), m.end(), "mobile") for m in _MOBILE.finditer(text) if _is_mobile(m[0]))
    yield from ((m.start(), m.end(), "landline") for m in _LANDLINE.finditer(text))
    yield from ((m.start("value"), m.end("value"), "wechat") for m in _WECHAT.finditer(text))
    yield from ((m.start("value"), m.end("value"), "qq") for m in _QQ.finditer(text))
    yield from ((m.start("value"), m.end("value"), "address") for m in _ADDRESS.finditer(text))
    yield from ((m.start(), m.end(), "address") for m in _FULL_STREET.finditer(text))
    yield from _names(text)


def _digits(said: str) -> str:
    return "".join(c if c.isascii() and c.isdigit() else _SPOKEN.get(c, "") for c in said)


def _is_mobile(said: str) -> bool:
    """Eleven digits from 13 to 19; a row such as 1,2,3… with a separator at every digit is a list, not a number."""
    digits = _digits(said)
    return bool(re.fullmatch(r"(?:(?:00)?86)?1[3-9]\d{9}", digits))


def _long_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LONG_NUMBER.finditer(text):
        number = re.sub("[^0-9xX]", "", match[0])
        if is_id_card(number):
            yield match.start(), match.end(), "id_card"
        elif is_bank_card(number):
            yield match.start(), match.end(), "bank_card"


def _names(text: str) -> Iterator[tuple[int, int, str]]:
    """Full names after words that introduce one; a nickname (我叫小美) is kept."""
    for match in _NAME.finditer(text):
        start, name = match.start("value"), match["value"]
        stop = _NOT_IN_NAMES.search(name, 1)
        length = stop.start() if stop else len(name)
        if length >= 2:
            yield start, start + length, "name"

"""Stretches of a message that tell of something else than one's own child now.

A film, an exam, an essay, a notice, something imagined, an animal, or what befell somebody else long ago is opened by
one clause and goes on in the next ones, until the story comes back to one's own child or to now. In doubt there is no
frame: an alarm too many does less harm than one too few.
"""

import re
from dataclasses import dataclass

_NOW = (
    r"现在(?!想|回想|说起|提起|还后怕|都|已经(?:接|好)|吃药|改)|刚才|刚刚|刚(?=看完|学完|讲完|说完|放下)|今天(?!醒)|今早|今晚|今儿|这会儿?|这下|眼下|正在|这次|这一次|谁知|没想到"
    r"|(?:看|学|听|演|考|讲|读|背|写|说|回)(?:完|来|到家)(?!不肯|我|就|抱|绘|说)[^,。]{0,3}(?:他|她|孩|娃|宝|发现)|也(?:这样|一样|是)|一模一样(?!,)|跟[^,。]{0,6}一样[^,。]{0,3}(?:他|她|孩|娃)"
)
_OWN = (
    r"我(?:家|们家)|我(?:的|这)?(?:女儿|儿子|闺女|孩子|宝宝|宝贝|娃|孙|外孙|侄|外甥|妹妹|弟弟|小的|大的|老大|老二|小囡|毛头)"
    r"|女儿|儿子|闺女|宝宝|宝贝|孙子|孙女|外孙|老大|老二|大宝|二宝|小宝|小囡|毛头|囡囡|[俩两]娃|我抱|我喊|我叫|我推|我摇"
)
_BARE_CHILD = (
    r"(?:^|(?<=[,。]))(?:结果|可|可是|但|然后|后来|接着)?(?:这|那)?(?:孩子|娃|他|她|弟弟|妹妹|哥哥|姐姐|小家伙|小的|老大|老二)"
    r"|(?:孩子|娃|弟弟|妹妹|他|她)(?:就|却|也|突然|忽然|一下|竟|居然|反而|自己)"
)
_BACK = re.compile(f"{_NOW}|{_OWN}|(?:孩子|娃|弟弟|妹妹|他|她)(?:就|却|突然|忽然|一下子|竟|居然)")
_BACK_TO_ANY_CHILD = re.compile(f"{_NOW}|{_OWN}|{_BARE_CHILD}")
_HELP = re.compile(
    r"怎么办|咋办|咋整|救命|救救|救护车|[打叫喊拨](?:了)?120|120(?:多久|来|要|还|怎么|几|快)|来得及|我(?:现在)?(?:该|应该|能)(?:怎么(?!跟|和|向|给|对|告诉|解释)|做什么|做啥|先)|要不要(?:去|送|打|急救)|送(?:哪|不送|过去)|去哪(?:家|个)|急急|挂什么科"
    r"|快点|在路上|赶过去|还没(?:停|醒|缓|喘|哭|反应)|到现在(?:还|都没)|叫不应|喘不上来气了"
)
"""Somebody asks for help now: then nothing is a story."""

_OVER = re.compile(
    r"就好了|没事人|救(?:活|回|过来|回来)|给拍出来|捂活|接回家|(?:早就?|已经)出院|长大|后遗症也没|没病没灾|改吃|恢复得?(?:很|挺|不错|好)|缓过来|当了志愿者|一直很健康|都壮得|没赶上|不碍事|送过急诊|现在想起|今年(?![一二三四五六七八\d]+(?:个|岁|周))"
)
"""It ended well, or it is looked back upon."""

_FROM_OUTSIDE = re.compile(
    r"报名|预约|培训|讲座|绘本|宣传(?:册|单)|画册|清单|补贴|活动|急救课|孕妇学校|儿歌|多少钱|免费|回收|怎么(?:跟|和|给|向)[^,。]{0,8}(?:解释|讲|说|谈)|合适吗|几岁[^,。]{0,6}(?:可以|能)|药箱|想问(?!现在)|社区"
)
"""What is asked for is a course, a book, a subsidy: nobody here is ill."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of opening a frame.

    Attributes:
        opens: The words that open it.
        back: What ends it.
        over: Whether it also needs to be said that it ended, or that something else is wanted.
        not_after: Words right before the opening ones that make them mean something else (喘得像小狗).
    """

    opens: re.Pattern[str]
    back: re.Pattern[str]
    over: bool = False
    not_after: re.Pattern[str] | None = None


_SOMEBODY = r"同事|同学|朋友|邻居|闺蜜|亲戚|堂(?:哥|姐|弟|妹)|表(?:哥|姐|弟|妹)|村里|隔壁|老乡|网友|楼上|楼下|对门"
_ELDER = r"老公|丈夫|他爸|她爸|孩子爸爸?|孩子他爸|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|我妈|我爸|我爷爷|我奶奶|我外公|我外婆|舅舅|叔叔|姑姑"
_LONG_AGO = r"去年|前年|大前年|那年|小时候|当年|早年|年轻时|那会儿|[两三四五六七八九十几\d]+年前|上周|前天|过(?:一|两|三|几|好几)次|时候"
_BEAST = r"猫|狗|兔子?|仓鼠|鸡|鸭|鹅|猪|羊|牛|鸽子|鹦鹉|乌龟|金鱼|小象|大象|小鹿|小马|马"

_KINDS = (
    Kind(re.compile("想象一下|设想一下|假想一下|想象着"), re.compile(f"{_NOW}|{_OWN}")),
    Kind(
        re.compile(
            r"(?:妈妈班|孕妇学校|父母课堂|家长学校|讲座|培训)[^,。]{0,5}(?:说|讲|放)|(?:卖家|商家|销售|推销员?)[^,。]{0,8}(?:讲|说|吹|宣传),?"
            r"|(?:考试|考题|试卷|试题|练习册|题库|笔试)[^,。]{0,6}(?:题|问|考)|有一?道题|题目是|(?:写|篇|的)作文|日记里写"
            r"|(?:背|唱|学|教)[^,。]{0,8}(?:儿歌|童谣|口诀|顺口溜)|(?:贴|挂|立|竖)(?:着|了)[^,。]{0,6}(?:告示|横幅|标语|牌子|海报|通知)|作业是采访|采访[^,。]{0,8}(?:受过|得过|生过)"
        ),
        _BACK,
    ),
    Kind(
        re.compile(
            r"(?:电影|动画片?|灾难片|战争片|纪录片|电视剧|剧|小说|童话|漫画|游戏|综艺)(?:里面?|中|上)(?:写|讲|说|演|有|的|那|一个|小|,)?"
            r"|看[^,。]{0,6}(?:片|电影|剧|小说|动画|故事),?里(?:面|头)|放(?:了|的)[^,。]{0,3}(?:一段|段)[^,。]{0,14}|(?:人偶|假人|模型娃娃)|(?:示范|演示)[^,。]{0,8}"
            r"|纪录片里|装(?:假睡|昏迷|昏|病|受伤|死)"
        ),
        _BACK_TO_ANY_CHILD,
    ),
    Kind(
        re.compile(
            rf"(?:老|小|大|黑|白|花|流浪)(?:{_BEAST})(?!咬|抓|叼|扑|舔|毛|粮|屎|挠|肉|奶|蛋|汤)|养(?:的|了)[^,。]{{0,5}}(?:{_BEAST})(?!咬|抓|叼|扑|舔|毛|挠)|兽医|宠物(?:医生|医院)"
        ),
        _BACK_TO_ANY_CHILD,
        not_after=re.compile(r"(?:像|跟|似|如|比|和|学|当|被|得|让|给)[^,。]{0,6}$|喝醉[^,。]{0,3}$"),
    ),
    Kind(
        re.compile(
            rf"(?:{_SOMEBODY})[^,。]{{0,14}}(?:{_LONG_AGO}|过敏|那会儿)|(?:{_SOMEBODY})的?(?:小孩|孩子)[^,。]{{0,12}}(?:进了|住了|送了|送过)医院"
            rf"|(?:{_ELDER})[^,。]{{0,8}}(?:{_LONG_AGO}|喝多|喝醉|养老院)|献血"
            r"|(?:科室|病房|急诊(?:当|上班|做)|值夜班)[^,。]{0,6}(?:有个|有一个|遇到|见过|碰到|当)|(?:前天|昨天|上周|上次|那天)[^,。]{0,8}(?:看见|看到|碰到|遇到)(?:一个|有个|个)(?:老人|路人|大爷|大妈|乘客|陌生人)"
        ),
        _BACK_TO_ANY_CHILD,
        over=True,
    ),
)


def framed_from(text: str, start: int, end: int, sentence: tuple[int, int], clause: tuple[int, int]) -> bool:
    """Whether the words from `start` to `end` are told inside a frame.

    Args:
        text: The whole message.
        start: Where the words of the sign begin.
        end: Where they end.
        sentence: The sentence that holds them.
        clause: The clause that holds them.
    """
    if _HELP.search(text):
        return False
    return any(_holds(kind, text, (start, end), sentence, clause) for kind in _KINDS)


def _holds(kind: Kind, text: str, sign: tuple[int, int], sentence: tuple[int, int], clause: tuple[int, int]) -> bool:
    return any(_reaches(kind, found, text, sign, clause) for found in kind.opens.finditer(text, sentence[0], clause[1]))


def _reaches(kind: Kind, opening: re.Match[str], text: str, sign: tuple[int, int], clause: tuple[int, int]) -> bool:
    if kind.not_after and kind.not_after.search(text, max(0, opening.start() - 10), opening.start()):
        return False
    if kind.back.search(text, min(opening.end(), sign[0]), max(sign[1], opening.end())):
        return False
    if sign[0] < opening.start() and kind.back.search(text, clause[0], opening.start()):
        return False
    after = min(sign[1], opening.end())
    return not kind.over or bool(_OVER.search(text, after) or _FROM_OUTSIDE.search(text, sign[1]))


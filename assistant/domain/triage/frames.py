"""Stretches of a message that tell of something else than one's own child now.

A film, an exam, an essay, a notice, something imagined, an animal, or what befell somebody else long ago is opened by
one clause and goes on in the next ones, until the story comes back to one's own child or to now. In doubt there is no
frame: an alarm too many does less harm than one too few.
"""

import re
from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]

_NOW = (
    r"现在(?!想|回想|说起|提起|还后怕|都|已经(?:接|好)|吃药|改)|刚(?!好|巧|开始|满|会|学)|今天(?!醒)"
    r"|今早|今晚|今儿|这会儿?|这下|眼下|正在|这次|这一次|谁知|没想到|结果|路上(?!看)|(?:分钟|小时|钟头|刻钟)了|下课|放学|散场"
    r"|接(?:到|了)?电话|[看讲听写背演玩读唱说]着[看讲听写背演玩读唱说]着"
    r"|(?:看|学|听|演|考|讲|读|背|写|说|回)(?:完|来|到家)(?!不肯|我|就|抱|绘|说)[^,。]{0,3}(?:他|她|孩|娃|宝|发现)"
    r"|也(?:这样|一样|是)|一模一样(?!,)|跟[^,。]{0,6}一样[^,。]{0,3}(?:他|她|孩|娃)"
)
_OWN = (
    r"(?:我|我们|咱|咱们|自己)家"
    r"|我(?:的|这)?(?:女儿|儿子|闺女|孩子|宝宝|宝贝|娃|孙|外孙|侄|外甥|妹妹|弟弟|小的|大的|老大|老二|小囡|毛头)"
    r"|女儿|儿子|闺女|宝宝|宝贝|孙子|孙女|外孙|老大|老二|大宝|二宝|小宝|小囡|毛头|囡囡|[俩两]娃"
    r"|[一二两三四五六七八九十半\d]+(?:岁半?|个多?月)的?(?:就|也|把|那个|抓|吃|喝)|我抱|我喊|我叫|我推"
    r"|我摇"
)
_BARE_CHILD = (
    r"(?:^|(?<=[,。]))(?:结果|可|可是|但|然后|后来|接着)?(?:这|那)?(?:孩子|娃|他|她|弟弟|妹妹|哥哥|姐姐|小家伙|小的|老大|老二)"
    r"|(?:孩子|娃|弟弟|妹妹|他|她)(?:就|却|也|突然|忽然|一下|竟|居然|反而|自己)"
)
_BACK = re.compile(f"{_NOW}|{_OWN}|(?:孩子|娃|弟弟|妹妹|他|她)(?:就|却|突然|忽然|一下子|竟|居然)")
_BACK_TO_ANY_CHILD = re.compile(f"{_NOW}|{_OWN}|{_BARE_CHILD}")
_ANY_CHILD = "孩子|小孩|娃|[他她宝囡]|弟弟|妹妹|哥哥|姐姐|[岁月]的"
_ANY_OF_US = re.compile(
    f"{_BACK_TO_ANY_CHILD.pattern}|{_ANY_CHILD}|我们(?!那天)|全家|[带送给买开喂](?:来|回)?的(?!拍)|拿来|寄来|抱[着起住]|压在|出生|给(?:吃|喝|喂)"
)
"""After somebody else long ago: one's own people, or what that person left in the house."""

_TOUCHED = re.compile(f"{_BACK_TO_ANY_CHILD.pattern}|[咬抓挠啄扑踩踢舔顶]|被|{_ANY_CHILD}")
"""After an animal: it may have hurt somebody, or somebody is with it."""

_OFF_THE_WALL = re.compile(f"{_BACK.pattern}|[掉砸倒撞摔夹塌压落噎卡]|撕|吞|喝")
"""After a notice: it is a thing that falls on heads."""

_REALLY = re.compile(f"{_NOW}|真的(?!很|好|像)|结果|突然|忽然|一下子|竟|居然")
_HELP = re.compile(
    r"怎么办|咋办|咋整|救命|救救|救护车|[打叫喊拨](?:了)?120|120(?:多久|来|要|还|怎么|几|快)|来得及"
    r"|我(?:现在)?(?:该|应该|能)(?:怎么(?!跟|和|向|给|对|告诉|解释)|做什么|做啥|先)"
    r"|要不要(?:去|送|打|急救)|送(?:哪|不送|过去)|去哪(?:家|个)|急急|挂什么科"
    r"|快点|在路上|赶过去|还没(?:停|醒|缓|喘|哭|反应)|到现在(?:还|都没)|叫不应|喘不上来气了"
)
"""Somebody asks for help now: then nothing is a story."""

_OVER = (
    r"就好了|住(?:了[^,。]{1,5}|过)院|没事人|救(?:活|回|过来|回来)|给拍出来|捂活|接回家|(?:早就?|已经)出院|长大|后遗症也没"
    r"|没病没灾|改吃|恢复得?(?:很|挺|不错|好)|缓过来|当了志愿者|一直很健康|都壮得|没赶上|不碍事"
    r"|送过急诊|现在想起|今年(?![一二三四五六七八\d]+(?:个|岁|周))"
)
"""It ended well, or it is looked back upon."""

_FROM_OUTSIDE = (
    r"报名|预约|培训|讲座|绘本|宣传(?:册|单)|画册|清单|补贴|活动|急救课|孕妇学校|儿歌|多少钱|免费|回收"
    r"|怎么(?:跟|和|给|向)[^,。]{0,8}(?:解释|讲|说|谈)|合适吗|几岁[^,。]{0,6}(?:可以|能)|药箱|哪种好"
)
"""What is asked for is a course, a book, a subsidy: nobody here is ill."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of opening a frame.

    Attributes:
        opens: The words that open it.
        back: What ends it.
        over: What must follow for it to count: it ended, or something else is wanted; None where nothing need follow.
        not_after: Words right before the opening ones that make them mean something else (喘得像小狗).
    """

    opens: re.Pattern[str]
    back: re.Pattern[str]
    over: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None


_SOMEBODY = r"同事|同学|朋友|邻居|闺蜜|亲戚|堂(?:哥|姐|弟|妹)|表(?:哥|姐|弟|妹)|村里|隔壁|老乡|网友|楼上|楼下|对门"
_ELDER = (
    r"老公|丈夫|他爸|她爸|孩子爸爸?|孩子他爸|爸爸|妈妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|我妈"
    r"|我爸|我爷爷|我奶奶|我外公|我外婆|舅舅|叔叔|姑姑"
)
_LONG_AGO = (
    r"去年|前年|大前年|那年|小时候|当年|早年|年轻时|那会儿|[两三四五六七八九十几\d]+年前|过(?:一|两|三|几|好几)次"
)
_YOUTH = r"小时候|年轻时|当年|早年|那年|[两三四五六七八九十几\d]+年前|噎过(?:一|两|三|几|好几)次"
_BEAST = (
    r"猫|狗|兔子?|仓鼠|鸡(?!鸡|皮|眼|蛋|胸)|鸭|鹅|猪|羊|牛|鸽子|鹦鹉|乌龟|金鱼|小象|大象|小鹿|小马(?!桶|路|甲|扎|车)"
)

_KINDS = (
    Kind(re.compile("(?:贴|挂|立|竖)(?:着|了)[^,。]{0,6}(?:告示|横幅|标语|牌子|海报|通知)(?!的)"), _OFF_THE_WALL),
    Kind(re.compile("想象一下|设想一下|假想一下"), re.compile(f"{_NOW}|{_OWN}")),
    Kind(
        re.compile(
            r"(?:妈妈班|孕妇学校|父母课堂|家长学校|讲座|培训)(?:[里上课中的]|老师|医生|专家)*(?:说|讲|放)"
            r"|(?:卖家|商家|销售|推销员?)[^,。]{0,8}(?:讲|说|吹|宣传),?"
        ),
        _BACK_TO_ANY_CHILD,
    ),
    Kind(
        re.compile(
            r"(?:考试|考题|试卷|试题|练习册|题库|笔试)[^,。]{0,6}(?:题|问|考)|有一?道题"
            r"|题目(?:是|叫)(?:《|最|我的|难忘)|(?:写|篇|的)作文(?!写|时|的时候|着|呢)|日记里写"
            r"|(?:背|唱|学|教)[^,。]{0,8}(?:儿歌|童谣|口诀|顺口溜)(?=,?里|,有|,讲|$)|作业是采访|采访[^,。]{0,8}(?:受过|得过|生过)"
        ),
        _BACK,
    ),
    Kind(
        re.compile(
            r"(?:电影|动画片?|灾难片|战争片|纪录片|电视剧|剧|小说|童话|漫画|游戏|综艺)(?:里面?|中|上)(?:写|讲|说的|演|有|那个|一个|小(?!囡|家伙|宝)|,里|的(?:人|男|女|小|孩|妈|爸|公主|王子|主角|老))"
            r"|看[^,。]{0,6}(?:片|电影|剧|小说|动画|故事),?里(?:面|头)(?!房|屋|卧|那间|传)"
            r"|放(?:了|的)[^,。]{0,3}(?:一段|段)[^,。]{0,12}(?:视频|录像|片|动画)|(?:人偶|假人|模型娃娃)"
            r"|(?:示范|演示)[^,。]{0,3}(?:救|急救|溺水|心肺|按压|海姆|包扎|抢救)[^,。]{0,4}"
            r"|装(?:假睡|昏迷|昏|病|受伤|死)"
        ),
        _BACK_TO_ANY_CHILD,
        not_after=re.compile(r"(?:以为|不是|没有?|还当|当[他她]|怀疑|是不是|监控)[^,。]{0,5}$"),
    ),
    Kind(
        re.compile(
            rf"(?:老|小|大|黑|白|花|流浪)(?:{_BEAST})(?!咬|抓|叼|扑|舔|毛|粮|屎|挠|肉|奶|蛋|汤|灯|车|玩|滑|椅|凳|床|枕|杯|帽|鞋|饼|糖)"
            rf"|养(?:的|了)[^,。]{{0,5}}(?:{_BEAST})(?!咬|抓|叼|扑|舔|毛|挠)|兽医|宠物(?:医生|医院)"
        ),
        _TOUCHED,
        over=re.compile("它|兽医|宠物|象群|瘟"),
        not_after=re.compile(r"(?:像|跟|似|如|比|和|学|当|被|得|让|给)[^,。]{0,6}$|喝醉[^,。]{0,3}$"),
    ),
    Kind(
        re.compile(
            rf"(?:{_SOMEBODY})[^,。]{{0,14}}(?:{_LONG_AGO}|那会儿)"
            rf"|(?:{_SOMEBODY})的?(?:小孩|孩子)[^,。]{{0,12}}(?:进了|住了|送了|送过)医院"
            rf"|(?:{_ELDER})[^,。]{{0,8}}(?:{_YOUTH}|喝多|喝醉|养老院)|献血"
            r"|(?:室友|护士|医生|大夫)[^,。]{0, 4},?(?:说|讲)(?:见过|遇到过|碰到过|收过)(?!这)"
            r"|(?:科室|病房|急诊(?:当|上班|做)|值夜班)[^,。]{0,6}(?:有一?个(?:孩子|小孩|病人)|遇到|见过(?:一个(?:孩子|小孩))?|碰到|当)"
            r"|(?:前天|昨天|上周|上次|那天)[^,。]{0,8}(?:看见|看到|碰到|遇到)(?:一个|有个|个)(?:老人|路人|大爷|大妈|乘客|陌生人)"
        ),
        _ANY_OF_US,
        over=re.compile(f"{_OVER}|{_FROM_OUTSIDE}"),
    ),
    Kind(
        re.compile(rf"(?:{_SOMEBODY})[^,。]{{0,10}}过敏"),
        _ANY_OF_US,
        over=re.compile("送过(?:急诊|医院)|住过院|抢救过"),
    ),
)


class Frames:
    """The frames of one message; what opens them is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text

    def hold(self, sign: Span, sentence: Span, clause: Span) -> bool:
        """Whether the words of a sign are told inside a frame.

        Args:
            sign: Where they begin and end.
            sentence: The sentence that holds them.
            clause: The clause that holds them.
        """
        return any(
            sentence[0] <= opening.start() and opening.end() <= clause[1] and self._reaches(kind, opening, sign, clause)
            for kind, opening in self._openings
        )

    @cached_property
    def _openings(self) -> tuple[tuple[Kind, re.Match[str]], ...]:
        found = tuple((kind, opening) for kind in _KINDS for opening in kind.opens.finditer(self._text))
        return () if found and asks_for_help(self._text) else found

    def _reaches(self, kind: Kind, opening: re.Match[str], sign: Span, clause: Span) -> bool:
        text = self._text
        if kind.not_after and kind.not_after.search(text, max(0, opening.start() - 10), opening.start()):
            return False
        if kind.back.search(text, min(opening.end(), sign[0]), max(clause[1], opening.end())):
            return False
        if sign[0] < opening.start() and kind.back.search(text, clause[0], opening.start()):
            return False
        return kind.over is None or kind.over.search(text, min(sign[1], opening.end())) is not None


def asks_for_help(text: str) -> bool:
    """Whether somebody wants help now: 怎么办, 要不要送医院, 还没醒."""
    return _HELP.search(text) is not None


def turns_real(text: str, start: int, end: int) -> bool:
    """Whether between two places the play, the lesson is over: 演着演着真的没反应了, 刚下课就接到电话."""
    return _REALLY.search(text, start, end) is not None

"""Words around a sign that say whether it is there: denial, past, supposition, general question, correction."""

import re

CLAUSE_END = re.compile(r"[,，。!！?？;；:：\n\t …~]|(?<!\d)\.|\.(?!\d)")
SENTENCE_END = re.compile(r"[。!！?？;；\n…]|(?<!\d)\.(?!\d)")

_FILLER = (
    r"(?:什么|任何|出现|发生|再|怎么|明显|看到|看见|见到|见|发现|有|很|太|一直|继续|在|那么|特别|感到|伴有|伴随|伴|过|到"
    r"|发|是|被|会|又|真的|像|之前那样|持续|剧烈|继发|一点|一点点|啥|哪里|高|大|全身|反复|别的|其他|出|去|敢|算|给他|给她|给|让他|让她|让)*"
)
NEGATED = re.compile(r"(?:没有|没|未|无|不|否认|并非|莫|勿)" + _FILLER + "$")
"""A negator at the end of what stands before the sign."""

NEGATOR = re.compile("没|不|未|无")

QUESTION_FORM = re.compile(
    r"(?:是不是|会不会是|是否|该不会是?|不会是|难道不是|要不是|算不算|是没是)(?:已经|有|又|在|要)*$"
)
"""Looks like a negator but asks whether the sign is there: taken as there."""

ASKS_EITHER = re.compile(r"(?:有没有|有无|会不会|能不能|可不可能|会否|要不要)" + _FILLER + "$")
"""Asks without saying that it is so."""

DOUBLE_NEGATED = re.compile(r"(?:不是|并非|不能说|不可能|绝不是|没有不是)(?:没有|没|未|不|无)" + _FILLER + "$")
DENIES_ABSENCE = re.compile(r"(?<!是)(?:不是|并非|不可能)(?:完全|真的|说|真|就|一直)*$")
"""Before a sign that consists of something missing: 不是没有呼吸."""

DENIED_AFTER = re.compile(
    r"^(?:这些|等|的情况|的症状|症状|现象|的现象|的表现)*(?:了)?(?:也|都|倒|倒是|是|目前|暂时|还)?(?:没有|没出现|没发生|未出现|否认)$"
)
LIST_LINK = re.compile(r"^(?:[、/和或及跟与]|以及|或者|还有|也没有?|也不|,也没有?|,没有?|也无|无|没有?|都)*$")
"""What may stand between two signs of one denied list."""

PAST = re.compile(
    r"上次|上回|上一次|上一回|去年|前年|以前|从前|曾经|曾|小时候|当年|那年|上个月|上个星期|上上|上周|上星期|上礼拜|大前天|前几天|前阵子|前段时间"
    r"|几个月前|半年前|病史|有过|那次|那回|(?:[两二三四五六七八九十几半]|\d+)(?:个)?(?:多)?(?:天|日|周|星期|礼拜|月|年)(?:多)?(?:以|之)?前(?!开始|起|就)"
    r"|(?:岁|月|周)(?:的)?(?:那会儿?|那时候?|时候?)(?:发|抽|摔|烫|得|吞|吃|生)"
)
PAST_IF_OVER = re.compile(r"(?<!小时)(?<!分钟)(?<!钟头)(?<!刻钟)(?:之前|早先|原来|原先)")
OPENS_PAST = re.compile(r"(?:时|时候|那次|那回|以前|之前|去年|前年|上次|上回|上个月|前)$")
HISTORY_AFTER = re.compile(r"^(?:史|的历史|家族史|病史)")
NOW = re.compile(r"现在|刚才|刚刚|刚|今天|今早|今晚|昨晚|昨夜|昨天|又|这次|正在|这会儿?|眼下|目前|突然|今儿")

SUPPOSED = re.compile(r"如果|要是|假如|假设|倘若|万一|一旦|若是|假使|真要|如若|若(?!干)|即使|就算|哪天")
SUPPOSED_AFTER = re.compile(r"^.{0,6}的话")
ACTUAL = re.compile(r"现在|已经|刚才|刚刚|正在|这会儿|目前|今天|昨晚")
PREVENTS = re.compile(
    r"(?:预防(?!针|接种)|防止|避免|以防|免得|以免|谨防|提防|警惕|减少|杜绝|防(?!疫|护|针|接|晒)|防范)[^,，。!！?？]{0,10}$"
)
FEARS = re.compile(
    r"(?:(?<![好很真太])担心|(?<![好很真太害])怕(?!是)|会不会(?!是)|能不能|容易|可能会|会导致|会引起|会造成|(?<!不)小心|(?<!没)(?<!没有)(?<!不)注意|差点|差一点|险些|要注意)"
    r"[^,，。!！?？]{0,8}$"
)
HEARSAY = re.compile(
    r"视频[里上中]|电视[里上]|新闻|网上|抖音|小红书|朋友圈|书[上里]|科普|听说|课上|课堂|梦见|梦到|做梦|小说|动画片|绘本|游戏里|电影|剧里|直播|群里[有说]|文章|手册[上里]"
)
SUBJECT_OF_STUDY = re.compile(
    r"预防(?!针|接种)|防止|避免|是什么(?!情况|回事|问题)|什么是|什么叫|什么意思|有哪些|哪些(?:症状|表现|情况|原因|药|东西)|急救知识|知识|怎么学|想学|学一下|学习|了解|培训|课程|讲座|科普|后遗症"
    r"|常识|急救方法|急救措施|急救步骤|正确(?:的)?(?:方法|做法|姿势|处理|急救|步骤)|注意事项|概率|几率|遗传|区别|怎么区分|如何区分|怎么判断|如何判断|怎么识别|如何识别|怎样(?:判断|识别|预防)"
    r"|怎么辨别|如何辨别|步骤|征兆|前兆|想知道|请教一下|请问.{0,6}(?:是什么|怎么做)|多见|常见|多大.{0,6}(?:容易|会)|什么样|怎么才算|算是?(?:高烧|发烧|腹泻|便秘)|才算|会传染|传染吗|传染给"
)
GENERAL = re.compile(
    r"什么原因|为什么会|为啥会|怎么急救|如何急救|怎样急救|如何处理|如何应对|怎么护理|如何护理|怎么做|如何做|怎样做|应急|多久|几岁|多大|什么时候|什么情况下?|多少度|几度|时(?:候)?(?:要|应该|该|怎么|如何|需要)"
    r"|需要注意|要注意|必须|一定要|会.{0,12}吗|会不会(?!是)|可以.{0,8}吗(?!.*了)|能.{0,6}吗"
)
EVIDENCE = re.compile(
    r"刚|现在|正在|已经|突然|一直|今天|今早|今晚|昨晚|昨天|昨夜|早上|半夜|我家|我们家|我儿|我女|我娃|我宝|我孩|我的宝|我的孩|家里|他|她|又|还在|救命|快来|着呢"
)
THRESHOLD_AFTER = re.compile(r"^(?:[°度c])*(?:以上|以下|以内|之上|之下)(?!了)")
THRESHOLD_TALK = re.compile(r"才|再|要不要|就要|需要|什么时候|吗|可以|应该|能|算|是不是要|的时候|时")
DONE_AFTER = re.compile(r"^(?:[一-鿿]{0,3}?)(?:了(?!解)|过|着)|^(?:得|起来|住|到)")

CORRECTION = re.compile(
    r"打错|说错|写错|更正|纠正|搞错|弄错|看错|记错|量错|不对[,，。 ]|^不对|^不是[,，。 ]|(?<![吃喂喝拿])错了|应该是"
    r"|是我自己|误会|说反|不是(?:他|她|孩子|宝宝|娃)"
)
RECOVERED = re.compile(
    r"好了(?!吗|没|几|[吧?？])|没事了|没事儿了|好多了|好转了|正常了|恢复了|恢复正常"
    r"|退烧了|烧退了|不烧了|退热了|缓过来|没有了|痊愈|好起来了|不吐了|不拉了|止住了|不流了|已经好"
)
NOT_RECOVERED = re.compile(r"(?:没|没有|不见|还没|未|怎么才能|才能|什么时候|怎么还不|快点|能)(?:完全|彻底|全|怎么)?$")
FOLLOW_UP = re.compile(
    r"怎么办|咋办|去医院|看医生|急诊|要紧|严重|危险|吃什么药|吃药|退烧药|用药|120|救护车|正常吗|挂什么科|多久能|还需要|还要不要|怎么弄|怎么处理|量[了过]|观察"
)


def spans_between(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Stretches of `text` between the matches of `pattern`, without empty ones."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in pattern.finditer(text):
        if found.start() > start:
            spans.append((start, found.start()))
        start = found.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans

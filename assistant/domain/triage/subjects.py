"""Who a sign is said of: a child, which of several, an adult or an animal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.domain.measures import AgeMention, Reading

ADULT = "adult"
ANIMAL = "animal"

_CHILD_WORDS = (
    r"宝宝|宝贝|孩子|娃娃|娃|小孩子?|小朋友|小妮|(?:[大中小托][一二三四五\d]?|[一二三四五\d])班的?小[一-龥](?![朋班孩组桌床])|儿子|女儿|闺女|囡囡|小囡|囡|小家伙|小子|崽崽|崽|婴儿|新生儿|早产儿|幼儿|小宝|大宝|二宝|三宝|老大|老二|老三|(?<![月岁天周点么些大老])大的|(?<![大点小么些月岁天周])小的"
    r"|哥哥|姐姐|弟弟|妹妹|双胞胎|侄子|侄女|外甥女?|外孙女?|孙子|孙女|小毛头|毛头|宝|学生|他|她|它|ta|孩儿|小人"
)
_ADULT_WORDS = (
    r"我(?!家|们家|儿|女|闺|娃|宝|孩|妹|弟|侄|孙|外孙|外甥|崽|囡|的宝|的孩|的娃|的儿|的女|这娃|这孩)们?|本人|(?:娃|孩子?|宝)他(?:爸|爹|妈)|妈妈|妈咪|宝妈|妈|爸爸|爸|老公|老婆|丈夫|妻子|爱人|媳妇|奶奶|爷爷|外婆|外公"
    r"|姥姥|姥爷|婆婆|公公|大人|产妇|孕妇|月嫂|保姆|阿姨|同事|老师|邻居(?!家)|朋友(?!家|的)|产后|坐月子|哺乳期|孕期|怀孕|孕(?:[一二三四五六七八九十\d]+(?:个)?(?:月|周)|晚期|早期|中期)(?![^,。]{0,2}(?:早产|出生|生的|生下|剖|顺))|乳腺炎|乳腺|堵奶|剖腹产|刨腹产|剖宫产|剖的伤口|剖腹的?伤口|顺产|生完孩子|亲戚(?!家|的)|老人|成年人|成人|自己|老伴|老头子|老太太?|舅舅|小舅子|叔叔|姑姑|姨妈|小姨|大伯|阿公|阿婆|好婆|老爹|表哥|表姐"
)
_ANIMAL_WORDS = (
    r"(?<!被)(?:狗狗|小狗|狗|猫咪|小猫|猫|兔子|仓鼠|宠物|金鱼|乌龟|鹦鹉|小鸡(?!鸡)|小鸭|小鸟|鸟儿|鸟(?!巢|窝|笼|屎|粪|枪)|麻雀|鸽子|(?:小|那条|这条|养的)鱼(?!刺|骨|肝|油|丸)|荷兰猪|豚鼠|龙猫|小羊|白雪公主|睡美人|灰姑娘|小红帽|大灰狼|孙悟空|猪八戒|哪吒|佩奇|光头强|蚕宝宝|布娃娃|洋娃娃|玩偶|公仔|玩具熊|小熊(?!饼)"
    r"|毛绒玩具|奥特曼|芭比|机器人)"
)
PERSON = re.compile(f"(?<!被)(?:(?P<adult>{_ADULT_WORDS})|(?P<child>{_CHILD_WORDS})|(?P<animal>{_ANIMAL_WORDS}))")
"""Not the one who did it: 宝宝被哥哥砸到头 is said of 宝宝."""

_SUBJECT_GAP = re.compile(
    r"(?:\s|自己|本人|今天|昨天|昨晚|昨夜|现在|刚才|刚刚|突然|忽然|也|又|有点|有些|一直|都|就|已经|还|最近|这两天|这几天|早上|晚上|半夜|从|开始|得了|得|体温|头|胃|肚子"
    r"|下面|量了|量|是|的|了|正|最|好像|可能|生完|产后|坐月子|哺乳期?|怀孕|乳腺炎|乳腺|乳房|堵奶|胸口|胸|突发|好|很|老是|老|总是|经常|晕|手|脚|腿|全身|浑身|感冒|流感|甲流|咳嗽|病了|生病"
    r"|[一两二三几\d]+(?:个)?(?:天|小时|周|月|点)|前|后|以后|之后|到|有|没|不|试|测(?!出)|一会儿|会儿|因为|身上|冒|出|,|、|和|期间|期|里|时|高|低|大|严重|\d|[.度岁]|奶|宝妈|本来|妈妈|妈|爸|岁|心脏|晚|夜|吃坏|着凉|中招|讲话|说话|牙疼|牙|脸|腰|喉咙|嗓子|眼睛|耳朵|半边身子|身子|捂着|躺|倒|在地上|在|时候|伤口|切菜|做饭|炒菜|打呼噜|带娃|抱娃|被(?:开水|热水|油|汤|马蜂|蜜蜂|蜂|虫子?|蚊子|狗|猫|刀|门|车)|还是|吃饭|睡觉|洗澡|上厕所|散步|说着话|干活|倒地|倒了|食物|走路|站|坐|家里|单位|公司|路上|床上|厨房|浴室|厕所|昏|人|这|老|血压|呼吸|嘴|眼|声音)*"
)
_OPENS_WITH_ANIMAL = re.compile(
    r"(?:我们?|我们?家|家里|家|邻居|邻居家|隔壁|楼下|小区|养|买|新|来|的|那|这|只|条|个|[一两二三几]|今天|昨天|昨晚|刚才|孩子|宝宝|娃|儿子|女儿|他|她|小|大|公|母|老)*"
)
"""What may stand before an animal that is what the clause is about: 女儿养的小仓鼠."""

_NOT_THE_ANIMALS = re.compile(
    r"宝|孩|娃|儿子|女儿|[他她人我]|囡|毛头|弟弟|妹妹|哥哥|姐姐|咬|抓|挠|扑|踢|叮|蛰|啄|舔|顶|吓|追|绊|压|砸|拖|叼|拱|碰|过敏|[毛屎粮窝药食肉蛋刺骨]|玩具|一样|似的|般|叫|像|看|听|演|扮|讲|玩"
)
"""Between an animal and a sign: something is done to a child, or the animal is only a likeness (小狗叫一样咳)."""

_CHILD_BEFORE = re.compile(f"(?:{_CHILD_WORDS})(?:说|讲|又|也|就|还|偷偷|承认|是)*$")
_FIRST = ("大宝", "老大", "大的", "哥哥", "姐姐")
_SECOND = ("二宝", "老二", "小的", "弟弟", "妹妹")
_NAMES = {**dict.fromkeys(_FIRST, "老大"), **dict.fromkeys(_SECOND, "老二"), "三宝": "老三", "老三": "老三"}
_ONE_OF_SOME = re.compile(r"(?:一个|另一个|还有个|一)$")
_AGED = re.compile("[天月岁周]大?的?$")
"""老大四十天的宝宝: the word only says how old, it names no second child."""

_AGE_AS_NAME = re.compile(r"^(?:的|那个|这个|呢|个)")


@dataclass(frozen=True, slots=True)
class Person:
    """A word for somebody: `kind` is child, adult or animal.

    `name` tells children apart; None for the one spoken of.
    """

    start: int
    end: int
    kind: str
    name: str | None = None


def find_people(
    reading: Reading, usable_ages: tuple[AgeMention, ...], known_months: Mapping[int, str] | None = None
) -> tuple[Person, ...]:
    """Words for people in order; ages that stand for a child (两岁的…两个月的…) are among them.

    `known_months`: names of the children known from earlier messages by their age in months.
    """
    found_here = [*PERSON.finditer(reading.text)]
    people = [_person(found) for found in found_here if not _is_child_itself(found, reading.text)]
    both = {"儿子", "女儿"} <= set(re.findall("儿子|女儿", reading.text))
    sibling_named = any(person.name == "老大" for person in people)
    people = [_renamed(person, reading.text, both, sibling_named) for person in people]
    people.extend(_ages_as_names(reading.text, usable_ages, known_months or {}))
    return tuple(sorted(people, key=lambda person: person.start))


def _is_child_itself(found: re.Match[str], text: str) -> bool:
    """小孙女说自己尝了几个: the child of the same clause is meant."""
    return found.group() == "自己" and _CHILD_BEFORE.search(text, max(0, found.start() - 12), found.start()) is not None


def _person(found: re.Match[str]) -> Person:
    kind = found.lastgroup or "child"
    return Person(found.start(), found.end(), kind, _NAMES.get(found.group()) if kind == "child" else None)


def _renamed(person: Person, text: str, both: bool, sibling_named: bool) -> Person:
    word = text[person.start : person.end]
    if both and word in ("儿子", "女儿"):
        return Person(person.start, person.end, "child", word)
    described = _AGED.search(text, max(0, person.start - 6), person.start)
    if word == "小宝" or (sibling_named and word in ("宝宝", "娃", "宝贝") and not described):
        return Person(person.start, person.end, "child", "老二" if sibling_named else None)
    return person


def _ages_as_names(text: str, ages: tuple[AgeMention, ...], known_months: Mapping[int, str]) -> list[Person]:
    """两岁的…两个月的…, 一个五岁,一个四十天: of two children the older is 老大, the younger 老二."""
    named = [
        item
        for item in ages
        if _AGE_AS_NAME.match(text[item.span.end :]) or _ONE_OF_SOME.search(text[: item.span.start])
    ]
    months = sorted({item.age.months for item in named})
    if len(months) == 2:
        names = {months[1]: "老大", months[0]: "老二"}
    elif len(months) > 2:
        names = {month: f"{month}个月" for month in months}
    else:
        names = {month: known_months[month] for month in months if month in known_months}
    return [
        Person(item.span.start, item.span.end, "child", names[item.age.months])
        for item in named
        if item.age.months in names and not PERSON.match(text, item.span.end + 1)
    ]


def is_about_animal(before: str, gap: str) -> bool:
    """Whether a clause of `before`, an animal and `gap` tells of the animal all along: 仓鼠抽了一下就不动了."""
    return _OPENS_WITH_ANIMAL.fullmatch(before) is not None and _NOT_THE_ANIMALS.search(gap) is None


def may_be_subject(gap: str) -> bool:
    """Whether the words between a person and a sign let the person be the one who has it."""
    return _SUBJECT_GAP.fullmatch(gap) is not None

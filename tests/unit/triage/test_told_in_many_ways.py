"""The sentences of every emergency rule, whoever tells them, wherever it happens and whatever is asked beside them."""

from itertools import islice
from pathlib import Path

import pytest
import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.unit.triage.conftest import NOON

FOLDER = Path(__file__).parent / "specification"
TOLD_BY = [
    *("我家毛头", "外孙", "邻居家娃", "阿姨说孩子", "视频里看我儿子", "老师打电话说他", "保姆讲宝宝", "婆婆刚说小囡"),
    *("刚才", "在车上", "洗澡时", "放下电话发现", "半夜起来", "玩着玩着", "打完疫苗后"),
]
AND_THEN = [
    *("怎么办", "，我该怎么做", "，要不要去医院", "，120多久来", "，急", "，他爸不在家", "，可以先观察吗", "，谢谢"),
    *("，会不会有后遗症", "，我好怕", "，您看严重吗", "，能不能先喂点水", "，家里就我一个人", "，我在上班", "要不要紧"),
    *("，打120还是自己开车去", "。政策上有补贴吗", "，请问一下"),
]
EACH = 3
"""Ways tried for one sentence; every way is tried with many sentences."""

NOT_BY_RULES = ("ZS016", "ZS017", "ZS019")
"""The second reader's examples: it weighs the whole text, so that more words weigh less."""


def _emergencies() -> list[tuple[str, list[str]]]:
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        if path.stem.startswith("AE") or path.stem in NOT_BY_RULES:
            continue
        rule = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        said = [item["say"] for item in rule["positive"] if Urgency(item["level"]).is_emergency]
        if said:
            found.append((path.stem, said))
    return found


EMERGENCIES = _emergencies()


def _every(items: list[str], first: int) -> list[str]:
    """`EACH` of the items, other ones for each sentence."""
    step = len(items) // EACH
    return list(islice((items[(first + number * step) % len(items)] for number in range(len(items))), EACH))


@pytest.mark.parametrize(("rule_id", "sentences"), EMERGENCIES, ids=[rule_id for rule_id, _ in EMERGENCIES])
def test_words_around_an_emergency_never_lower_it(rule_id: str, sentences: list[str], reader: TriageReader) -> None:
    lowered = []
    for number, said in enumerate(sentences):
        alone = reader.read(said, EMPTY_SITUATION, NOON).urgency
        told = [opening + said for opening in _every(TOLD_BY, number + len(rule_id) + int(rule_id[2:]))]
        told += [said + ending for ending in _every(AND_THEN, number + int(rule_id[2:]))]
        lowered += [text for text in told if reader.read(text, EMPTY_SITUATION, NOON).urgency < alone]
    assert lowered == []


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("打完疫苗后舌头肿了", "call120"),
        ("打完电话回来孩子没反应", "call120"),
        ("看着手机突然没反应了", "call120"),
        ("推车里没反应了", "call120"),
        ("洗衣机里没动静了，孩子在里面", "call120"),
        ("卡片卡住喉咙了", "call120"),
        ("抽血后晕倒了", "call120"),
        ("柜子倒了压得他喘不过气", "call120"),
        ("学费没交，孩子吞了硬币", "hospital_now"),
        ("红包里的硬币被他吞了", "hospital_now"),
    ],
)
def test_a_word_that_elsewhere_is_harmless_hides_no_emergency(sentence: str, level: str, reader: TriageReader) -> None:
    assert reader.read(sentence, EMPTY_SITUATION, NOON).urgency.value == level


UNREACHED = ["不到{}", "没满{}", "{}还没到", "{}不到", "差两天{}", "明天满{}", "快{}了", "还没{}"]


@pytest.mark.parametrize("way", UNREACHED)
@pytest.mark.parametrize("age", ["三个月", "六个月", "半岁", "一岁", "百天", "一百天", "28个月"])
@pytest.mark.parametrize("sign", ["发烧38.3", "烧到39.2度", "拉水样便", "不吃奶", "烧到40.1度", "摔了一跤磕到头"])
def test_an_age_not_reached_is_never_less_urgent_than_the_age(
    way: str, age: str, sign: str, reader: TriageReader
) -> None:
    reached = reader.read(f"{age}，{sign}", EMPTY_SITUATION, NOON).urgency
    not_yet = reader.read(f"{way.format(age)}，{sign}", EMPTY_SITUATION, NOON).urgency
    assert not_yet >= reached


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("三个月还没到，38.2", "hospital_now"),
        ("没到百天发烧38.2", "hospital_now"),
        ("半岁不到烧到39.2", "hospital_now"),
        ("还差一礼拜满月，38度", "hospital_now"),
        ("满月前发烧38度", "hospital_now"),
        ("十五天的小囡发烧38度", "hospital_now"),
        ("两个号头发烧38度5", "hospital_now"),
        ("四个号头的小囡烧到39度", "hospital_now"),
        ("小月龄发烧38.5", "hospital_now"),
        ("出了月子发烧38.2", "hospital_now"),
        ("虚两岁发烧39.2", "doctor_24h"),
    ],
)
def test_ages_in_other_words_reach_their_band(text: str, level: str, reader: TriageReader) -> None:
    assert reader.read(text, EMPTY_SITUATION, NOON).urgency.value == level


def test_a_nominal_age_is_a_year_more_than_the_months(reader: TriageReader) -> None:
    decision = reader.read("虚两岁，抽筋了", EMPTY_SITUATION, NOON)
    (child,) = [child for child in decision.situation.children if child.age]
    assert (child.age.months, child.age.approximate) == (12, True)


@pytest.mark.parametrize(
    "product",
    [
        *(
            "来苏尔",
            "威露士",
            "彩漂",
            "高锰酸钾",
            "红花油",
            "米诺地尔",
            "烟弹",
            "硼酸",
            "工业盐",
            "桐油",
            "龟背竹",
            "鱼胆",
        ),
        *("华法林", "佐匹克隆", "氯氮平", "舍曲林", "美托洛尔", "晕车药"),
    ],
)
@pytest.mark.parametrize("way", ["孩子把{}喝了一口", "{}被娃吃了", "他偷吃了奶奶的{}", "宝宝嘴里有{}"])
def test_what_poisons_is_known_by_its_name(product: str, way: str, reader: TriageReader) -> None:
    assert reader.read(way.format(product), EMPTY_SITUATION, NOON).urgency is Urgency.CALL120


@pytest.mark.parametrize(
    "text", ["维D瓶子一口气喝光", "D3滴剂一瓶被他嗦光", "娃把伊可新一瓶全喝下去了", "今天他把降压药都吃光了"]
)
def test_an_emptied_bottle_is_a_poisoning(text: str, reader: TriageReader) -> None:
    assert reader.read(text, EMPTY_SITUATION, NOON).urgency is Urgency.CALL120


@pytest.mark.parametrize("text", ["喝药一口气喝光真乖", "药吃光了要再去配吗", "奶瓶里的奶一口气喝光"])
def test_a_finished_course_or_bottle_is_none(text: str, reader: TriageReader) -> None:
    assert reader.read(text, EMPTY_SITUATION, NOON).urgency <= Urgency.HOME_CARE


@pytest.mark.parametrize("said", ["头一天就黄", "第一天就黄了", "一生下来就黄"])
def test_jaundice_on_the_first_day_is_heard_without_its_name(said: str, reader: TriageReader) -> None:
    assert reader.read(said, EMPTY_SITUATION, NOON).urgency is Urgency.HOSPITAL_NOW


def test_a_long_text_is_read_to_its_end(reader: TriageReader) -> None:
    talk = "今天天气很好，他在楼下玩了一会儿沙子，回来睡了一觉。" * 200
    assert reader.read(talk, EMPTY_SITUATION, NOON).urgency is Urgency.NONE
    assert reader.read(talk + "宝宝没有呼吸了", EMPTY_SITUATION, NOON).urgency is Urgency.CALL120
    assert reader.read("两个月的宝宝。" + talk + "发烧38.5度", EMPTY_SITUATION, NOON).urgency is Urgency.HOSPITAL_NOW


def test_a_sign_is_not_cut_in_two_where_a_long_text_has_no_stop(reader: TriageReader) -> None:
    for before in range(1990, 2004):
        text = "啊" * before + "宝宝没有呼吸了" + "啊" * 500
        assert reader.read(text, EMPTY_SITUATION, NOON).urgency is Urgency.CALL120, before


BESIDE = [
    *(
        "120要多少钱",
        "救护车收费吗",
        "哪家医院有儿科急诊",
        "该怎么办",
        "上次也是这样",
        "跟去年一样",
        "老大以前也这样过",
    ),
    *(
        "我做梦一样",
        "担心死了",
        "能不能快点来",
        "还能救吗",
        "作业还没写完",
        "看电视看到一半",
        "没学过急救",
        "是不是缺钙",
    ),
    *(
        "网上说掐人中对吗",
        "要不要做心肺复苏",
        "医保能报吗",
        "保险有没有用先不管",
        "怎么预防以后再说",
        "如果120来不及怎么办",
    ),
    "万一路上堵车",
]


@pytest.mark.parametrize("clause", BESIDE)
@pytest.mark.parametrize(
    "sign",
    [
        *("没有呼吸了", "抽搐了", "嘴唇发紫", "叫不醒", "喘不上气", "噎住了说不出话", "喝了洁厕灵", "掉水里没反应"),
        *("从三楼摔下来", "大出血止不住", "全身起疹子喘不上气", "触电了"),
    ],
)
def test_what_is_said_in_despair_takes_nothing_away(sign: str, clause: str, reader: TriageReader) -> None:
    for text in (f"孩子{sign}，{clause}", f"{clause}，孩子{sign}", f"孩子{sign}。{clause}", f"{clause}。孩子{sign}"):
        assert reader.read(text, EMPTY_SITUATION, NOON).urgency is Urgency.CALL120, text


SCENES = [
    *("玩过家家，突然", "他最爱装睡，这回", "以为他睡着了，结果", "万圣节回来，", "看动画片看到一半", "讲道理讲着讲着"),
    *(
        "从前天晚上起",
        "从前门台阶摔下来",
        "记得他早上还好好的",
        "如果没看错，他",
        "即使抱着也",
        "监控视频里看见",
        "外婆视频说他",
    ),
    *(
        "网上买的玩具他玩着",
        "早教课上",
        "托班园长通知，",
        "买了意外险的，",
        "加班回来，",
        "做完作业，",
        "压力大没看住，他",
    ),
    *("培训班打电话说，他", "步骤都做了，他", "老师刚打电话说", "拼图拼到一半"),
]
HAPPENS = ("抽搐了", "叫不醒", "脸发紫", "昏过去了", "喘不上气")


@pytest.mark.parametrize("scene", SCENES)
def test_the_scene_does_not_hide_what_happens_in_it(scene: str, reader: TriageReader) -> None:
    told = {scene + sign: reader.read(scene + sign, EMPTY_SITUATION, NOON).urgency for sign in HAPPENS}
    assert [text for text, urgency in told.items() if not urgency.is_emergency] == []

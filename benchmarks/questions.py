"""What the parents of the benchmarks ask: everyday matters, so that no alarm cuts a turn short."""

from collections.abc import Iterator
from itertools import count

MATTERS = (
    "可以吃盐吗",
    "每天喝多少奶合适",
    "辅食怎么加",
    "不爱吃蔬菜怎么办",
    "什么时候断夜奶",
    "晚上总醒怎么哄睡",
    "白天要睡几觉",
    "一定要用枕头吗",
    "怎么刷牙",
    "流口水多正常吗",
    "要不要补维生素D",
    "能看电视吗",
    "还不会爬要紧吗",
    "还不会叫妈妈怎么办",
    "怎么练习走路",
    "怕生怎么办",
    "总是咬手指怎么办",
    "爱发脾气怎么引导",
    "抢玩具怎么教",
    "怎么训练上厕所",
    "红屁股怎么护理",
    "洗澡水温多少合适",
    "几天没拉大便要紧吗",
    "打完疫苗要观察多久",
    "下一次打什么疫苗",
    "要做几次健康检查",
    "能上托班了吗",
    "普惠托育一个月多少钱",
    "送托前要准备什么",
    "育儿补贴怎么申请",
    "无锡免费育儿指导怎么预约",
    "父母的育儿假有几天",
    "出生登记要带什么材料",
    "怎么选安全座椅",
    "家里怎么防烫伤",
    "读什么绘本好",
    "怎么分离焦虑少一点",
)
FIRST_MONTH, MONTHS = 6, 29
"""Ages run from 6 to 34 months. 29 and the 37 matters share no factor, so 1,073 questions differ."""


def questions() -> Iterator[str]:
    """Yield questions without end; each names an age and the first thousand differ."""
    for number in count():
        yield f"宝宝{FIRST_MONTH + number % MONTHS}个月，{MATTERS[number % len(MATTERS)]}"

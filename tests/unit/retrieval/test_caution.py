"""Questions that look like ours are not answered as they stand: other places, schoolchildren, grown people, animals,
amounts of a medicine, findings to be judged.
"""

from dataclasses import replace

import pytest

from assistant.domain.entry import Collection
from assistant.knowledge.lexicon import Lexicon
from assistant.knowledge.scope_words import ScopeWords, read_scope_words
from assistant.retrieval.caution import caution_for
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.tokens import Tokeniser
from assistant.retrieval.types import Caution, Outcome, Query

from .conftest import CALIBRATION, ENTRIES, TODAY, a_knowledge_base, an_entry

WORDS = ScopeWords(
    ("苏州", "上海", "天门", "西安", "内蒙古"),
    ("小学", "初中", "一年级", "高一", "大一", "大四"),
    ("药", "美林", "滴剂", "颗粒"),
    ("山药",),
    (("育儿补贴", "育儿津贴"), ("托育补贴",), ("托育券", "体验券"), ("生育津贴", "产假工资"), ("育儿假",)),
    ("猫", "泰迪"),
)
WHOLE_WORDS = Tokeniser(Lexicon()).whole_words
POLICY = an_entry("leave", ["育儿假几天"], collection=Collection.POLICY_FAQ)
SHANGHAI = an_entry("move", ["上海的医保能在无锡用吗"], collection=Collection.POLICY_FAQ)
SUBSIDY = an_entry("subsidy", ["育儿补贴怎么申请"], collection=Collection.POLICY_FAQ)
HANDBOOK = an_entry("fever", ["发烧怎么办"])
CAT = an_entry("bite", ["被猫抓了怎么办"])
PARENTS = an_entry("tired", ["爸爸睡不着"], topic="caregiver-wellbeing")


@pytest.mark.parametrize(
    ("text", "entry", "caution"),
    [
        ("苏州育儿假几天", POLICY, Caution.OTHER_PLACE),
        ("我们从上海来无锡，育儿假几天", POLICY, None),
        ("上海医保能用吗", SHANGHAI, None),
        ("在苏州玩孩子发烧怎么办", HANDBOOK, None),
        ("十岁孩子发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("初中生发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("哥哥十岁，弟弟两岁发烧怎么办", HANDBOOK, None),
        ("六岁发烧怎么办", HANDBOOK, None),
        ("美林八个月吃多少毫升", HANDBOOK, Caution.MEDICINE_AMOUNT),
        ("退烧药能加倍吗", HANDBOOK, Caution.MEDICINE_AMOUNT),
        ("滴剂一次几滴", HANDBOOK, Caution.MEDICINE_AMOUNT),
        ("维生素D滴剂一天几滴", HANDBOOK, None),
        ("吃了药多久退烧", HANDBOOK, None),
        ("八个月喝多少奶", HANDBOOK, None),
        ("山药一次吃多少", HANDBOOK, None),
        ("辅食要做成多大的颗粒，一次喂多少", HANDBOOK, None),
        ("感冒颗粒饭后吃多少", HANDBOOK, Caution.MEDICINE_AMOUNT),
        ("宝宝多大一点可以刷牙", HANDBOOK, None),
        ("弟弟比哥哥大四指宽的一块", HANDBOOK, None),
        ("床高一点好还是低一点", HANDBOOK, None),
        ("我上大一了老是发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("哥哥读高一，发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("姐姐上一年级发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("育儿假一天门诊也算吗", POLICY, None),
        ("买的东西安全吗，育儿假几天", POLICY, None),
        ("老家天门的，育儿假几天", POLICY, Caution.OTHER_PLACE),
        ("我在内蒙古，育儿假几天", POLICY, Caution.OTHER_PLACE),
        ("托育补贴怎么申请", SUBSIDY, Caution.OTHER_NAME),
        ("生育津贴怎么申请", SUBSIDY, Caution.OTHER_NAME),
        ("体验券怎么申请", SUBSIDY, Caution.OTHER_NAME),
        ("育儿津贴怎么申请", SUBSIDY, None),
        ("托育券和育儿补贴能一起拿吗", SUBSIDY, None),
        ("补贴怎么申请", SUBSIDY, None),
        ("美林和退烧药换着吃各多少", HANDBOOK, Caution.MEDICINE_AMOUNT),
        ("儿子读初一了不肯睡", HANDBOOK, Caution.OLDER_CHILD),
        ("高三学生发烧怎么办", HANDBOOK, Caution.OLDER_CHILD),
        ("身高一年长多少", HANDBOOK, None),
        ("大一点再断奶行吗", HANDBOOK, None),
        ("猫发烧怎么办", HANDBOOK, Caution.ANIMAL),
        ("泰迪三个月吃多少", HANDBOOK, Caution.ANIMAL),
        ("被猫抓了怎么办", CAT, None),
        ("我自己手上湿疹裂口子涂啥好", HANDBOOK, Caution.ADULT),
        ("奶奶血压一百六要不要紧", HANDBOOK, Caution.ADULT),
        ("四十多岁备孕老三", HANDBOOK, Caution.ADULT),
        ("爷爷感冒会传染宝宝吗", HANDBOOK, None),
        ("我自己发烧还能喂奶吗", HANDBOOK, None),
        ("我老公失眠怎么办", PARENTS, None),
        ("我自己带娃孩子发烧怎么办", HANDBOOK, None),
        ("脑电图写着少量尖波是癫痫吗", HANDBOOK, Caution.DIAGNOSIS),
        ("发张照片你看是不是湿疹", HANDBOOK, Caution.DIAGNOSIS),
        ("帮忙看一下这张便便的照片", HANDBOOK, Caution.DIAGNOSIS),
        ("图片里红的是血还是番茄皮", HANDBOOK, Caution.DIAGNOSIS),
        ("要不要去拍ct", HANDBOOK, None),
        ("听力报告在哪里拿", HANDBOOK, None),
    ],
)
def test_what_leads_out_of_our_answers_is_noticed_and_nothing_else(text, entry, caution):
    assert caution_for(text, entry, WORDS, WHOLE_WORDS) is caution


async def test_a_cautioned_question_is_offered_but_not_answered(snapshot_of, encoder, executor):
    plain = a_knowledge_base(*ENTRIES, POLICY)
    knowledge = replace(plain, scope_words=WORDS)
    retriever = Retriever(snapshot_of(plain), knowledge, encoder, executor, CALIBRATION)

    here = await retriever.search(Query("育儿假几天", TODAY))
    elsewhere = await retriever.search(Query("育儿假几天苏州", TODAY))

    assert (here.outcome, here.caution) == (Outcome.ANSWER, None)
    assert elsewhere.caution is Caution.OTHER_PLACE
    assert elsewhere.outcome is not Outcome.ANSWER
    assert elsewhere.hits[0].entry_id == "leave"


def test_words_are_read_from_files_and_a_missing_file_counts_as_empty(tmp_path):
    (tmp_path / "other_places.txt").write_text("苏州 上海\n\n杭州\n", encoding="utf-8")

    (tmp_path / "policy_names.txt").write_text("育儿补贴 育儿津贴  # 国家\n\n托育券\n", encoding="utf-8")

    names = (("育儿补贴", "育儿津贴"), ("托育券",))
    read = read_scope_words(tmp_path)
    assert read.policy_names == names
    assert {"苏州", "上海", "杭州", "苏州市", "上海市"} <= set(read.other_places)

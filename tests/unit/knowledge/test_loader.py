"""Every rule of the knowledge base: what breaks it is found, with file, line, fault and remedy."""

from datetime import date
from pathlib import Path

import pytest

from assistant.domain.entry import Certainty, Collection
from assistant.errors import KnowledgeError
from assistant.knowledge.loader import find_problems, load_knowledge

TODAY = date(2026, 11, 23)


def problems_in(folder: Path) -> str:
    return "\n".join(find_problems(folder, TODAY))


def test_a_sound_entry_is_read_with_all_its_fields(tmp_path, write_entry):
    write_entry(
        see_doctor_if=["宝宝频繁呕吐"], red_flags=["RF046"], tables=["vaccine:HepB-1", "warning:3-1", "visit:6"]
    )

    knowledge = load_knowledge(tmp_path, TODAY)

    entry = knowledge.entries["salt"]
    assert entry.collection is Collection.HANDBOOK
    assert entry.topic == "topic"
    assert entry.age_months == (6, 11)
    assert len(entry.questions) == 6
    assert entry.see_doctor_if == ("宝宝频繁呕吐",)
    assert entry.checked_on == TODAY
    assert str(entry.sources[0]) == "国家卫生健康委 《喂养指南》 2020"
    assert entry.body.startswith("## 为什么")


def test_a_policy_carries_its_basis_district_and_dates(tmp_path, write_entry):
    basis = {"issuer": "无锡市卫健委", "title": "方案", "document_number": "锡卫〔2021〕1号", "clause": "第三条"}
    write_entry(
        "policy-fee",
        basis=[basis | {"date": "2021-12-30", "seen": "second_hand"}],
        district="滨湖区",
        effective_from=date(2022, 1, 1),
        effective_until=date(2027, 12, 31),
        certainty="reported",
    )

    entry = load_knowledge(tmp_path, TODAY).entries["policy-fee"]

    assert entry.collection is Collection.POLICY_FAQ
    assert str(entry.sources[0]) == "无锡市卫健委 《方案》 2021-12-30 锡卫〔2021〕1号 第三条"
    assert (entry.district, entry.certainty) == ("滨湖区", Certainty.REPORTED)
    assert entry.holds_on(date(2027, 12, 31))
    assert not entry.holds_on(date(2028, 1, 1))


def test_all_problems_of_all_files_are_raised_at_once(tmp_path, write_entry):
    write_entry("salt", answer=None)
    write_entry("teeth", status="perfect")

    with pytest.raises(KnowledgeError) as caught:
        load_knowledge(tmp_path, TODAY)

    assert len(caught.value.problems) == 2
    assert "salt.md:1: the key answer is missing. Add answer to the front matter." in caught.value.problems[0]
    assert "status is perfect. Write one of draft, checked, clinician_reviewed." in caught.value.problems[1]


def test_a_problem_names_the_line_of_its_key(tmp_path, write_entry):
    path = write_entry(age_months=[12, 6])
    line = path.read_text(encoding="utf-8").splitlines().index("age_months: [12, 6]") + 1

    assert find_problems(tmp_path, TODAY)[0].startswith(f"{path.as_posix()}:{line}: age_months 12 to 6 is reversed")


def test_a_problem_in_the_body_names_its_own_line(tmp_path, write_entry):
    path = write_entry(body="## 怎么做\n\n按时作息。\n我们保证有效。")
    line = path.read_text(encoding="utf-8").splitlines().index("我们保证有效。") + 1

    assert find_problems(tmp_path, TODAY)[0].startswith(f"{path.as_posix()}:{line}: the text promises: 保证")


def test_a_question_that_breaks_a_rule_names_its_own_line(tmp_path, write_entry):
    path = write_entry(questions=["美林能吃5毫升吗", *"二三四五六"])
    line = path.read_text(encoding="utf-8").splitlines().index("  - 美林能吃5毫升吗") + 1

    assert f":{line}: the text gives an amount of a medicine: 5毫升" in problems_in(tmp_path)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": None}, "the key id is missing"),
        ({"sources": None}, "the key sources is missing"),
        ({"sources": []}, "sources names no document"),
        ({"sources": [{"issuer": "卫健委", "title": "指南", "seen": "original"}]}, "lacks year"),
        ({"sources": [{"issuer": "卫健委", "title": "指南", "year": "2020", "seen": "heard"}]}, "seen is heard"),
        ({"sources": ["卫健委"]}, "an item of sources is no block of keys"),
        ({"auther": "张"}, "the key auther is unknown"),
        ({"district": "all"}, "the key district is unknown"),
        ({"id": "sugar"}, "the id sugar is not the file's name"),
        ({"title": ["a"]}, "title is no text"),
        ({"title": ""}, "title is empty"),
        ({"topics": "diet"}, "topics is no list"),
        ({"topics": []}, "there are no topics"),
        ({"age_months": "6-11"}, "age_months is no pair of ages"),
        ({"age_months": [6]}, "age_months is no pair of whole numbers"),
        ({"age_months": [6, 84]}, "outside 0..83"),
        ({"age_months": [-1, 5]}, "outside 0..83"),
        ({"answer": "啊" * 201}, "the answer has 201 characters"),
        ({"questions": ["一", "二", "三", "四", "五"]}, "there are 5 questions"),
        ({"questions": ["问法？", "问法", "三", "四", "五", "六"]}, "the question 问法 also stands in"),
        ({"checked_on": "昨天"}, "checked_on is no date: 昨天"),
        ({"status": "clinician_reviewed"}, "nobody is named"),
        ({"red_flags": ["46"]}, "red_flags has the badly formed id 46"),
        ({"tables": ["warning:3-9"]}, "tables has the badly formed id warning:3-9"),
        ({"effective_from": date(2026, 2, 1), "effective_until": date(2026, 1, 1)}, "ends before it begins"),
        ({"body": "没有标题的正文。"}, "the body has no heading"),
        ({"answer": "这样做保证退烧。"}, "the text promises: 保证"),
        ({"answer": "湿疹可以根治。"}, "the text promises: 根治"),
        ({"answer": "100％有效。"}, "the text promises: 100%"),
        ({"answer": "过几天一定会好。"}, "the text promises: 一定会好"),
        ({"body": "## 说明\n这样绝对安全。"}, "the text promises: 绝对安全"),
        ({"answer": "摔一下没事。"}, "the text reassures: 没事"),
        ({"see_doctor_if": ["不发烧就不用去医院"]}, "the text reassures: 不用去医院"),
    ],
)
def test_a_broken_rule_is_found(tmp_path, write_entry, changes, expected):
    write_entry(**changes)

    assert expected in problems_in(tmp_path)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"basis": None}, "the key basis is missing"),
        ({"basis": [{"issuer": "市卫健委", "title": "方案", "date": "去年", "seen": "original"}]}, "the date 去年"),
        ({"district": "苏州市"}, "the district 苏州市 is unknown"),
        ({"effective_until": date(2026, 11, 22)}, "the policy ended on 2026-11-22 and nothing replaces it"),
        ({"supersedes": "policy-gone"}, "supersedes names policy-gone, which is no other entry"),
        ({"supersedes": "policy-fee"}, "supersedes names policy-fee, which is no other entry"),
        ({"certainty": "rumour"}, "certainty is rumour"),
        ({"certainty": "unconfirmed", "answer": "每月补贴600元。"}, "gives a figure: 600元"),
        ({"certainty": "unconfirmed", "answer": "育儿假有十天。"}, "gives a figure: 十天"),
    ],
)
def test_a_broken_policy_rule_is_found(tmp_path, write_entry, changes, expected):
    write_entry("policy-fee", **changes)

    assert expected in problems_in(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"answer": "啊" * 200},
        {"answer": "我们不保证名额，请先打电话问。"},
        {"questions": ["摔下床没事吧", "吃药能根治吗", "三", "四", "五", "六"]},
        {"effective_until": date(2026, 1, 1)},
        {"age_months": [0, 83]},
    ],
)
def test_what_only_looks_wrong_is_left_alone(tmp_path, write_entry, changes):
    write_entry(**changes)

    assert problems_in(tmp_path) == ""


def test_an_unconfirmed_policy_may_name_where_to_ask(tmp_path, write_entry):
    write_entry("policy-fee", certainty="unconfirmed", answer="请打12345或问所在区卫生健康委。")

    assert problems_in(tmp_path) == ""


def test_an_expired_policy_with_a_successor_is_kept(tmp_path, write_entry):
    write_entry("policy-fee", effective_until=date(2025, 12, 31))
    write_entry("policy-fee-new", effective_from=date(2026, 1, 1), supersedes="policy-fee")

    assert problems_in(tmp_path) == ""


def test_two_files_with_one_id_are_found(tmp_path, write_entry):
    first = write_entry("salt")
    other = tmp_path / "handbook" / "zz" / "salt.md"
    other.parent.mkdir()
    first.rename(other)
    write_entry("salt", questions=[f"另一种{n}" for n in "一二三四五六"], answer="换一个说法，别的内容，完全不同。")

    assert "zz/salt.md:2: the id salt is also used by" in problems_in(tmp_path)


def test_the_same_question_in_two_entries_is_found_whatever_its_punctuation(tmp_path, write_entry):
    write_entry("salt", questions=["能吃盐吗？", *"二三四五六"])
    write_entry("teeth", questions=["能吃盐吗", *"bcdef"])

    assert "teeth.md" in problems_in(tmp_path)
    assert "the question 能吃盐吗 also stands in" in problems_in(tmp_path)


def test_answers_that_nearly_agree_are_found(tmp_path, write_entry):
    write_entry("salt", answer="一岁以内的辅食不加盐和酱油，食物本身的味道就够了。")
    write_entry("sugar", answer="一岁以内的辅食不加糖和酱油，食物本身的味道就够了。")

    assert "alike to that of" in problems_in(tmp_path)


def test_neighbouring_ages_of_one_question_may_agree(tmp_path, write_entry):
    shared = {"age_group": "salt", "questions": list("一二三四五六"), "answer": "辅食不加盐和酱油，原味就够了。"}
    write_entry("salt", **shared)
    write_entry("salt-one", age_months=[12, 23], **shared)

    assert problems_in(tmp_path) == ""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the front matter is missing or not closed"),
        (b"---\nid: salt\n", "the front matter is missing or not closed"),
        (b"---\nid: [salt\n---\n", "the front matter is broken"),
        (b"---\n- salt\n---\n", "the front matter holds no keys"),
        (b"---\nid: salt\nid: salt\n---\n", ":3: the key id stands twice"),
        (b"---\ntitle: a\x00b\n---\n", "the front matter is broken"),
        (b"---\n? [a, b]\n: c\n---\n", "is unknown"),
        ("---\ntitle: 盐\n---\n".encode("gbk"), "the file is not UTF-8"),
        (b"---\ntopics: [a, b]\n---\n", ":2: topics is a list in brackets. Write one line with a dash for each item."),
    ],
)
def test_a_damaged_file_is_a_problem_and_no_crash(tmp_path, content, expected):
    folder = tmp_path / "handbook" / "diet"
    folder.mkdir(parents=True)
    (folder / "salt.md").write_bytes(content)

    assert expected in problems_in(tmp_path)


def test_a_file_outside_a_topic_folder_is_found(tmp_path, write_entry):
    path = write_entry()
    path.rename(tmp_path / "handbook" / "salt.md")

    assert "Move it to handbook/<topic>/salt.md" in problems_in(tmp_path)


def test_a_missing_folder_is_a_problem(tmp_path):
    with pytest.raises(KnowledgeError, match="there is no such folder"):
        load_knowledge(tmp_path / "absent", TODAY)


def test_lines_that_yaml_folds_are_joined_without_blanks(tmp_path, write_entry):
    path = write_entry()
    text = path.read_text(encoding="utf-8")
    start, end = text.index("answer:"), text.index("checked_on:")
    path.write_text(text[:start] + "answer: >-\n  先喂奶，\n  再拍嗝。\n" + text[end:], encoding="utf-8")

    assert load_knowledge(tmp_path, TODAY).entries["salt"].answer == "先喂奶，再拍嗝。"


def test_the_version_follows_entries_and_lexicon(tmp_path, write_entry):
    write_entry()
    first = load_knowledge(tmp_path, TODAY).version
    again = load_knowledge(tmp_path, TODAY).version

    write_entry(title="别的题目")
    changed = load_knowledge(tmp_path, TODAY).version
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "jieba_words.txt").write_text("拉肚子\n", encoding="utf-8")
    with_words = load_knowledge(tmp_path, TODAY).version

    assert first == again
    assert len({first, changed, with_words}) == 3


def test_the_lexicon_reads_dialect(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "spoken.yml").write_text("阿要: 要不要\n价格: 价格\n", encoding="utf-8")

    assert load_knowledge(tmp_path, TODAY).lexicon.spoken == {"阿要": "要不要", "价格": "价格"}


@pytest.mark.parametrize("content", ["- 阿要\n", "阿要:\n", "阿要: [要, 不要]\n", "3: 三\n", "阿要: '\n"])
def test_a_dialect_list_that_is_no_pairs_of_words_is_refused(tmp_path, content):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "spoken.yml").write_text(content, encoding="utf-8")

    with pytest.raises(KnowledgeError, match=r"spoken\.yml:1: the file is .*\. Write one"):
        load_knowledge(tmp_path, TODAY)


def test_the_lexicon_maps_variants_to_the_standard_word(tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "synonyms.yml").write_text("腹泻:\n  - 拉肚子\n  - 拉稀\n", encoding="utf-8")
    (tmp_path / "lexicon" / "jieba_words.txt").write_text("拉肚子 100 n\n夹生饭\n", encoding="utf-8")

    lexicon = load_knowledge(tmp_path, TODAY).lexicon

    assert lexicon.synonyms == {"拉肚子": "腹泻", "拉稀": "腹泻"}
    assert lexicon.words == ("拉肚子", "夹生饭")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("腹泻:\n  - 拉稀\n呕吐:\n  - 拉稀\n", "synonyms.yml:4: 拉稀 stands under 呕吐 and elsewhere"),
        ("腹泻: 拉稀\n", "the file is no list of words with variants"),
        ("腹泻: [", "the file is not readable as YAML"),
    ],
)
def test_a_broken_synonym_list_is_found(tmp_path, content, expected):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "synonyms.yml").write_text(content, encoding="utf-8")

    assert expected in problems_in(tmp_path)

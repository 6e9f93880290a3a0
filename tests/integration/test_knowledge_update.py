"""An edited file is live within seconds, without a restart; a broken one changes nothing and is named."""

from tests.live import LiveSystem

FILE = "handbook/solids/salt-before-one.md"


def test_an_edited_answer_is_given_at_once(live: LiveSystem) -> None:
    path = live.knowledge / FILE
    before = path.read_text(encoding="utf-8")
    head, answer, rest = _parts(before)
    path.write_text(f"{head}answer: >-\n  今天刚改过的一句：{answer}\n{rest}", encoding="utf-8")
    try:
        done = live.command("index")

        assert done.returncode == 0, done.stdout
        assert "今天刚改过的一句" in "".join(live.talk().say("宝宝八个月可以吃盐吗")["texts"])
    finally:
        path.write_text(before, encoding="utf-8")
        assert live.command("index").returncode == 0
    assert "今天刚改过的一句" not in "".join(live.talk().say("宝宝八个月可以吃盐吗")["texts"])


def test_a_broken_file_is_named_and_the_old_answer_stays(live: LiveSystem) -> None:
    path = live.knowledge / FILE
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("sources:", "origins:"), encoding="utf-8")
    try:
        done = live.command("index")

        assert done.returncode == 1
        assert "salt-before-one.md:" in done.stdout
        assert live.talk().say("宝宝八个月可以吃盐吗")["citations"]
    finally:
        path.write_text(before, encoding="utf-8")


def _parts(content: str) -> tuple[str, str, str]:
    """What stands before the answer, the answer on one line, what stands after it."""
    head, _, rest = content.partition("answer: >-\n")
    lines = rest.splitlines(keepends=True)
    length = next(number for number, line in enumerate(lines) if not line.startswith("  "))
    return head, "".join(line.strip() for line in lines[:length]), "".join(lines[length:])


def test_a_broken_triage_file_is_named_and_the_old_rules_stay(live: LiveSystem) -> None:
    path = live.knowledge / "triage" / "messages.yml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "\nnonsense: true\n", encoding="utf-8")
    try:
        done = live.command("index")

        assert done.returncode == 1
        assert "messages.yml" in done.stdout
        assert live.talk().say("宝宝没有呼吸了叫不醒")["urgency"] == "call120"
    finally:
        path.write_text(before, encoding="utf-8")

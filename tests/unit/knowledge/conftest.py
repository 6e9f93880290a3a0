"""Writes small knowledge bases for the tests of this folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

WriteEntry = Callable[..., Path]

_ANSWERS = {
    "salt": "一岁以内的辅食不加盐和酱油，食物本身的味道就够宝宝吃了。",
    "teeth": "第一颗乳牙萌出后，每天早晚用软毛小牙刷轻轻刷一刷。",
    "sleep": "睡前关灯、放低声音，每晚按同样的顺序哄睡，慢慢就有规律。",
    "policy-fee": "普惠托育机构的收费由所在区公布，请到区卫生健康委官网查看。",
}


class _BlockDumper(yaml.SafeDumper):
    """Writes age_months in brackets and other lists with dashes, as entries are written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


class _Ages(list[int]):
    """A list that is written in brackets."""


_BlockDumper.add_representer(
    _Ages, lambda dumper, ages: dumper.represent_sequence("tag:yaml.org,2002:seq", ages, flow_style=True)
)


def _defaults(entry_id: str, is_policy: bool) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": entry_id,
        "title": f"{entry_id} 的题目",
        "age_months": _Ages([6, 11]),
        "topics": ["diet"],
        "questions": [f"{entry_id} 第{number}种问法" for number in "一二三四五六"],
        "answer": _ANSWERS.get(entry_id, f"{entry_id} 先这样做。"),
        "checked_on": "2026-11-23",
        "status": "draft",
    }
    document = {"issuer": "国家卫生健康委", "title": "喂养指南", "seen": "original"}
    if is_policy:
        return fields | {"basis": [document | {"date": "2021-12-30"}], "district": "all", "certainty": "official"}
    return fields | {"sources": [document | {"year": "2020"}]}


@pytest.fixture
def write_entry(tmp_path: Path) -> WriteEntry:
    """Return a function that writes one entry; keywords replace fields, None removes one, `body` is the text."""

    def write(entry_id: str = "salt", body: str = "## 为什么\n\n宝宝的肾还没长好。", **changes: object) -> Path:
        is_policy = entry_id.startswith("policy-")
        fields = {
            key: _Ages(value) if key == "age_months" and isinstance(value, list) else value
            for key, value in (_defaults(entry_id, is_policy) | changes).items()
            if value is not None
        }
        folder = tmp_path / ("policy_faq" if is_policy else "handbook") / "topic"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{entry_id}.md"
        front = yaml.dump(fields, Dumper=_BlockDumper, allow_unicode=True, sort_keys=False)
        path.write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")
        return path

    return write

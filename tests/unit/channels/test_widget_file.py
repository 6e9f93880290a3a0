"""The built script: small enough, old enough, made from its sources, served with a tag."""

import gzip
import re

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from assistant.channels.widget.views import FOLDER, Script
from scripts.build_widget import SOURCES, is_current

FILE = FOLDER / "widget.js"
LARGEST_PACKED = 60_000


def test_the_script_is_small() -> None:
    assert len(gzip.compress(FILE.read_bytes(), 9)) < LARGEST_PACKED


def test_the_built_file_belongs_to_its_sources() -> None:
    assert is_current(), "Run `make widget` and commit what it writes."


def test_browsers_of_2018_can_read_it() -> None:
    text = FILE.read_text(encoding="utf-8")

    for newer in (r"[\w)\]]\?\.[a-zA-Z_$\[(]", r"\?\?", r"&&=|\|\|=", r"\bawait import\b", r"#[a-z]\w* ?in "):
        assert not re.search(newer, text), newer
    for missing in ("replaceChildren", "replaceAll(", "randomUUID", "structuredClone", ".at(", "allSettled"):
        assert missing not in text


def test_styles_use_nothing_that_old_browsers_drop() -> None:
    styles = (SOURCES / "src" / "styles.css").read_text(encoding="utf-8")

    for newer in (r"[;{ ]gap:", r"[;{ ]inset:", "aspect-ratio", ":is\\(", ":where\\(", "color-mix"):
        assert not re.search(newer, styles), newer


def test_no_source_parses_text_as_html() -> None:
    for source in (SOURCES / "src").glob("*.ts"):
        text = source.read_text(encoding="utf-8")
        for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert name not in text, f"{source.name}: {name}"


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_it_is_served_with_a_tag_and_not_again_to_who_has_it(
    aiohttp_client: AiohttpClient, encoding: str
) -> None:
    app = web.Application()
    app.router.add_get("/widget.js", Script(FILE).serve)
    client = await aiohttp_client(app)

    first = await client.get("/widget.js", headers={"Accept-Encoding": encoding})
    again = await client.get(
        "/widget.js", headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
    )

    assert await first.read() == FILE.read_bytes()
    assert first.content_type == "text/javascript"
    assert first.headers.get("Content-Encoding", "identity") == encoding
    assert again.status == 304

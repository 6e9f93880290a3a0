"""Suggestions while ten operators type, at the API; and from the last key to the panel in one real page.

Each operator pauses every two seconds, at a phase of their own, and sends what the caller has said so far: sentences
grow from pause to pause, as on the telephone. Random phases and sentences are the same in every run.
"""

import asyncio
import random
import shutil
from collections.abc import Iterator
from time import perf_counter

import aiohttp
from playwright.async_api import async_playwright

from benchmarks.amount import Amount
from benchmarks.figures import table, times
from benchmarks.questions import questions
from benchmarks.systems import running_system
from tests.console import Console, add_operator, log_in
from tests.live import LiveSystem

OPERATORS = 10
PAUSE_SECONDS = 2.0
FULL_SECONDS = 120.0
PIECES = 3
"""Pauses in one sentence."""

PAGE_SENTENCES = 20
TYPING_PAUSE_MS = 250
"""How long the page waits after the last key before it asks; part of the figure."""

SEED = 42
SHOWN = "section[aria-label='建议答案'] > *"
"""Whatever the panel says: answers, or that there is none."""

TIMED_IN_PAGE = """
(shown) => {
  addEventListener("input", () => {
    const typed = performance.now();
    window.drawn = new Promise((done) => {
      new MutationObserver((_, watching) => {
        if (!document.querySelector(shown)) return;
        watching.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - typed)));
      }).observe(document.body, {childList: true, subtree: true});
    });
  });
}
"""
"""From the last change of the field to the end of the frame that paints the panel; a driver that looks from outside
looks every half second only."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    with running_system() as system:
        add_operator(system, "bench", "operator")
        return asyncio.run(_measure(system, log_in(system, "bench"), min(FULL_SECONDS, 4 * amount.seconds)))


async def _measure(system: LiveSystem, operator: Console, seconds: float) -> list[str]:
    headers = {"Authorization": f"Bearer {operator.bearer}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"{system.url}/api/v1/operator/suggestions"
        await _ask(session, url, "宝宝发烧怎么办")
        alone = [await _ask(session, url, text) for text in _spoken(random.Random(SEED), 40)]
        typing = (_type(session, url, number, seconds) for number in range(OPERATORS))
        taken = [milliseconds for one in await asyncio.gather(*typing) for milliseconds in one]
    rows = [times("one operator, back to back", alone), times(f"{OPERATORS} operators, {seconds:.0f} s", taken)]
    lines = table(("suggestions at the API", "p50 ms", "p95 ms", "calls"), rows)
    page = await _page(system, operator)
    if page:
        head = ("one page", "p50 ms", "p95 ms", "sentences")
        lines += ["", *table(head, [times(f"last key to panel, {TYPING_PAUSE_MS} ms pause included", page)])]
    return lines


async def _type(session: aiohttp.ClientSession, url: str, number: int, seconds: float) -> list[float]:
    """One operator: a pause every two seconds, whatever the answer takes."""
    chance = random.Random(SEED + number)
    loop, texts, taken = asyncio.get_running_loop(), _spoken(chance), []
    at = loop.time() + chance.random() * PAUSE_SECONDS
    end = at + seconds
    while at < end:
        await asyncio.sleep(max(0.0, at - loop.time()))
        taken.append(await _ask(session, url, next(texts)))
        at += PAUSE_SECONDS
    return taken


async def _ask(session: aiohttp.ClientSession, url: str, text: str) -> float:
    started = perf_counter()
    async with session.post(url, json={"text": text}) as response:
        answered = await response.json()
        assert response.status == 200, answered
    return (perf_counter() - started) * 1000


def _spoken(chance: random.Random, most: int = 1_000_000) -> Iterator[str]:
    """Sentences that grow from pause to pause."""
    asked = questions()
    for _ in range(chance.randrange(500)):
        next(asked)
    for given in range(most):
        piece = given % PIECES
        if piece == 0:
            text = next(asked)
        yield text[: max(4, len(text) * (piece + 1) // PIECES)]


async def _page(system: LiveSystem, operator: Console) -> list[float]:
    """From the last key to the drawn panel, in Chromium; nothing where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        return []
    origin, taken = system.url.replace("127.0.0.1", "localhost"), []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = await browser.new_context(viewport={"width": 1366, "height": 768})
        await context.add_cookies([{"name": "operator_session", "value": operator.cookie, "url": origin}])
        await context.add_init_script(f"localStorage.setItem('console-csrf', '{operator.csrf}')")
        page = await context.new_page()
        await page.goto(f"{origin}/console/#/panel")
        await page.evaluate(TIMED_IN_PAGE, SHOWN)
        said, asked = page.get_by_label("来电人说"), questions()
        for _ in range(PAGE_SENTENCES):
            await said.fill("")
            await page.wait_for_selector(SHOWN, state="detached")
            await said.fill(next(asked))
            taken.append(float(await page.evaluate("() => window.drawn")))
        await browser.close()
    return taken

"""First paint of the widget's panel in Chromium: from the press of the button, and from the page's own load.

python -m benchmarks.widget
"""

import gzip
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from assistant.channels.widget.views import FOLDER
from benchmarks.figures import table, times
from tests.browser import FLAGS, PHONE
from tests.in_process import InProcess

RUNS = 20

PRESS = """() => new Promise(resolve => {
    const shadow = document.querySelector('parenting-assistant').shadowRoot;
    const began = performance.now();
    shadow.querySelector('.launcher').click();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - began)));
})"""

BUTTON = """() => performance.getEntriesByType('resource').filter(one => /widget\\.js$|\\/site$/.test(one.name))
    .map(one => one.responseEnd).reduce((one, other) => Math.max(one, other), 0)
    - performance.getEntriesByType('resource').filter(one => one.name.endsWith('/widget.js'))[0].startTime"""


def measure_once(page: Page, url: str) -> tuple[float, float]:
    """Return milliseconds from asking for the script to the site's answer, and from the press to the painted panel."""
    page.goto(url)
    page.locator("parenting-assistant").wait_for(state="attached")
    button = page.evaluate(BUTTON)
    return float(button), float(page.evaluate(PRESS))


def main() -> None:
    """Measure and print."""
    service = InProcess(Path(tempfile.mkdtemp()))
    service.start()
    buttons, panels = [], []
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for _ in range(RUNS):
            context = browser.new_context(viewport=PHONE)
            button, panel = measure_once(context.new_page(), service.url)
            buttons.append(button)
            panels.append(panel)
            context.close()
        browser.close()
    service.close()
    packed = len(gzip.compress((FOLDER / "widget.js").read_bytes(), 9))
    rows = [times("script asked for to site answered, ms", buttons), times("press to painted panel, ms", panels)]
    sizes = [("script, bytes gzipped", f"{packed:,}", "", "")]
    print("\n".join(table(("what", "p50", "p95", "count"), [*rows, *sizes])))


if __name__ == "__main__":
    main()

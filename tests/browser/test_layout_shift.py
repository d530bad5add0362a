"""Nothing jumps while a page loads: cumulative layout shift, as browsers count it; below 0.1 is called good."""

import pytest
from playwright.sync_api import Page

from benchmarks.real_app import Server
from tests.measure.measured import trained

pytestmark = pytest.mark.browser

GOOD = 0.1
COUNT = """
window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""


@pytest.fixture(scope="module", autouse=True)
def _run(server: Server) -> None:
    trained(server.runs, "one")


@pytest.mark.parametrize(
    ("place", "last"),
    [
        ("/", ".st-key-replay .gd-fakes[data-step]"),
        ("/?run=one", ".st-key-live-one .js-plotly-plot"),
        ("/runs?whose=All", "button:has-text('Open')"),
    ],
)
def test_page_does_not_jump_while_it_loads(page: Page, server: Server, place: str, last: str) -> None:
    page.add_init_script(COUNT)
    page.goto(server.url + place)
    page.locator(last).first.wait_for()
    page.wait_for_timeout(1500)
    assert page.evaluate("window.shift") < GOOD

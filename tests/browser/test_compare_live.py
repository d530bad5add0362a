"""A fork in a real browser: started from the run's own page, watched beside its parent without a flicker."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from tests.running import finished_run

pytestmark = pytest.mark.browser

COUNT_REMOVED = """() => {
  window.removedCharts = 0
  new MutationObserver((changes) => changes.forEach((change) => change.removedNodes.forEach((node) => {
    if (node.nodeType === 1 && (node.tagName === "CANVAS" || node.querySelector("canvas"))) window.removedCharts += 1
  }))).observe(document.body, { childList: true, subtree: true })
}"""


def test_a_fork_is_started_and_watched_beside_its_parent(page: Page, server: Server) -> None:
    finished_run(server.runs)
    page.goto(f"{server.url}/?run=tiny-run")
    page.get_by_role("button", name="Fork", exact=True).click()
    expect(page.get_by_role("heading", name="Fork a run")).to_be_visible()
    page.get_by_role("tab", name="Budget").click()
    steps = page.get_by_role("spinbutton", name="Stop after steps")
    steps.fill("0")
    steps.press("Enter")
    expect(page.get_by_text("Stop after steps: 12 → no limit")).to_be_visible()
    page.get_by_text("Also a control run (same settings)", exact=True).click()
    page.get_by_role("button", name="Start the fork").click()
    page.wait_for_url("**/compare?runs=tiny-run**")
    tree = page.get_by_role("tree", name="Family tree")
    expect(tree.get_by_role("treeitem")).to_have_count(2)
    heads = page.locator(".heads")
    expect(heads).to_contain_text("Running")
    expect(page.locator("canvas").first).to_be_visible()
    page.evaluate(COUNT_REMOVED)
    before = heads.inner_text()
    expect(heads).not_to_have_text(before)
    assert page.evaluate("window.removedCharts") == 0
    server.stop_runs()
    expect(heads).not_to_contain_text("Running")

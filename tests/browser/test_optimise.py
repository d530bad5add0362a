"""Measuring variants in a real browser: ticked, watched, read, and another one cancelled."""

import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_run_left_over")]

TICKED = ("ONNX Runtime", "Int8 static", "Bf16 weights", "Masked 50 %", "Pruned 50 %", "Pruned 50 % → int8 static")


def choose(page: Page, server: Server, *wanted: str) -> None:
    """Open the page of a shipped model and leave only `wanted` ticked."""
    page.goto(f"{server.url}/optimise?model=shapes-gan")
    expect(page.get_by_role("button", name="Measure", exact=True)).to_be_enabled()
    for name in TICKED:
        if name not in wanted:
            page.locator("[data-testid=stCheckbox] label").filter(has_text=re.compile(f"^{re.escape(name)}$")).click()
            expect(page.get_by_role("checkbox", name=name, exact=True)).not_to_be_checked()


def quickly(page: Page) -> None:
    page.get_by_text("Benchmark settings").click()
    for label, value in (("Rounds", "6"), ("Seconds per batch size", "1"), ("Samples per score", "100")):
        field = page.get_by_label(label, exact=True)
        field.fill(value)
        field.press("Enter")
        expect(page.get_by_role("button", name="Measure", exact=True)).to_be_enabled()


def press_measure(page: Page, server: Server) -> RunFolder:
    page.get_by_role("button", name="Measure", exact=True).click()
    page.wait_for_url("**ledger=**")
    return RunFolder(server.runs / page.url.split("ledger=")[1].split("&")[0])


def test_measure_read_the_table_reload_and_take_away(page: Page, server: Server) -> None:
    choose(page, server, "Bf16 weights", "Masked 50 %")
    quickly(page)
    folder = press_measure(page, server)
    table = page.get_by_role("region", name="Cost table")
    expect(table.get_by_role("rowheader", name="bf16 weights")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.get_by_role("button", name="CSV")).to_be_visible(timeout=120_000)
    assert folder.status().state == "done", folder.status().reason
    assert [each.inner_text() for each in table.get_by_role("rowheader").all()] == [
        "baseline",
        "bf16 weights",
        "masked 50 %",
    ]
    expect(page.get_by_text(re.compile("bf16 weights: .*smaller file"))).to_be_visible()
    expect(page.get_by_role("img", name="Ten pictures: masked 50 %")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.path().read_text("utf-8").count("\n") == 4
    page.get_by_role("button", name="Create the file").first.click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Zip with card and script").click(timeout=60_000)
    assert zipfile.is_zipfile(download.value.path())
    page.get_by_role("link", name="Runs").click()
    page.get_by_role("button", name="Open").first.click()
    expect(table).to_be_visible()


def test_ticks_survive_a_change_of_page_and_a_reload(page: Page, server: Server) -> None:
    choose(page, server, "Masked 50 %")
    page.wait_for_url("**try=mask")
    page.get_by_role("link", name="Runs").click()
    page.get_by_role("link", name="Optimise").click()
    masked, pruned = (page.get_by_role("checkbox", name=name, exact=True) for name in ("Masked 50 %", "Pruned 50 %"))
    expect(masked).to_be_checked()
    expect(pruned).not_to_be_checked()
    page.wait_for_url("**try=mask")
    page.reload()
    expect(masked).to_be_checked()
    expect(pruned).not_to_be_checked()


def test_a_measurement_is_cancelled_and_says_so(page: Page, server: Server) -> None:
    choose(page, server, "Masked 50 %")
    folder = press_measure(page, server)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. What was measured until then is below.")).to_be_visible()
    assert folder.status().state == "stopped"

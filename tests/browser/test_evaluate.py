"""Evaluating in a real browser: begun, watched, read after a reload, found again among the runs."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server

pytestmark = pytest.mark.browser


def test_evaluate_read_reload_and_take_away(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/evaluate?subjects=shapes-vae")
    page.get_by_text("Evaluation settings").click()
    number = page.get_by_label("Samples per score", exact=True)
    number.fill("100")
    number.press("Enter")
    page.get_by_text("Copying test", exact=True).click()
    page.get_by_role("button", name="Evaluate", exact=True).click()
    page.wait_for_url("**evaluation=**")
    page.reload()
    expect(page.get_by_role("button", name="CSV")).to_be_visible(timeout=90_000)
    expect(page.get_by_text(re.compile("where real pictures reach .* and noise"))).to_be_visible()
    expect(page.get_by_role("region", name="Scores").get_by_role("rowheader", name="shapes-vae")).to_be_visible()
    expect(page.get_by_role("img", name="Pictures of shapes-vae")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.path().read_text("utf-8").count("shapes-vae") == 8
    page.get_by_role("link", name="Runs").click()
    page.get_by_role("button", name="Open").first.click()
    expect(page.get_by_role("region", name="Scores")).to_be_visible()

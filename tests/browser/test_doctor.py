"""A patient in a real browser: broken on purpose, diagnosed by the class and the doctor, treated from the live view."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_run_left_over")]


def test_patient_is_planted_diagnosed_and_treated(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/doctor?part=lab")
    page.locator("[data-testid=stSelectbox] input").click()
    page.get_by_role("option", name="Divergence and NaN").click()
    page.get_by_role("button", name="Start this failure").click()
    page.wait_for_url("**patient=**")
    name = page.url.split("patient=")[1].split("&")[0]
    page.get_by_role("radiogroup").get_by_text("Divergence and NaN", exact=True).click()
    page.get_by_role("button", name="This is my diagnosis").click()
    expect(page.get_by_text("First at fault: ").last).to_be_visible(timeout=60_000)
    assert page.get_by_role("heading", name="Failing run").is_visible()

    page.goto(f"{server.url}/?run={name}")
    found = page.get_by_role("region", name="What the doctor found")
    expect(found.get_by_text("Divergence and NaN")).to_be_visible()
    found.get_by_role("button", name="Lower the learning rate to 0.05").click()
    page.wait_for_url(lambda url: "run=" in url and f"run={name}" not in url)
    expect(page.get_by_role("heading", name="Failing run")).to_be_visible()

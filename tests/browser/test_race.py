"""A race in a real browser: watched, paused, reloaded, gone on with, cancelled, and deleted while its page is open."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.launcher import Launcher
from gan_core.race.presets import race_of
from tests.conftest import tiny

pytestmark = pytest.mark.browser


def test_a_race_is_paused_reloaded_gone_on_with_cancelled_and_missed(page: Page, server: Server) -> None:
    base = tiny(data__num_images=240)
    looks = {"num_looks": 60, "num_samples": 100, "extractor": "random"}
    config = race_of("same", base, seconds=600, slice_seconds=0.1, **looks)
    folder = Launcher(server.runs).start(config.model_dump(mode="json"), title=config.title, job_type="race")
    page.goto(f"{server.url}/race?race={folder.name}")
    expect(page.get_by_role("img", name="Pictures of One")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused: every clock is stopped")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Paused: every clock is stopped")).to_be_visible()
    assert folder.status().state == "paused"
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. What was seen until then is below.")).to_be_visible()
    assert folder.status().state == "stopped"
    shutil.rmtree(folder.path)
    page.get_by_text("Speed", exact=True).click()
    expect(page.get_by_text("There is no run called")).to_be_visible()
    page.get_by_role("button", name="Back to the choice").click()
    expect(page.get_by_text("Pick a question")).to_be_visible()

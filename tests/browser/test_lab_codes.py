"""Codes of a VQ-VAE in a real browser: a place of the code map and a code of the codebook are marked by a click."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from gan_core.presets import PRESETS
from tests.running import work

pytestmark = pytest.mark.browser

RUN = "coded"


@pytest.fixture(scope="module")
def coded(server: Server) -> str:
    """A VQ-VAE of shapes after a few steps; its graph comes with the project."""
    changes = {"training.num_steps": 4, "training.seconds": 0, "recording.num_samples": 4, "recording.watch_budget": 0}
    config = PRESETS["shapes-vq"].config.with_changes(
        {**changes, "runtime.precision": "fp32", "runtime.num_threads": 1, "data.num_images": 200}
    )
    assert work(RunFolder.create(server.runs / RUN, config.model_dump(mode="json"), title="Coded")) == "done"
    return RUN


def test_a_marked_code_stands_at_the_marked_place(page: Page, server: Server, coded: str) -> None:
    page.goto(f"{server.url}/latent?model={coded}&part=codes")
    figures = page.locator(".codes-row figcaption")
    expect(figures.nth(0)).to_contain_text("row 3, column 3")
    places = page.get_by_role("group", name="Places of the picture, row by row")
    places.locator(".gw-cell").nth(0).click()
    expect(figures.nth(0)).to_contain_text("row 1, column 1")
    before = page.locator(".codes-row img").nth(1).get_attribute("src")
    codes = page.get_by_role("group", name="Codes of the codebook")
    wanted = codes.locator(".gw-cell").nth(100)
    number = (wanted.locator(".gw-caption").inner_text()).split(":")[0].split()[0]
    wanted.click()
    expect(figures.nth(1)).to_have_text(f"Code {number} there")
    expect(page).to_have_url(re.compile(rf"code={number}"))
    assert page.locator(".codes-row img").nth(1).get_attribute("src") != before
    expect(figures.nth(0)).to_contain_text("row 1, column 1")


def test_its_codebook_and_code_maps_are_shown_as_it_trained(page: Page, server: Server, coded: str) -> None:
    page.goto(f"{server.url}/?run={coded}")
    for name, words in (("Codebook", "Dark ones are dead"), ("Code map", "a colour for each, where they stand")):
        page.get_by_role("tab", name=name, exact=True).first.click()
        expect(page.locator("body")).to_contain_text(words)

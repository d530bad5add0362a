"""Repair in a real browser: the line of before and after needs no server; on two data sets, and a file of one's own."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server

pytestmark = pytest.mark.browser

ROOT = ".gr-root[data-shown]"
PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture
def opened(page: Page, server: Server, errors: list[str]) -> Page:
    errors.listen(page)
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/latent?part=repair&model=shapes-gan")
    page.locator(ROOT).wait_for()
    return page


def test_the_line_moves_by_key_and_pointer_and_sends_nothing(opened: Page) -> None:
    slider, stage = opened.get_by_role("slider", name="Before and after"), opened.locator(".gr-stage")
    sent: list[str] = []
    opened.on("request", lambda request: sent.append(request.url))
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "100 % damaged")
    box = stage.bounding_box()
    opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    opened.mouse.down()
    opened.mouse.move(box["x"] + box["width"] / 4, box["y"] + 20)
    opened.mouse.up()
    expect(slider).to_have_value("25")
    assert sent == []


def test_another_repair_is_a_press_away_and_stays_chosen_for_the_next_picture(opened: Page) -> None:
    after = opened.get_by_role("img", name="After")
    before = after.evaluate(PIXELS)
    opened.get_by_role("button", name="Untouched").click()
    expect(opened.locator(ROOT)).to_have_attribute("data-shown", "whole")
    whole = after.evaluate(PIXELS)
    assert whole != before
    opened.get_by_role("spinbutton", name="Which one").fill("2")
    opened.get_by_role("spinbutton", name="Which one").press("Enter")
    opened.wait_for_function("was => document.querySelector('.gr-under').toDataURL() !== was", arg=whole)
    expect(opened.locator(ROOT)).to_have_attribute("data-shown", "whole")


def test_ones_own_picture_is_repaired_by_the_networks_of_digits(page: Page, server: Server, errors: list[str]) -> None:
    errors.listen(page)
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/latent?part=repair&model=digits-gan&task=denoise")
    page.locator(ROOT).wait_for()
    page.get_by_text("Upload", exact=True).click()
    paper = np.full((60, 60), 255, np.uint8)
    paper[8:52, 27:33] = 0
    out = io.BytesIO()
    Image.fromarray(paper).save(out, "PNG")
    page.locator("input[type=file]").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    expect(page.get_by_text("Dark on light was inverted")).to_be_visible()
    expect(page.get_by_role("button", name="Untouched")).to_contain_text("read as")
    shown = page.get_by_role("img", name="Untouched").evaluate(PIXELS)
    with Image.open(io.BytesIO(base64.b64decode(shown.partition(",")[2]))) as picture:
        assert picture.size == (28, 28) and np.asarray(picture.convert("L"))[14, 0] == 0

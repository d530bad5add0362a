"""One picture attacked in a real browser: the slider answers without the server, and both methods are there."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server

pytestmark = pytest.mark.browser

ROOT = ".ga-root[data-at]"
PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture
def opened(page: Page, server: Server, errors: list[str]) -> Page:
    errors.listen(page)
    page.set_default_timeout(60_000)
    page.goto(f"{server.url}/attack")
    page.locator(ROOT).wait_for()
    return page


def test_the_slider_changes_picture_words_and_mark_at_once_and_sends_nothing(opened: Page) -> None:
    slider, after = opened.get_by_role("slider", name="Epsilon"), opened.get_by_role("img", name="After")
    before = opened.get_by_role("img", name="Before").evaluate(PIXELS)
    sent: list[object] = []
    opened.on("websocket", lambda _: sent.append("socket"))
    opened.on("request", lambda request: sent.append(request.url))
    slider.press("Home")
    expect(opened.locator(".ga-words")).to_contain_text("Unchanged, it reads")
    assert after.evaluate(PIXELS) == before
    slider.press("End")
    expect(opened.locator(".ga-words")).to_contain_text("PGD at ε = 0.30: it reads")
    expect(slider).to_have_attribute("aria-valuetext", "0.30")
    assert after.evaluate(PIXELS) != before and sent == []


def test_it_opens_on_the_smallest_epsilon_that_works_and_fgsm_is_a_press_away(opened: Page) -> None:
    expect(opened.locator(".ga-sign.ga-at")).to_have_class("ga-sign ga-worked ga-at")
    change = opened.get_by_role("img", name="Perturbation ×10").evaluate(PIXELS)
    opened.get_by_role("button", name="FGSM").click()
    expect(opened.get_by_role("button", name="FGSM")).to_have_attribute("aria-pressed", "true")
    expect(opened.locator(".ga-words")).to_contain_text("FGSM at ε =")
    assert opened.get_by_role("img", name="Perturbation ×10").evaluate(PIXELS) != change


def test_another_digit_takes_the_place_of_the_first(opened: Page) -> None:
    before = opened.get_by_role("img", name="Before").evaluate(PIXELS)
    opened.get_by_role("spinbutton", name="Which one").fill("2")
    opened.get_by_role("spinbutton", name="Which one").press("Enter")
    opened.wait_for_function(
        "was => document.querySelector('.ga-picture').toDataURL() !== was", arg=before, timeout=60_000
    )

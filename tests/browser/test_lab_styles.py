"""Style mixing in a real browser: under the pointer, by a press, by keys and with truncation."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.real_app import Server
from tests.browser.test_lab import picture

pytestmark = pytest.mark.browser
KEYS = "0.0,0.1,0.2"


def opened(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/latent?part=styles&model=shapes-style&keys={KEYS}")
    page.locator('.gan-lab[data-open="true"] .gl-styles[data-faces="12"]').wait_for(timeout=60_000)
    page.locator(".gl-styles-table").scroll_into_view_if_needed()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=f"{name} styles")


def changed(page: Page, before: str) -> None:
    page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() !== before", arg=before)


def same(page: Page, before: str) -> None:
    page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() === before", arg=before)


def hover(page: Page, name: str, share: float) -> None:
    box = row(page, name).bounding_box()
    page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def test_the_picture_follows_the_pointer_and_comes_back_when_it_leaves(page: Page, server: Server) -> None:
    opened(page, server)
    before = picture(page)
    hover(page, "Coarse", 0.9)
    changed(page, before)
    expect(row(page, "Coarse")).to_have_attribute("aria-valuetext", "C")
    page.mouse.move(1, 1)
    same(page, before)
    expect(row(page, "Coarse")).to_have_attribute("aria-valuetext", "A")


def test_what_is_pressed_stays_and_the_link_carries_it(page: Page, server: Server) -> None:
    opened(page, server)
    hover(page, "Coarse", 2 / 3)
    page.mouse.down()
    page.mouse.up()
    page.mouse.move(1, 1)
    expect(row(page, "Coarse")).to_have_attribute("aria-valuetext", "50 % B, 50 % C")
    page.wait_for_function("() => location.hash.includes('styles=1.5')")
    shown = picture(page)
    page.reload()
    page.locator('.gl-styles[data-faces="12"]').wait_for(timeout=60_000)
    expect(row(page, "Coarse")).to_have_attribute("aria-valuetext", "50 % B, 50 % C")
    same(page, shown)


def test_keys_move_a_row_and_a_head_takes_all(page: Page, server: Server) -> None:
    opened(page, server)
    before = picture(page)
    row(page, "Fine").focus()
    page.keyboard.press("Home")
    expect(row(page, "Fine")).to_have_attribute("aria-valuetext", "A")
    changed(page, before)
    page.keyboard.press("ArrowRight")
    expect(row(page, "Fine")).to_have_attribute("aria-valuetext", "90 % A, 10 % B")
    page.get_by_role("button", name="All styles of picture B").press("Enter")
    for name in ("Coarse", "Middle", "Fine"):
        expect(row(page, name)).to_have_attribute("aria-valuetext", "B")


def test_truncation_to_nothing_draws_one_picture_whatever_is_mixed(page: Page, server: Server) -> None:
    opened(page, server)
    before = picture(page)
    page.get_by_role("slider", name="Truncation").fill("0")
    changed(page, before)
    average = picture(page)
    row(page, "Coarse").focus()
    page.keyboard.press("End")
    expect(row(page, "Coarse")).to_have_attribute("aria-valuetext", "C")
    same(page, average)


def test_a_finger_drags_a_row(browser: Browser, server: Server) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 400, "height": 800})
    page = context.new_page()
    opened(page, server)
    track = row(page, "Coarse")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    expect(track).to_have_attribute("aria-valuetext", "C")
    context.close()

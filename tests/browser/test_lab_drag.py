"""Dragging a point in a real browser: by pointer and keys, with paint, undo, and a picture to keep."""

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.real_app import Server
from tests.browser.canvases import pixels, wait_until_other, wait_until_shown

pytestmark = pytest.mark.browser
MIDDLE = """canvas => {
  const { width, height } = canvas, pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data
  let sum = 0, x = 0
  for (let i = 0; i < width * height; i++) {
    const far = Math.max(...[0, 1, 2].map((c) => Math.abs(pixels[4 * i + c] - pixels[c])))
    if (far > 60) { sum++; x += i % width }
  }
  return x / sum
}"""
"""How far right what differs from the picture's first pixel lies, in pixels."""
PICTURE = ".gl-drag .gw-big"


def opened(page: Page, server: Server, model: str = "shapes-gan", keys: str = "0.23") -> None:
    page.goto(f"{server.url}/latent?part=drag&model={model}&keys={keys}")
    page.locator('.gan-lab[data-open="true"] .gl-drag-stage').wait_for(timeout=60_000)
    page.wait_for_function("() => Number(document.querySelector('.gl-drag').dataset.frames) > 0")
    page.locator(".gl-drag-stage").scroll_into_view_if_needed()


def pull(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place in the picture to another, in shares of its side."""
    box = page.locator(".gl-drag-stage").bounding_box()
    for index, (x, y) in enumerate((start, end)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        if index == 0:
            page.mouse.down()
    page.mouse.up()


def wait_for_drags(page: Page, count: int) -> None:
    page.wait_for_function(
        "count => Number(document.querySelector('.gl-drag').dataset.drags) >= count", arg=count, timeout=60_000
    )


def test_a_shape_goes_where_it_is_pulled(page: Page, server: Server) -> None:
    opened(page, server)
    canvas = page.locator(".gl-drag canvas.gw-big")
    before = canvas.evaluate(MIDDLE)
    pull(page, (0.38, 0.52), (0.38 + 5 / 32, 0.52))
    wait_for_drags(page, 1)
    moved = f"before => Math.abs(({MIDDLE})(document.querySelector('.gl-drag .gw-big')) - before - 5) < 2"
    page.wait_for_function(moved, arg=before)
    expect(page.locator(".gl-drag-words")).to_contain_text("px")


def test_undo_brings_the_picture_back_and_redo_the_other(page: Page, server: Server) -> None:
    opened(page, server)
    first = pixels(page, PICTURE)
    pull(page, (0.38, 0.52), (0.5, 0.52))
    wait_for_drags(page, 1)
    wait_until_other(page, PICTURE, first)
    page.get_by_role("button", name="Undo").click()
    wait_until_shown(page, PICTURE, first)
    page.keyboard.press("Control+y")
    wait_until_other(page, PICTURE, first)


def test_points_are_set_moved_and_started_by_keys_alone(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_role("button", name="At once").press("Space")
    page.get_by_role("button", name="Add a point").press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    target = page.get_by_role("button", name="Target of point 1, at 18, 15")
    expect(target).to_be_focused()
    page.keyboard.press("Enter")
    wait_for_drags(page, 1)
    expect(page.locator(".gl-drag-words")).not_to_be_empty()
    page.get_by_role("button", name="Add a point").press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator(".gl-drag-knob")).to_have_count(0)


def test_paint_on_what_stays_is_seen_and_can_be_undone(page: Page, server: Server) -> None:
    opened(page, server)
    painted = "layer => layer.getContext('2d').getImageData(0, 0, 32, 32).data.some((value) => value)"
    layer = page.locator(".gl-drag-kept")
    page.get_by_role("button", name="Paint what stays").click()
    pull(page, (0.1, 0.1), (0.8, 0.1))
    assert layer.evaluate(painted)
    page.get_by_role("button", name="Undo").click()
    assert not layer.evaluate(painted)


def test_a_pull_at_the_background_says_what_is_missing(page: Page, server: Server) -> None:
    opened(page, server)
    page.get_by_label("Template radius").fill("2")
    pull(page, (0.9, 0.95), (0.8, 0.95))
    expect(page.locator(".gl-drag-words")).to_contain_text("so there is nothing to pull")


def test_a_kept_picture_becomes_one_of_the_visitors_own(page: Page, server: Server) -> None:
    opened(page, server)
    pull(page, (0.38, 0.52), (0.5, 0.52))
    wait_for_drags(page, 1)
    page.get_by_role("button", name="Keep this picture").click()
    page.wait_for_url("**keys=*~*")
    expect(page.locator(".gl-drag .gl-lab-keys button")).to_have_count(2)


def test_a_finger_pulls_on_a_narrow_screen(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True)
    page = context.new_page()
    opened(page, server)
    assert page.evaluate("document.documentElement.scrollWidth <= 400")
    box = page.locator(".gl-drag-stage").bounding_box()
    session = context.new_cdp_session(page)
    for name, share in (("touchStart", 0.38), ("touchMove", 0.44), ("touchMove", 0.5)):
        place = {"x": box["x"] + share * box["width"], "y": box["y"] + 0.52 * box["height"]}
        session.send("Input.dispatchTouchEvent", {"type": name, "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wait_for_drags(page, 1)
    context.close()

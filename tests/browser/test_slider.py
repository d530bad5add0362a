"""Trade-off: quality against cost (Anycost) in a real browser: drawn while it is dragged."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from ui.lab.routes import runtime_path

pytestmark = pytest.mark.browser


def test_dragging_draws_before_the_slider_is_let_go_and_the_link_keeps_the_place(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/optimise?model=shapes-any-cost")
    view, slider = page.locator(".gl-cost"), page.get_by_role("slider", name="100 % of the channels")
    expect(view).to_have_attribute("data-whole", "true")
    expect(page.locator("[data-figure=parameters] b")).to_have_text("219 k")
    first = page.locator(".gl-cost-row canvas").first
    whole = first.evaluate("canvas => canvas.toDataURL()")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2, steps=6)
    expect(view).to_have_attribute("data-width", "0.25")
    assert first.evaluate("canvas => canvas.toDataURL()") != whole
    page.mouse.up()
    expect(page.locator("[data-figure=parameters] b")).to_have_text("26.35 k")
    expect(page.locator("[data-figure=worth]")).to_contain_text("shape reader, 5,000 pictures")
    expect(page.locator("[data-figure=likeness] b")).to_contain_text("dB")
    expect(page.locator(".gl-cost-same canvas")).to_have_count(4)
    expect(view).to_have_attribute("data-timed", "ort" if runtime_path() else "socket")
    expect(page.locator("[data-figure=time] small")).to_contain_text("less, ")
    assert page.url.endswith("#cost=0,0,0")

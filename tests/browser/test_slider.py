"""One slider for cost in a real browser: drawn while it is dragged; and the pure parts of taking time."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.cost.intervals import _rank, median_interval
from ui.lab.routes import runtime_path, version

pytestmark = pytest.mark.browser


def module(page: Page, name: str, script: str) -> object:
    return page.evaluate(f"async () => {{ const m = await import('/api/lab/js/{version()}/{name}.js'); {script} }}")


def test_dragging_draws_before_the_slider_is_let_go_and_the_link_keeps_the_place(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/optimise?model=shapes-any-cost")
    view, slider = page.locator(".gl-cost"), page.get_by_role("slider", name="100 % of the channels")
    expect(view).to_have_attribute("data-whole", "true", timeout=20_000)
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
    expect(view).to_have_attribute("data-timed", "ort" if runtime_path() else "socket", timeout=20_000)
    expect(page.locator("[data-figure=time] small")).to_contain_text("less, ")
    assert page.url.endswith("#cost=0,0,0")


def test_time_is_taken_in_turns_and_told_as_python_tells_it(page: Page, server: Server) -> None:
    page.goto(server.url)
    assert module(page, "interval", "return Array.from({length: 60}, (_, i) => m.rank(i + 1))") == [
        _rank(number) for number in range(1, 61)
    ]
    values = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.0]
    known = median_interval(values)
    assert module(page, "interval", f"return m.medianInterval({values})") == {
        "middle": known.middle,
        "low": known.low,
        "high": known.high,
    }
    turns = """
      let now = 0
      const work = (ms) => async () => { now += ms }
      const works = {a: work(3), b: work(6), told: async () => { now += 5; return 0.5 }}
      const found = []
      for await (const each of m.rounds(works, {count: 4, clock: () => now})) found.push(each)
      return found
    """
    assert module(page, "turns", turns) == [None] * 3 + [{"a": 3, "b": 6, "told": 0.5}] * 4
    step = "let n = 0; return m.clockStep(() => Math.floor(n++ / 7) * 0.5)"
    assert module(page, "turns", step) == 0.5
    assert module(page, "turns", "return [m.chunkMs(0.005), m.chunkMs(1)]") == [1, 50]
    halted = """
      let now = 0, calls = 0
      const work = async () => { now += calls++ % 40 === 39 ? 500 : 2 }
      for await (const each of m.rounds({work}, {count: 1, clock: () => now})) if (each) return each.work
    """
    assert module(page, "turns", halted) == 2  # a halt of the machine spoils one chunk, not the turn
    orders = """
      const found = {}
      for (let i = 0; i < 6000; i++) {
        const order = m.shuffled([1, 2, 3]).join('')
        found[order] = (found[order] ?? 0) + 1
      }
      return found
    """
    counts = module(page, "turns", orders)
    assert len(counts) == 6 and all(abs(each - 1000) < 150 for each in counts.values())
    near = "const a = new Uint8Array(8).fill(100), b = a.map((v) => v + 10); return m.psnr(a, b, 0, 1)"
    assert module(page, "likeness", near) == pytest.approx(28.1308, abs=1e-3)  # 20 log10(255 / 10)

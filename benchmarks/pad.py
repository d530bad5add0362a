"""python -m benchmarks.pad [--repeats 3] [--while-training]: from a drag of the pad to the new picture, in Chromium.

For every shipped model and each back-end, in turns, the knob is dragged through 120 places, one every 25 ms: slower
than a frame, so that each place is drawn and none is dropped. Reported in milliseconds, p50 and p95 of all pictures:

- from the browser's pointer event to the picture on its canvas, by performance.now() in the page;
- and, once a model, from the request of the page to its first picture on the pad (any back-end): with a fresh browser
  profile, of which Streamlit itself takes most, and with a click on "Latent space" in the open app.

With --while-training a run of quick digits trains beside it. Browser and server share the machine.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import machine, spread
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.jobs.launcher import Launcher
from gan_core.presets import find_preset
from gan_core.store.model_card import read_card, shipped

BACKENDS = ("ort", "socket", "fragment")
PLACES, EVERY_MS = 120, 25
WARM_UP_SECONDS = 3.0
LISTEN = """() => {
  window.drawn = []
  document.addEventListener("gan-drawn", (event) => window.drawn.push(event.detail.waited))
}"""
PAINTED = """() => {
  const pad = document.querySelector(".gw-pad")
  return pad && Number(pad.dataset.frames) > 0
}"""


def drag(browser: Browser, server: Server, model: str, backend: str) -> list[float]:
    """Milliseconds from pointer event to picture, one for each picture that was drawn while dragging."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    try:
        page.goto(f"{server.url}/latent?model={model}&draw={backend}")
        page.locator(f'.gl-lab-gauge[data-backend="{backend}"]').wait_for(timeout=30_000)
        page.locator(".gw-pad[data-surrounded]").wait_for(timeout=30_000)
        page.wait_for_timeout(500)
        page.evaluate(LISTEN)
        box = page.locator(".gw-field").bounding_box()
        turn = np.linspace(0, 4 * np.pi, PLACES)
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        for angle in turn:
            x, y = 0.5 + 0.4 * np.cos(angle), 0.5 + 0.4 * np.sin(2 * angle)
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            page.wait_for_timeout(EVERY_MS)
        page.mouse.up()
        page.wait_for_timeout(200)
        return page.evaluate("() => window.drawn")
    finally:
        context.close()


def first_picture(browser: Browser, server: Server, model: str) -> float:
    """Seconds from asking for the page to a picture on the pad."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    try:
        begun = time.perf_counter()
        page.goto(f"{server.url}/latent?model={model}", wait_until="commit")
        page.wait_for_function(PAINTED, timeout=30_000, polling=10)
        return time.perf_counter() - begun
    finally:
        context.close()


def first_after_click(browser: Browser, server: Server) -> float:
    """Seconds from a click on "Latent space" in the open app to a picture on the pad."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    try:
        page.goto(f"{server.url}/runs")
        page.get_by_role("heading", name="Runs").wait_for()
        page.wait_for_timeout(1000)
        begun = time.perf_counter()
        page.get_by_role("link", name="Latent space").first.click()
        page.wait_for_function(PAINTED, timeout=30_000, polling=10)
        return time.perf_counter() - begun
    finally:
        context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--while-training", action="store_true")
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    print(f"{machine()}; {'a run trains beside it' if chosen.while_training else 'nothing else runs'}")
    models = [folder.name for folder in shipped() if read_card(folder).config.family.one_pass]
    waits: dict[tuple[str, str], list[float]] = {(model, each): [] for model in models for each in BACKENDS}
    firsts: dict[str, list[float]] = {model: [] for model in models}
    clicks: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = Server(Path(folder))
        server.start()
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            if chosen.while_training:
                train(Path(folder))
            first_picture(browser, server, models[0])
            time.sleep(WARM_UP_SECONDS)
            for _ in range(chosen.repeats):
                clicks.append(first_after_click(browser, server))
                for model in models:
                    firsts[model].append(first_picture(browser, server, model))
                    for backend in BACKENDS:
                        waits[model, backend] += drag(browser, server, model, backend)
        finally:
            browser.close()
            server.stop_runs()
            server.stop()
    print(f"from a click in the open app to the first picture: {spread(clicks)} s")
    for model in models:
        print(f"{model}: opened afresh, first picture {spread(firsts[model])} s")
        for backend in BACKENDS:
            found = waits[model, backend]
            low, high = np.percentile(found, [50, 95])
            print(f"  {backend:9} p50 {low:5.1f} ms   p95 {high:5.1f} ms   {len(found)} pictures")
    return 0


def train(runs: Path) -> None:
    """A run without an end, in a worker of its own."""
    config = find_preset("quick-digits").config.with_changes({"training.seconds": 0.0})
    with_launcher = Launcher(runs)
    with_launcher.open()
    with_launcher.start(config.model_dump(mode="json"), title=config.title)
    time.sleep(WARM_UP_SECONDS + 3)


if __name__ == "__main__":
    sys.exit(main())

"""python -m benchmarks.plane [--seconds 10] [--tabs 30]: the playground's speed, start and size.

Reported, each the median of three with the range:

- steps a second of the engine alone in node, for the ring of eight with 2x64 networks and a batch of 128;
- of the exported file, opened in Chromium from disk with the network off: seconds from the request to the first
  movement in the picture, steps and frames a second at full speed and at 300 steps a second, milliseconds of drawing
  a
  frame, seconds to eight of eight modes;
- with --tabs, so many tabs of the app's page at once: what they ask the server for once they train.

Browser, server and training share the machine.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import machine, spread
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.export.plane_page import plane_html
from gan_core.web.plane import PLANE

REPEATS = 3
FIRST = "() => document.querySelector('.gp')?.dataset.moved"
MOVED = "() => Number(document.querySelector('.gp')?.dataset.step) > 0"
COUNTED = (
    "() => [performance.now(), ...['step', 'frames', 'drawMs'].map((n) => +document.querySelector('.gp').dataset[n])]"
)
GAMES = {
    "non-saturating": {},
    "relativistic with R1 and R2": {"objective": "relativistic", "r1_gamma": 0.03, "r2_gamma": 0.03},
    "Wasserstein with gradient penalty": {"objective": "wasserstein", "gradient_penalty": 10},
    "VAE": {"family": "vae"},
}
ENGINE = """
const [{ Gan }, { Vae }, { madeData }, { defaults }] = await Promise.all(
  ["gan", "vae", "data", "settings"].map((name) => import(`${process.argv[1]}/${name}.js`)),
)
const settings = { ...defaults(), ...JSON.parse(process.argv[2]) }
const game = new (settings.family === "vae" ? Vae : Gan)(settings, madeData("ring"))
for (let k = 0; k < 200; k++) game.train()
const begun = performance.now()
let steps = 0
while (performance.now() - begun < 2000) for (let k = 0; k < 20; k++, steps++) game.train()
console.log((1000 * steps) / (performance.now() - begun))
"""


def engine(settings: dict[str, object]) -> float:
    """Steps a second in node."""
    command = ["node", "--single-threaded", "--input-type=module", "-e", ENGINE, PLANE.as_uri(), json.dumps(settings)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)


def opened(browser: Browser, file: Path, link: str = "") -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    page.goto(file.as_uri() + link, wait_until="commit")
    return page


def first_movement(browser: Browser, file: Path) -> float:
    """Seconds from the request of the page to the first movement on the screen."""
    begun = time.perf_counter()
    page = opened(browser, file)
    page.wait_for_function(FIRST, polling=5)
    seconds = time.perf_counter() - begun
    page.context.close()
    return seconds


def pace(browser: Browser, file: Path, link: str, seconds: float) -> tuple[float, float, float]:
    """Steps a second, frames a second, and the latest frame's milliseconds of drawing."""
    page = opened(browser, file, link)
    page.wait_for_function(MOVED)
    page.wait_for_timeout(1500)
    before = page.evaluate(COUNTED)
    page.wait_for_timeout(1000 * seconds)
    after = page.evaluate(COUNTED)
    page.context.close()
    passed = (after[0] - before[0]) / 1000
    return (after[1] - before[1]) / passed, (after[2] - before[2]) / passed, after[3]


def all_modes(browser: Browser, file: Path) -> float:
    """Seconds from the request of the page, at full speed, until eight of eight modes are found."""
    begun = time.perf_counter()
    page = opened(browser, file, "#speed=0")
    page.wait_for_function(
        "() => document.querySelector('.gp-figures')?.textContent.includes('8 of 8')", timeout=120_000
    )
    seconds = time.perf_counter() - begun
    page.context.close()
    return seconds


def requests_of_tabs(browser: Browser, tabs: int) -> tuple[int, int, int]:
    """Of so many tabs that train for ten seconds: requests, messages over the socket, and how many tabs had moved."""
    asked: list[str] = []
    sent: list[object] = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            context = browser.new_context(viewport={"width": 800, "height": 600})
            pages = []
            for _ in range(tabs):
                page = context.new_page()
                page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
                page.goto(f"{server.url}/playground#speed=10")
                page.locator(".gp[data-step]").wait_for(timeout=120_000)
                pages.append(page)
            pages[-1].wait_for_timeout(3000)
            sent.clear()
            for page in pages:
                page.on("request", lambda request: asked.append(request.url))
            pages[-1].wait_for_timeout(10_000)
            moved = sum(int(page.locator(".gp-count").inner_text().split()[1].replace(",", "")) > 0 for page in pages)
            context.close()
        finally:
            server.stop()
    return len([each for each in asked if not each.startswith("blob:")]), len(sent), moved


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--tabs", type=int, default=0)
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    print(machine())
    for name, settings in GAMES.items():
        print(f"engine in node, {name}: {spread([engine(settings) for _ in range(REPEATS)], 0)} steps/s")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "plane.html"
        file.write_bytes(plane_html())
        print(f"exported file: {file.stat().st_size:,} bytes")
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        print(f"first movement: {spread([first_movement(browser, file) for _ in range(REPEATS)], 2)} s")
        for name, link in {"full speed": "#speed=0", "300 steps/s": "#speed=300"}.items():
            runs = [pace(browser, file, link, chosen.seconds) for _ in range(REPEATS)]
            steps, frames, drawing = (list(each) for each in zip(*runs, strict=True))
            print(f"{name}: {spread(steps, 0)} steps/s, {spread(frames, 1)} frames/s, {spread(drawing, 1)} ms a frame")
        print(f"eight of eight modes: {spread([all_modes(browser, file) for _ in range(REPEATS)], 1)} s")
        if chosen.tabs:
            requests, messages, moved = requests_of_tabs(browser, chosen.tabs)
            print(
                f"{chosen.tabs} tabs, of which {moved} train: {requests} requests, {messages} messages in ten seconds"
            )
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

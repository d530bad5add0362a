"""python -m benchmarks.first_picture: from `streamlit run` to a usable page, and from Train to the first samples.

Each repeat starts a fresh server; Chromium is started before the clock. The standby worker is given time to warm up
before Train is pressed, as it has while a person reads the page.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import machine, spread
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path

WARM_UP_SECONDS = 12.0
CARD = ".st-key-card-quick-digits"
LIVE_SAMPLES = ".gan-live img[src*='/api/runs/'][src*='samples-']"


def measure(browser: Browser) -> tuple[float, float]:
    """Seconds to a usable page, and from the press to the first sample grid on the screen."""
    with tempfile.TemporaryDirectory() as place:
        server = Server(Path(place))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        started = time.perf_counter()
        server.start()
        page.goto(server.url)
        button = page.locator(CARD).get_by_role("button", name="Train").first
        button.wait_for()
        usable = time.perf_counter() - started
        time.sleep(WARM_UP_SECONDS)
        started = time.perf_counter()
        button.click()
        page.wait_for_function(f"() => [...document.querySelectorAll(`{LIVE_SAMPLES}`)].some(i => i.naturalWidth > 0)")
        first = time.perf_counter() - started
        page.close()
        server.stop_runs()
        server.stop()
        return usable, first


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        sys.exit("No Chromium on this machine: install it (Debian: apt-get install chromium).")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        found = [measure(browser) for _ in range(chosen.repeats)]
        browser.close()
    print(machine())
    print(f"streamlit run to a usable page: {spread([usable for usable, _ in found])} s")
    print(f"Train to the first samples on screen: {spread([first for _, first in found])} s")


if __name__ == "__main__":
    main()

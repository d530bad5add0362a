"""python -m benchmarks.watching: images/s of a run that is watched in a browser, beside the same run in a terminal.

Both take turns on the same machine; each is measured over its last steps, by the clock on the wall.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.first_picture import CARD
from benchmarks.machine import machine, spread
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.jobs.folder import RunFolder
from gan_core.places import PROJECT

SETTLE_SECONDS = 4.0
MEASURED_SECONDS = 12.0


def images_per_second(folder: RunFolder) -> float:
    """Measured from outside, after the run has settled."""
    while folder.status().step < 1:
        time.sleep(0.05)
    time.sleep(SETTLE_SECONDS)
    before = folder.status()
    time.sleep(MEASURED_SECONDS)
    after = folder.status()
    return (after.images - before.images) / (after.heartbeat - before.heartbeat)


def watched(page: Page, server: Server) -> float:
    """With the page open and followed."""
    page.goto(server.url)
    page.locator(CARD).get_by_role("button", name="Train").first.click()
    page.wait_for_url("**run=**")
    found = images_per_second(RunFolder(server.runs / page.url.split("run=")[1]))
    server.stop_runs()
    page.goto("about:blank")
    return found


def in_terminal(place: Path) -> float:
    """python -m gan_core train, with nobody watching."""
    command = [sys.executable, "-m", "gan_core", "train", "--preset", "quick-digits", "--out", str(place)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (place / "run.sqlite").exists():
        time.sleep(0.05)
    found = images_per_second(RunFolder(place))
    process.terminate()
    process.wait()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=4)
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        sys.exit("No Chromium on this machine: install it (Debian: apt-get install chromium).")
    seen, unseen = [], []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        server = Server(Path(place) / "runs")
        server.runs.mkdir()
        server.start()
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.url)
        time.sleep(10)
        for index in range(chosen.repeats):
            seen.append(watched(page, server))
            unseen.append(in_terminal(Path(place) / f"terminal-{index}"))
        browser.close()
        server.stop()
    print(machine())
    print(f"in a terminal:       {spread(unseen, 0)} images/s")
    print(f"watched in the page: {spread(seen, 0)} images/s")
    print(f"ratio of the pairs:  {spread([100 * a / b for a, b in zip(seen, unseen, strict=True)], 1)} %")


if __name__ == "__main__":
    main()

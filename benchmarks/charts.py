"""python -m benchmarks.charts [--steps 100000] [--seconds 40]: what an update of a long run's curves costs a viewer.

A made-up run of that many rows of ten curves is opened in Chromium. Half-way between two questions of the live view ten
rows are added, so that each update brings ten. Reported for each update, as median and range:

- the answer of /live as Chromium's network layer counts it: bytes on the wire (headers included) and unpacked;
- main thread: how much TaskDuration (all tasks of the page's main thread, by the clock on the wall), ThreadTime (its
  CPU time) and ScriptDuration (JavaScript called by the browser, but not what goes on after an `await`, as the live
  view does) of the DevTools protocol's Performance.getMetrics grow until 0.2 s after the answer, some 0.5 s in all;
- live view alone: its `data-milliseconds`, by performance.now() from the parsed answer to the drawn curves.

Updates without new rows come first: what the page costs anyway. In 40 s the page once asks for the whole of the curves
anew, thinned, as it does beyond 1,000 points a curve; that update is told apart by its size. One group of curves is
drawn at a time: the losses, smoothed, as the page opens. Browser and server share the machine.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.first_picture import WARM_UP_SECONDS
from benchmarks.machine import machine, spread
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from gan_core.presets import find_preset

CURVES = [f"{player}/{curve}" for player in "GD" for curve in ("loss", "grad_norm", "lr")]
CURVES += ["D/real", "D/fake", "D/r1", "D/r2"]
BATCH_SIZE, ROWS_AN_UPDATE, QUIET_UPDATES = 64, 10, 10
SETTLE_MS, PATIENCE_SECONDS = 200, 30
WIRE, RAW, VIEW = "answer on the wire, kB", "answer unpacked, kB", "live view alone (data-milliseconds), ms"
MAIN_THREAD = {
    "TaskDuration": "main thread, all (TaskDuration), ms",
    "ThreadTime": "main thread, CPU (ThreadTime), ms",
    "ScriptDuration": "main thread, script before any await (ScriptDuration), ms",
}
FIGURES = (WIRE, RAW, *MAIN_THREAD.values(), VIEW)


Update = dict[str, float]
"""What one answer of /live cost: a figure for each of FIGURES."""


class LongRun:
    """A run that this process pretends to train for as long as the context lasts."""

    def __init__(self, root: Path, steps: int) -> None:
        config = find_preset("quick-digits").config.model_dump(mode="json")
        self.folder = RunFolder.create(root / "long-run", config, title="Long run", state="stopped", goal=0.5)
        self.record, self.random, self.step = self.folder.record(), np.random.default_rng(0), 0
        self.add(steps)

    def __enter__(self) -> "LongRun":
        self.record.put(state="running", started=time.time(), **process.identity())
        return self

    def __exit__(self, *_: object) -> None:
        self.record.put(state="stopped", ended=time.time())
        self.record.close()

    def add(self, rows: int) -> None:
        """That many rows more: noise around a slow decay."""
        for noise in self.random.normal(0.0, 0.1, (rows, len(CURVES))):
            self.step += 1
            values = dict(zip(CURVES, (1 / (1 + self.step / 1e4) + np.abs(noise)).tolist(), strict=True))
            self.record.add_row(self.step, self.step * BATCH_SIZE, self.step / 50, values)
        self.record.put(step=self.step, images=self.step * BATCH_SIZE, seconds=self.step / 50, heartbeat=time.time())


class Watch:
    """Counts, through the DevTools protocol, what the answers of /live cost a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.cdp = page, page.context.new_cdp_session(page)
        self.answers: list[tuple[float, float]] = []
        self._raw: dict[str, float] = {}
        self.cdp.on("Network.responseReceived", self._begun)
        self.cdp.on("Network.dataReceived", self._more)
        self.cdp.on("Network.loadingFinished", self._ended)
        self.cdp.send("Network.enable")
        self.cdp.send("Performance.enable")

    def _begun(self, event: dict) -> None:
        if "/live?" in event["response"]["url"]:
            self._raw[event["requestId"]] = 0

    def _more(self, event: dict) -> None:
        if event["requestId"] in self._raw:
            self._raw[event["requestId"]] += event["dataLength"] / 1e3

    def _ended(self, event: dict) -> None:
        if event["requestId"] in self._raw:
            self.answers.append((event["encodedDataLength"] / 1e3, self._raw.pop(event["requestId"])))

    def main_thread(self) -> Update:
        """Milliseconds so far."""
        known = metrics(self.cdp)
        return {title: 1000 * known[name] for name, title in MAIN_THREAD.items()}

    def update(self) -> Update:
        """Wait for the next answer and until it is drawn. Raises TimeoutError."""
        seen, before, ended = len(self.answers), self.main_thread(), time.monotonic() + PATIENCE_SECONDS
        while len(self.answers) == seen:
            if time.monotonic() > ended:
                raise TimeoutError("the live view asks no more")
            self.page.wait_for_timeout(10)
        self.page.wait_for_timeout(SETTLE_MS)
        grown = {title: now - before[title] for title, now in self.main_thread().items()}
        view = float(self.page.locator(".gan-live").get_attribute("data-milliseconds") or 0)
        return {WIRE: self.answers[-1][0], RAW: self.answers[-1][1], **grown, VIEW: view}


def metrics(cdp: CDPSession) -> dict[str, float]:
    """Performance.getMetrics by name; the Performance domain must be enabled."""
    return {each["name"]: each["value"] for each in cdp.send("Performance.getMetrics")["metrics"]}


@contextmanager
def serving(runs: Path) -> Iterator[Server]:
    """A started server; it, its runs and its processes are ended whatever happens, Ctrl-C included."""
    server = Server(runs)
    try:
        server.start()
        yield server
    finally:
        if server.process:
            family = [psutil.Process(server.process.pid), *psutil.Process(server.process.pid).children(recursive=True)]
            try:
                server.stop_runs()
                server.stop()
            finally:
                for each in family:
                    with suppress(psutil.NoSuchProcess):
                        each.kill()


@contextmanager
def browsing() -> Iterator[Page]:
    """An empty page in Chromium, which ends with it. Exits with words where there is none."""
    path = chromium_path()
    if not path:
        sys.exit("No Chromium on this machine: install it (Debian: apt-get install chromium).")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


def tell(title: str, updates: list[Update]) -> None:
    """Print what updates of one sort cost."""
    print(f"{title}:")
    for figure in FIGURES:
        print(f"  {figure}: {spread([each[figure] for each in updates])}")


def measure(server: Server, run: LongRun, page: Page, seconds: float) -> None:
    """Open the run, then follow it for that long."""
    watch, started = Watch(page), time.perf_counter()
    page.goto(f"{server.url}/?run={run.folder.name}")
    page.locator(".gan-live .gl-plot .main-svg").first.wait_for()
    drawn, busy = time.perf_counter() - started, watch.main_thread()
    wire, whole = watch.answers[0]
    print("first load, from the address to drawn curves, nothing cached, Streamlit's and Plotly's scripts among it:")
    print(f"  {drawn:.2f} s; {WIRE}: {wire:.2f}; {RAW}: {whole:.2f} (each n = 1)")
    print("  " + "; ".join(f"{title}: {found:.0f}" for title, found in busy.items()), flush=True)
    page.wait_for_timeout(3000)
    tell("update without new rows", [watch.update() for _ in range(QUIET_UPDATES)])
    updates, ended = [], time.monotonic() + seconds
    while time.monotonic() < ended:
        run.add(ROWS_AN_UPDATE)
        updates.append(watch.update())
    tell(f"update with {ROWS_AN_UPDATE} new rows", [each for each in updates if each[RAW] < whole / 2])
    if anew := [each for each in updates if each[RAW] >= whole / 2]:
        tell("update that brings the whole anew, thinned", anew)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100_000, help="rows that the run has when it is opened")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long it is followed")
    chosen = parser.parse_args()
    print(machine())
    print(f"{chosen.steps:,} rows of {len(CURVES)} curves, {chosen.seconds:.0f} s followed", flush=True)
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as server:
        with LongRun(server.runs, chosen.steps) as run, browsing() as page:
            time.sleep(WARM_UP_SECONDS)
            measure(server, run, page, chosen.seconds)


if __name__ == "__main__":
    main()

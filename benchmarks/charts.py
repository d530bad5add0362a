"""python -m benchmarks.charts [--steps 100000] [--seconds 40]: what an update of a long run's curves costs a viewer.

A made-up run of that many rows of ten curves is opened in Chromium. Half-way between two questions of the live view ten
rows are added, so that each update brings ten. Reported for each update, as median and range:

- bytes of the answer of /live as Chromium's network layer counts them: on the wire (headers included) and unpacked;
- main thread: how much TaskDuration (every task of the page's main thread) and ScriptDuration (JavaScript alone) of
  the DevTools protocol grow from shortly before the answer to 0.2 s after it, by the clock on the wall;
- live view: its `data-milliseconds`, by performance.now() from the parsed answer to the drawn curves. Part of the above.

Updates without new rows come first: they say what the page costs anyway. 40 s are enough for one update that brings
the whole of the curves anew, thinned, as the page asks for beyond 1,000 points a curve; those are told apart by their
size. One group of curves is drawn at a time: the losses, smoothed, as the page opens. Bytes are the same everywhere,
milliseconds are this machine's, which the server and the browser share.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
BATCH_SIZE = 64
ROWS_AN_UPDATE = 10
QUIET_UPDATES = 10
SETTLE_MS = 200
PATIENCE_SECONDS = 30
NO_CHROMIUM = "No Chromium on this machine: install it (Debian: apt-get install chromium)."


@dataclass(frozen=True)
class Update:
    """One answer of /live and what it cost the page."""

    wire_bytes: int
    raw_bytes: int
    task_ms: float
    script_ms: float
    view_ms: float


class LongRun:
    """A run that this process pretends to train, in `root`."""

    def __init__(self, root: Path, steps: int) -> None:
        config = find_preset("quick-digits").config.with_changes({"training.seconds": 0}).model_dump(mode="json")
        known = {"state": "running", "started": time.time(), "goal": -1.0, **process.identity()}
        self.folder = RunFolder.create(root / "long-run", config, title="Long run", **known)
        self.record, self.random, self.step = self.folder.record(), np.random.default_rng(0), 0
        self.add(steps)

    def add(self, rows: int) -> None:
        """That many rows more: noise around a slow decay."""
        for noise in self.random.normal(0.0, 0.1, (rows, len(CURVES))):
            self.step += 1
            values = dict(zip(CURVES, (1 / (1 + self.step / 1e4) + np.abs(noise)).tolist(), strict=True))
            self.record.add_row(self.step, self.step * BATCH_SIZE, self.step / 50, values)
        reached = {"step": self.step, "images": self.step * BATCH_SIZE, "seconds": self.step / 50}
        self.record.put(**reached, heartbeat=time.time())

    def close(self) -> None:
        self.record.put(state="stopped", ended=time.time())
        self.record.close()


class Watch:
    """Counts, through the DevTools protocol, what the answers of /live cost a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.cdp = page, page.context.new_cdp_session(page)
        self.answers: list[tuple[int, int]] = []
        self._raw: dict[str, int] = {}
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
            self._raw[event["requestId"]] += event["dataLength"]

    def _ended(self, event: dict) -> None:
        if event["requestId"] in self._raw:
            self.answers.append((int(event["encodedDataLength"]), self._raw.pop(event["requestId"])))

    def main_thread_ms(self) -> tuple[float, float]:
        """Milliseconds of all tasks, and of JavaScript alone, so far."""
        known = metrics(self.cdp)
        return 1000 * known["TaskDuration"], 1000 * known["ScriptDuration"]

    def update(self) -> Update:
        """Wait for the next answer and until it is drawn. Raises TimeoutError."""
        seen, before, ended = len(self.answers), self.main_thread_ms(), time.monotonic() + PATIENCE_SECONDS
        while len(self.answers) == seen:
            if time.monotonic() > ended:
                raise TimeoutError("the live view asks no more")
            self.page.wait_for_timeout(10)
        self.page.wait_for_timeout(SETTLE_MS)
        task, script = (b - a for a, b in zip(before, self.main_thread_ms(), strict=True))
        view = float(self.page.locator(".gan-live").get_attribute("data-milliseconds") or 0)
        return Update(*self.answers[-1], task, script, view)


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
            family = [psutil.Process(server.process.pid)] if server.process.poll() is None else []
            family += [child for each in family for child in each.children(recursive=True)]
            try:
                server.stop_runs()
                server.stop()
            finally:
                for each in [each for each in family if each.is_running()]:
                    each.kill()


@contextmanager
def browsing() -> Iterator[Page]:
    """An empty page in Chromium, which ends with it. Exits with words where there is none."""
    path = chromium_path()
    if not path:
        sys.exit(NO_CHROMIUM)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


def told(title: str, updates: list[Update]) -> None:
    """Print what updates of one sort cost."""
    print(f"{title}:")
    print(f"  answer of /live, on the wire:       {spread([each.wire_bytes / 1e3 for each in updates])} kB")
    print(f"  answer of /live, unpacked:          {spread([each.raw_bytes / 1e3 for each in updates])} kB")
    print(f"  main thread, all (TaskDuration):    {spread([each.task_ms for each in updates], 1)} ms")
    print(f"  main thread, script (ScriptDuration): {spread([each.script_ms for each in updates], 1)} ms")
    print(f"  live view alone (data-milliseconds): {spread([each.view_ms for each in updates], 1)} ms")


def measure(server: Server, run: LongRun, page: Page, seconds: float) -> None:
    """Open the run, then follow it for that long."""
    watch, started = Watch(page), time.perf_counter()
    page.goto(f"{server.url}/?run={run.folder.name}")
    page.locator(".gan-live .gl-plot .main-svg").first.wait_for()
    drawn, busy = time.perf_counter() - started, watch.main_thread_ms()
    wire, raw = watch.answers[0]
    print(f"first load (n = 1): {drawn:.2f} s from the address to drawn curves, with nothing cached")
    print(f"  main thread: {busy[0]:.0f} ms, {busy[1]:.0f} ms of it script, Streamlit's own and Plotly's among them")
    print(f"  first answer of /live: {wire / 1e3:.1f} kB on the wire, {raw / 1e3:.1f} kB unpacked")
    page.wait_for_timeout(3000)
    watch.update()
    told("an update without new rows", [watch.update() for _ in range(QUIET_UPDATES)])
    updates, ended = [], time.monotonic() + seconds
    while time.monotonic() < ended:
        run.add(ROWS_AN_UPDATE)
        updates.append(watch.update())
    told(f"an update with {ROWS_AN_UPDATE} new rows", [each for each in updates if each.raw_bytes < raw / 2])
    if whole := [each for each in updates if each.raw_bytes >= raw / 2]:
        told("an update that brings the whole anew", whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100_000, help="rows that the run has when it is opened")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long it is followed")
    chosen = parser.parse_args()
    print(machine())
    print(f"{chosen.steps:,} rows of {len(CURVES)} curves, {chosen.seconds:.0f} s followed", flush=True)
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as server:
        run = LongRun(server.runs, chosen.steps)
        try:
            time.sleep(WARM_UP_SECONDS)
            with browsing() as page:
                measure(server, run, page, chosen.seconds)
        finally:
            run.close()


if __name__ == "__main__":
    main()

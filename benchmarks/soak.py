"""python -m benchmarks.soak [--minutes 10]: does the memory of the server or of a watching browser grow with time?

A run without end of the quick preset trains while its page is open in Chromium. Every 10 s: the resident memory of the
server's process (its workers are processes of their own and not counted), the page's JavaScript heap after a forced
garbage collection, and its DOM nodes, those included that are out of the document but still held; the last two by
Performance.getMetrics of the DevTools protocol. The first minute is warm-up. Growth is the slope of the least-squares
line through the samples after it. MB are 10^6 bytes.

A soak of minutes says little of hours: caches that fill once look like growth, and "per hour" is drawn out from the
minutes that were watched. Some growth is meant, too: server and page hold the curves and know every picture of a run.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import CDPSession, Page

from benchmarks.charts import browsing, metrics, serving
from benchmarks.machine import machine
from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.presets import find_preset

WARM_UP_SECONDS = 60.0
SAMPLE_SECONDS = 10.0
FEWEST_SAMPLES = 3
SHORTEST_MINUTES = (WARM_UP_SECONDS + FEWEST_SAMPLES * SAMPLE_SECONDS) / 60


@dataclass(frozen=True)
class Sample:
    """What was held `seconds` after the curves were first drawn."""

    seconds: float
    server_mb: float
    heap_mb: float
    nodes: float


def endless_run(runs: Path) -> RunFolder:
    """Queue the quick preset without an end; the server that watches over `runs` starts it."""
    config = find_preset("quick-digits").config.with_changes({"training.seconds": 0})
    return Launcher(runs).start(config.model_dump(mode="json"), title="Soak")


def sample(server: psutil.Process, devtools: CDPSession, seconds: float) -> Sample:
    devtools.send("HeapProfiler.collectGarbage")
    known = metrics(devtools)
    return Sample(seconds, server.memory_info().rss / 1e6, known["JSHeapUsedSize"] / 1e6, known["Nodes"])


def watch(server: Server, folder: RunFolder, page: Page, minutes: float) -> tuple[list[Sample], int]:
    """Samples of that many minutes, each printed as it comes, and how many updates the page drew.

    Raises RuntimeError when the run ends, for then nothing would be soaked.
    """
    devtools, process = page.context.new_cdp_session(page), psutil.Process(server.process.pid)
    for domain in ("Performance", "HeapProfiler"):
        devtools.send(f"{domain}.enable")
    page.goto(f"{server.url}/?run={folder.name}")
    page.locator(".gan-live .gl-plot .main-svg").first.wait_for()
    print("seconds  server MB  JS heap MB  DOM nodes")
    found, started = [], time.monotonic()
    for index in range(int(minutes * 60 / SAMPLE_SECONDS) + 1):
        page.wait_for_timeout(1000 * max(0.0, started + index * SAMPLE_SECONDS - time.monotonic()))
        found.append(sample(process, devtools, time.monotonic() - started))
        last = found[-1]
        print(f"{last.seconds:7.0f}  {last.server_mb:9.1f}  {last.heap_mb:10.2f}  {last.nodes:9.0f}", flush=True)
        status = folder.status()
        if not status.active:
            raise RuntimeError(f"the run is {status.state}: {status.reason}")
    return found, int(page.locator(".gan-live").get_attribute("data-updates") or 0)


def growth(samples: list[Sample], figure: str) -> tuple[float, float]:
    """What the least-squares line grows by over the samples, and by hour."""
    seconds = np.array([each.seconds for each in samples])
    slope = float(np.polyfit(seconds, [getattr(each, figure) for each in samples], 1)[0])
    return slope * float(np.ptp(seconds)), slope * 3600


def report(samples: list[Sample]) -> None:
    """Print how each figure grew after the warm-up."""
    warm = [each for each in samples if each.seconds >= WARM_UP_SECONDS]
    minutes = (warm[-1].seconds - warm[0].seconds) / 60
    print(f"growth over the {minutes:.1f} minutes after the warm-up, by a least-squares line of {len(warm)} samples:")
    figures = {"server_mb": ("server", "MB"), "heap_mb": ("JS heap", "MB"), "nodes": ("DOM nodes", "nodes")}
    for figure, (title, unit) in figures.items():
        values = [getattr(each, figure) for each in warm]
        grown, hourly = growth(warm, figure)
        told = f"{grown:+.2f} {unit}, {hourly:+.1f} {unit} per hour"
        print(f"  {title}: {told} (from {min(values):.1f} to {max(values):.1f} seen)")
    if minutes < 60:
        print(f"  per hour is extrapolated from {minutes:.1f} minutes: a trend to look into, no measurement of an hour")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long it is watched, warm-up included")
    chosen = parser.parse_args()
    if chosen.minutes < SHORTEST_MINUTES:
        parser.error(f"--minutes must be at least {SHORTEST_MINUTES}, got {chosen.minutes}")
    print(machine())
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as server:
        folder = endless_run(server.runs)
        with browsing() as page:
            samples, updates = watch(server, folder, page, chosen.minutes)
        status = folder.status()
        with folder.record() as record:
            rows, pictures = len(record.rows()), len(record.pictures())
    report(samples)
    print(f"by then: {status.step:,} steps, {rows:,} rows of curves, {pictures:,} pictures, {updates:,} updates drawn")


if __name__ == "__main__":
    main()

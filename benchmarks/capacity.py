"""python -m benchmarks.capacity [--measure]: what a school, a course and the internet would need of machines.

A simulation of people who read, press Train and wait for a free core. `--measure` first takes the figures that it
stands on from this machine: a real server, one run that is watched in a real browser. What is assumed and what was
measured is printed beside each table. benchmarks/capacity.md says what follows from it.
"""

import argparse
import heapq
import random
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.real_app import Server, chromium_path
from gan_core.jobs.folder import RunFolder
from gan_core.presets import find_preset

PRESET = "quick-digits"
LESSON_SECONDS = 45 * 60.0
PATIENCE = 10.0
"""Seconds of waiting that nobody minds: as long as the run itself takes."""


@dataclass(frozen=True)
class Figures:
    """Of one run that is watched: seconds of a core, kB a second to the browser, MB that stay on the disk."""

    core_seconds: float = 11.4
    viewer_kilobytes: float = 24.0
    disk_megabytes: float = 6.4


@dataclass(frozen=True)
class Crowd:
    """`people` at a time; each trains, then reads for `think_seconds` on average, and so on.

    `in_browser` is the share of what they do that needs no core of a server: playground, latent space, lessons.
    """

    title: str
    people: int
    think_seconds: float = 120.0
    in_browser: float = 0.5
    run_seconds: float = 10.0


CROWDS = (
    Crowd("A school: one class of 30", 30),
    Crowd("A course: 1,000 enrolled, 100 of them at the busiest hour", 100),
    Crowd("The internet: 100,000 in a month, 300 at the busiest hour", 300),
)


@dataclass(frozen=True)
class Outcome:
    """Waits for a core in seconds, and the share of the cores' time that was used."""

    waits: tuple[float, ...]
    used: float

    def quantile(self, share: float) -> float:
        """The wait that so many waits do not exceed; 0 where nobody asked for a core."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))] if self.waits else 0.0


def simulate(crowd: Crowd, cores: int, *, seconds: float = LESSON_SECONDS, seed: int = 0) -> Outcome:
    """One lesson: everybody begins within its first two minutes, and waits in the order of asking for a free core.

    Nobody asks twice at a time, so that the order is fair by person too. Times of reading and of training are drawn
    from exponential distributions: the least regular there are for a given mean.
    """
    rng = random.Random(seed)
    ready = [(rng.uniform(0, min(120.0, seconds)), person) for person in range(crowd.people)]
    heapq.heapify(ready)
    ends: list[tuple[float, int]] = []
    queue: deque[tuple[float, int]] = deque()
    waits, busy = [], 0.0

    def begin(now: float, asked: float, person: int) -> None:
        nonlocal busy
        taken = rng.expovariate(1 / crowd.run_seconds)
        busy += min(taken, max(0.0, seconds - now))
        waits.append(now - asked)
        heapq.heappush(ends, (now + taken, person))

    while ready or ends:
        if ends and (not ready or ends[0][0] <= ready[0][0]):
            now, person = heapq.heappop(ends)
            heapq.heappush(ready, (now + rng.expovariate(1 / crowd.think_seconds), person))
            if queue:
                begin(now, *queue.popleft())
            continue
        now, person = heapq.heappop(ready)
        if now > seconds:
            continue
        if rng.random() < crowd.in_browser:
            heapq.heappush(ready, (now + rng.expovariate(1 / crowd.think_seconds), person))
        elif len(ends) < cores:
            begin(now, now, person)
        else:
            queue.append((now, person))
    return Outcome(tuple(waits), busy / (cores * seconds))


def steady_state(crowd: Crowd, cores: int) -> tuple[float, float]:
    """The mean wait in seconds and the share of the cores' time in use, where this goes on for ever.

    The machine repairman's model with several repairmen: a known answer for what `simulate` draws. See Bolch, Greiner,
    de Meer and Trivedi 2006, Queueing Networks and Markov Chains, section 6.
    """
    between = crowd.think_seconds / (1 - crowd.in_browser)  # a random number of things in the browser, then a run
    weights = [1.0]  # of how many people train or wait
    for there in range(crowd.people):
        asked, done = (crowd.people - there) / between, min(there + 1, cores) / crowd.run_seconds
        weights.append(weights[-1] * asked / done)
    total = sum(weights)
    waiting = sum(max(0, there - cores) * weight for there, weight in enumerate(weights)) / total
    busy = sum(min(there, cores) * weight for there, weight in enumerate(weights)) / total
    return waiting * crowd.run_seconds / busy, busy / cores


def enough(crowd: Crowd, patience: float = PATIENCE, seeds: int = 5) -> int:
    """The fewest cores with which 95 of 100 waits are no longer than `patience` seconds."""
    cores = 1
    while statistics.median(simulate(crowd, cores, seed=seed).quantile(0.95) for seed in range(seeds)) > patience:
        cores += 1
    return cores


def table(crowd: Crowd, figures: Figures) -> Iterator[str]:
    """Lines: the cores that are enough, what waiting is with fewer and more, and what else is needed."""
    crowd = replace(crowd, run_seconds=figures.core_seconds)
    least = enough(crowd)
    yield f"{crowd.title}: {least} cores"
    yield "  cores   median wait    95 % wait    in use"
    for cores in sorted({max(1, least // 2), least, 2 * least}):
        found = [simulate(crowd, cores, seed=seed) for seed in range(5)]
        median, most = (statistics.median(each.quantile(share) for each in found) for share in (0.5, 0.95))
        used = statistics.median(each.used for each in found)
        yield f"  {cores:5d}  {median:10.1f} s  {most:9.1f} s  {100 * used:7.0f} %"
    runs = statistics.median(len(simulate(crowd, least, seed=seed).waits) for seed in range(5))
    network = crowd.people * figures.viewer_kilobytes * 8 / 1000
    disk = runs * figures.disk_megabytes / 1000
    yield f"  at most {network:,.0f} Mbit/s to the browsers; {runs:,.0f} runs a lesson, which keep {disk:,.1f} GB"
    alone = replace(crowd, in_browser=1 - (1 - crowd.in_browser) / 2)
    yield f"  with half as many runs on the server (playground in the browser instead): {enough(alone)} cores"


def measure() -> Figures:
    """Of one run of PRESET on a real server, watched in Chromium to its end."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        server = Server(Path(place))
        server.start()
        browser = playwright.chromium.launch(executable_path=chromium_path())
        try:
            page = browser.new_page()
            page.goto(server.url)
            train = page.locator(f".st-key-card-{PRESET}").get_by_role("button", name="Train").first
            train.wait_for()
            page.wait_for_load_state("networkidle")
            received = 0

            def hear(message: dict[str, float]) -> None:
                nonlocal received
                received += int(message["encodedDataLength"])

            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.on("Network.dataReceived", hear)
            session.on(
                "Network.webSocketFrameReceived",
                lambda message: hear({"encodedDataLength": len(message["response"]["payloadData"])}),
            )
            train.click()
            page.wait_for_url("**run=**")
            folder = RunFolder(server.runs / page.url.split("run=")[1].split("&")[0])
            began, started = time.monotonic(), received
            while folder.status().active:
                page.wait_for_timeout(100)
            took = time.monotonic() - began
        finally:
            browser.close()
            server.stop()
        kept = sum(each.stat().st_size for each in folder.path.rglob("*") if each.is_file())
    return Figures(took, (received - started) / 1000 / took, kept / 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="take the figures of a run from this machine")
    figures = measure() if parser.parse_args().measure else Figures()
    print(machine())
    title = find_preset(PRESET).title
    print(
        f"A run of “{title}”: {figures.core_seconds:.1f} s of a core from Train to its end, "
        f"{figures.viewer_kilobytes:.1f} kB/s to the browser that watches it, {figures.disk_megabytes:.1f} MB kept"
    )
    print(
        f"Assumed: {CROWDS[0].think_seconds:g} s of reading between two things one does, half of which need no server"
    )
    for crowd in CROWDS:
        print()
        print("\n".join(table(crowd, figures)))


if __name__ == "__main__":
    main()

"""python -m benchmarks.many_runs [--runs 1000] [--idle 30]: what a folder full of ended runs costs.

One small run is trained and copied that often, weights and pictures as hard links. Timed are the list of all runs as it
is first read and read again, each page as one script run (the second of two), and the processor time of a server to
which nobody is connected.
"""

import argparse
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.machine import machine
from benchmarks.real_app import Server
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import RunIndex
from gan_core.jobs.worker import Worker
from gan_core.places import PROJECT
from gan_core.presets import find_preset

OWN_COPIES = ("run.sqlite", "config.json")


def fill(root: Path, num_runs: int) -> None:
    """`num_runs` ended runs below `root`, each a minute older than the one before."""
    config = find_preset("colour-shapes").config.with_changes(
        {"training.num_steps": 30, "training.seconds": 0, "data.num_images": 500, "runtime.device": "cpu"}
    )
    first = RunFolder.create(root / "run-0000", config.model_dump(mode="json"), title="Run 0")
    state = Worker(first, kinds.JOB_TYPES, kinds.EXPLAIN).run()
    if state != "done":
        raise SystemExit(f"{state}. {first.status().reason}")
    for number in range(1, num_runs):
        path = root / f"run-{number:04}"
        shutil.copytree(first.path, path, copy_function=_copy)
        with RunFolder(path).record() as record:
            record.put(title=f"Run {number}", created=time.time() - 60 * number)


def _copy(source: str, target: str) -> None:
    if Path(source).name in OWN_COPIES:
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


def milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


def time_pages() -> None:
    """Each page twice, the list of runs with everybody's."""
    from streamlit.testing.v1 import AppTest

    for path in sorted((PROJECT / "pages").glob("*.py")):
        test = AppTest.from_file(str(path), default_timeout=120).run()
        if path.stem == "runs":
            test.segmented_control[0].set_value("All")
        first, again = milliseconds(test.run), milliseconds(test.run)
        print(f"page {path.stem:10} {first:7.0f} ms, again {again:.0f} ms")


def idle_share(root: Path, seconds: float) -> float:
    """The share of one core that a server and its standby use while nobody is there."""
    server = Server(root)
    server.start()
    try:
        time.sleep(15.0)  # the standby imports torch, and the list is read for the first time
        everyone = [psutil.Process(server.process.pid), *psutil.Process(server.process.pid).children(recursive=True)]
        before = sum(sum(each.cpu_times()[:2]) for each in everyone)
        time.sleep(seconds)
        return (sum(sum(each.cpu_times()[:2]) for each in everyone) - before) / seconds
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds over which an idle server is watched")
    chosen = parser.parse_args()
    print(f"{machine()}: {chosen.runs:,} runs")
    with TemporaryDirectory() as place:
        os.environ["GAN_CORE_RUNS"] = place
        fill(Path(place), chosen.runs)
        index = RunIndex(Path(place))
        for name, act in (("statuses", index.statuses), ("moving", index.moving), ("usage", index.usage)):
            print(f"{name:15} {milliseconds(act):7.1f} ms, again {milliseconds(act):.1f} ms")
        time_pages()
        if chosen.idle:
            print(f"idle server: {100 * idle_share(Path(place), chosen.idle):.1f} % of a core")


if __name__ == "__main__":
    main()

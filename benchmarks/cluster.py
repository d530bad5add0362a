"""python -m benchmarks.cluster [--repeats 5] [--seconds 10]: what it costs a run to be placed by Ray.

In turns, a run starts as a process of this machine and through the Ray cluster whose node this machine is (start one as
the README says, under "For a lab"). Timed are the seconds from the start until a worker has the run and until its first
step, and then the images per second of the same settings. A local run takes the standby that has torch imported; what
that saves is seen in "local, no standby". Nothing else may load the machine.
"""

import argparse
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import machine, spread
from gan_core.errors import RunError
from gan_core.jobs.cluster import CLUSTER, ClusterError
from gan_core.jobs.executor import Executor
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.local_executor import LocalExecutor
from gan_core.jobs.ray_executor import RayExecutor
from gan_core.presets import find_preset

LONGEST_SECONDS = 300.0
LOOK_SECONDS = 0.005
WAYS = ("local, standby", "local, no standby", "cluster")


@dataclass
class Way:
    """What was measured of one way to start a run."""

    claimed: list[float] = field(default_factory=list)
    first_step: list[float] = field(default_factory=list)
    images_per_second: list[float] = field(default_factory=list)


class NoStandby(LocalExecutor):
    """Starts each run in a fresh process."""

    def places(self, config: object) -> int:
        return 1

    def keep_ready(self) -> None: ...


def until(folder: RunFolder, begun: float, reached: str) -> float:
    """Seconds since `begun` until the status says so."""
    while True:
        status = folder.status()
        if status.state in ("failed", "lost"):
            raise SystemExit(f"{status.state}: {status.reason}")
        if (status.pid and not status.message.startswith("Waiting")) if reached == "claimed" else status.step > 0:
            return time.perf_counter() - begun
        if time.perf_counter() - begun > LONGEST_SECONDS:
            raise SystemExit(f"not {reached} after {LONGEST_SECONDS:.0f} s. {status.reason}")
        time.sleep(LOOK_SECONDS)


def ready(executor: Executor) -> None:
    """Wait until a run can start at once: a standby that is warm, a cluster that is joined."""
    ended = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < ended:
        executor.keep_ready()
        if isinstance(executor, RayExecutor):
            with suppress(ClusterError):
                if executor.nodes():
                    return
        elif isinstance(executor, NoStandby) or (isinstance(executor, LocalExecutor) and _is_warm(executor)):
            return
        time.sleep(0.1)
    raise SystemExit("No worker gets ready: is there a cluster? See “For a lab” in the README.")


def _is_warm(executor: LocalExecutor) -> bool:
    return executor.standby is not None and executor.standby.ready


def measure(root: Path, executor: Executor, way: Way, seconds: float) -> None:
    """One run, from its start to its stop."""
    config = find_preset("quick-digits").config.with_changes(
        {"training.num_steps": 0, "training.seconds": 0, "runtime.device": "cpu", "runtime.num_threads": 1}
    )
    launcher = Launcher(root, max_workers=1, executor=executor)
    ready(executor)
    launcher.open()
    try:
        begun = time.perf_counter()
        folder = launcher.start(config.model_dump(mode="json"), title="Placement")
        way.claimed.append(until(folder, begun, "claimed"))
        way.first_step.append(until(folder, begun, "at its first step"))
        before = folder.status()
        time.sleep(seconds)
        after = folder.status()
        way.images_per_second.append((after.images - before.images) / max(0.001, after.seconds - before.seconds))
        launcher.stop_and_wait(folder)
        launcher.delete(folder)
    except RunError as error:
        raise SystemExit(str(error)) from error
    finally:
        launcher.close()


def main() -> None:
    """Print a line for each way, and what the cluster adds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the images per second are counted")
    chosen = parser.parse_args()
    os.environ[CLUSTER] = "auto"
    ways = {name: Way() for name in WAYS}
    with TemporaryDirectory() as place:
        os.environ["GAN_CORE_RUNS"] = str(Path(place) / "runs")
        for _ in range(chosen.repeats):
            for name, way in ways.items():
                executor = {"cluster": RayExecutor, "local, no standby": NoStandby}.get(name, LocalExecutor)()
                measure(Path(place) / "runs", executor, way, chosen.seconds)
    print(machine())
    for name, way in ways.items():
        print(
            f"{name:18} a worker after {spread(way.claimed)} s, first step after {spread(way.first_step)} s, "
            f"{spread(way.images_per_second, 0)} images/s"
        )
    pairs = zip(ways["cluster"].first_step, ways["local, no standby"].first_step, strict=True)
    print(f"the cluster adds {spread([there - here for there, here in pairs])} s to a start without a standby")


if __name__ == "__main__":
    main()

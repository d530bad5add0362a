"""python -m benchmarks.monitor_cost: how much of the training's throughput the always-on measures leave.

Two runs of one preset, one measured while it trains and one not, take turns of 10 s of wall time, the first of each
pair by chance, so that a noisy machine hits both alike; the ratio of each pair is what counts. Real pictures a second
are counted by the wall clock, in which looking is; a run's own clock stands still meanwhile. The measures' preparation
(features of the real pictures) is in the turns too.
"""

import argparse
import time

import numpy as np

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.cost.intervals import median_interval
from gan_core.data import quiet
from gan_core.events import Progress
from gan_core.monitors.schedule import MonitorSchedule
from gan_core.presets import find_preset
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.probe import execution_for

WARM_UP_SECONDS = 3.0


class Run:
    """A run that can be driven for a while."""

    def __init__(self, config: RunConfig) -> None:
        execution = execution_for(config)
        execution.apply_threads()
        self.state, data, _ = prepare(config, execution, quiet)
        self.steps = (event for event in train(self.state, data, config) if isinstance(event, Progress))
        self.watching = MonitorSchedule(self.state, data, config)
        self.rows = 0

    def images_per_second(self, seconds: float) -> float:
        """Over about so many seconds of the wall clock."""
        started, images = time.perf_counter(), self.state.images
        while time.perf_counter() - started < seconds:
            next(self.steps)
            self.rows += len(self.watching.look(self.state))
        return (self.state.images - images) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presets", nargs="+", default=["quick-digits", "colour-shapes", "vae-bottleneck"])
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=10.0, help="of wall time in a turn")
    parser.add_argument("--device", default="auto")
    chosen = parser.parse_args()
    print(machine())
    rng = np.random.default_rng(0)
    for name in chosen.presets:
        config = find_preset(name).config.with_changes({"training.seconds": 0, "runtime.device": chosen.device})
        runs = {budget: Run(config.with_changes({"recording.watch_budget": budget})) for budget in (0.05, 0.0)}
        for run in runs.values():
            run.images_per_second(WARM_UP_SECONDS)
        ratios = []
        for _ in range(chosen.pairs):
            speeds = {budget: runs[budget].images_per_second(chosen.seconds) for budget in rng.permutation(list(runs))}
            ratios.append(100 * speeds[0.05] / speeds[0.0])
        interval, watched = median_interval(np.array(ratios)), runs[0.05]
        share = watched.watching.seconds / watched.state.seconds
        print(
            f"{name}: {spread(ratios, 1)} % of the images/s without metrics, 95 % interval of the median "
            f"{interval.low:.1f} to {interval.high:.1f}; {watched.rows} rows, {100 * share:.1f} % of the training time",
            flush=True,
        )


if __name__ == "__main__":
    main()

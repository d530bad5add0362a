"""python -m benchmarks.doctor_histories: starts every failure, trains for real, and scores the doctor.

With --write the histories become the recordings that the tests read and the Doctor page draws. Other seeds
(--seeds 1 2) tell whether its thresholds were fitted to those recordings: they are scored, and not kept.
"""

import argparse
import tempfile
import warnings
from pathlib import Path

from gan_core.doctor import recordings
from gan_core.doctor.failure_mode import FailureStart
from gan_core.doctor.history import History
from gan_core.doctor.read_history import read_history
from gan_core.doctor.scoreboard import score
from gan_core.doctor.starts import FAILING, SOUND
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker

STARTS: dict[str, FailureStart] = {**FAILING, **{f"well-{name}": start for name, start in SOUND.items()}}


def train(name: str, seed: int, place: Path) -> History:
    """The history of one such run, trained to its end in this process."""
    config = STARTS[name].config(seed=seed).with_changes({"runtime.device": "cpu"})
    folder = RunFolder.create(place / name, config.model_dump(mode="json"), title=name)
    Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run()
    return read_history(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of {', '.join(STARTS)}")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="train with each of these seeds (default: 0)")
    parser.add_argument("--write", action="store_true", help="keep the histories of the first seed as recordings")
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore", category=UserWarning)
    for seed in chosen.seeds:
        histories = {}
        for name in chosen.names or STARTS:
            with tempfile.TemporaryDirectory() as place:
                history = histories[name] = train(name, seed, Path(place))
            print(f"  {name}: {history.step} steps, {history.state}", flush=True)
            if chosen.write and seed == chosen.seeds[0]:
                recordings.save(name, history)
        print(f"seed {seed}", *score(histories).lines(), sep="\n", flush=True)


if __name__ == "__main__":
    main()

"""python -m benchmarks.training_speed [--preset NAME] [--rounds 20] [--seconds 1] [--race 60]: training toggles.

Every setting trains in turns of a second, in an order drawn anew in each round, so that a busy machine hits all alike;
the first turn, in which kernels are chosen or compiled, does not count. Reported: images/s (median turn, 95 %) and the
ratio to eager fp32 from turns of the same round. With a GPU its settings are measured there as well.

`--race S` then trains eager fp32 against bf16 + channels last for S seconds each as a race, and tells at which time
each reached the same Fréchet distance: what a ratio of speeds is worth at equal quality.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.machine import machine
from gan_core.config import RunConfig
from gan_core.data import load_data, quiet
from gan_core.errors import UserError
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from gan_core.presets import find_preset
from gan_core.race.lane_log import Turn
from gan_core.race.presets import PLAIN, race_of
from gan_core.race.racer import Racer
from gan_core.race.ranking import speed_of, time_ratio
from gan_core.race.results import read_result
from gan_core.race.settings import Lane, RaceConfig, load_race_config

EAGER = {**PLAIN, "optimiser.fused": "off"}
SETTINGS: dict[str, dict[str, Any]] = {
    "eager fp32": EAGER,
    "fused optimiser": {**EAGER, "optimiser.fused": "on"},
    "channels last": {**EAGER, "runtime.channels_last": "on"},
    "bf16": {**EAGER, "runtime.precision": "bf16"},
    "bf16, channels last, fused": {
        "runtime.precision": "bf16",
        "runtime.channels_last": "on",
        "optimiser.fused": "on",
    },
}
COMPILED = {**SETTINGS["bf16, channels last, fused"], "runtime.compile": True}


def measure(base: RunConfig, device: str, rounds: int, seconds: float, compiled: bool) -> list[Racer]:
    """Every setting on `device`, after `rounds` turns that count."""
    config = _config(base, device, compiled)
    data = load_data(base.data, quiet)
    racers = [Racer(lane, config[1](lane), data, quiet) for lane in config[0]]
    rng = np.random.default_rng(0)
    for number in range(rounds + 1):
        for index in rng.permutation(len(racers)):
            racer = racers[index]
            images, before = racer.state.images, racer.seconds
            racer.stretch(seconds)
            racer.turns.append(Turn(number, racer.state.images - images, racer.seconds - before))
    return racers


def _config(base: RunConfig, device: str, compiled: bool) -> tuple[list[Lane], Any]:
    """The lanes and what makes a lane's settings; four at a time would be a race, here all take part."""
    chosen = SETTINGS | ({"the same, compiled": COMPILED} if compiled else {})
    lanes = [Lane(name=name, changes={**changes, "runtime.device": device}) for name, changes in chosen.items()]
    pair: RaceConfig = load_race_config(
        {"base": base.model_dump(mode="json"), "lanes": [each.model_dump(mode="json") for each in lanes[:2]]}
    )
    return lanes, pair.lane_config


def report(racers: list[Racer]) -> None:
    """A line for each setting."""
    first = racers[0].track()
    for racer in racers:
        track = racer.track()
        speed, ratio = speed_of(track), time_ratio(track, first)
        told = f"{track.name:28} {speed.middle:8,.0f} images/s ({_span(speed.low, speed.high, ',.0f')})"
        if racer is not racers[0]:
            ends = _span(1 / ratio.high if ratio.high else None, 1 / ratio.low if ratio.low else None, ".2f")
            told += f"   {1 / ratio.middle:.2f}x eager fp32 ({ends})"
        print(f"{told}   warm-up {track.warm_up_seconds:.1f} s")


def _span(low: float | None, high: float | None, form: str) -> str:
    return f"{low:{form}} to {high:{form}}" if low is not None and high is not None else "too few rounds"


def race(base: RunConfig, seconds: float) -> None:
    """Eager fp32 against bf16 and channels last until each has used its seconds; prints the story."""
    config = race_of("both", base, seconds=seconds)
    with tempfile.TemporaryDirectory() as place:
        folder = RunFolder.create(
            Path(place) / "race", config.model_dump(mode="json"), title=config.title, job_type="race", state="running"
        )
        if (state := Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run()) != "done":
            raise SystemExit(f"{state}. {folder.status().reason}")
        found = read_result(folder)
    known = found.race.measure
    print(f"\n{known.title}, {known.num_images:,} pictures against as many of {known.reference}; {seconds:g} s a lane")
    print("\n".join(found.story()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="quick-digits")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--compile", action="store_true", help="also compiled, after half a minute of warm-up")
    parser.add_argument("--race", type=float, default=0.0, metavar="S")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    base = find_preset(chosen.preset).config
    print(machine())
    for device in ("cpu", *(("cuda",) if torch.cuda.is_available() else ())):
        batch = base.training.batch_size
        print(f"\n{base.title}, batch {batch}, {device}, {chosen.rounds} rounds of {chosen.seconds:g} s")
        try:
            report(measure(base, device, chosen.rounds, chosen.seconds, chosen.compile))
        except UserError as error:
            print(error)
    if chosen.race:
        race(base, chosen.race)


if __name__ == "__main__":
    main()

"""What suits one network on one machine: precision, memory layout and threads, by timing whole training steps of it.

No setting is best everywhere: bf16 gains on one processor and loses on another, and channels last helps a GAN's
convolutions and hinders a U-Net with group norms. So each network is timed, for a fraction of a second, on steps that
are thrown away.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import psutil
import torch

from gan_core.config import RunConfig
from gan_core.machine import describe
from gan_core.models.drawing import count_parameters
from gan_core.places import cache_folder
from gan_core.run_settings import RuntimeConfig
from gan_core.store import atomic
from gan_core.training.execution import Execution, decide
from gan_core.training.growing import stand_at
from gan_core.training.random_batches import random_batches
from gan_core.training.state import initial_state, update_ema
from gan_core.training.trainers import trainer_of

PROBE_SECONDS, MOST_SECONDS = 0.35, 3.0
"""How long the rounds take together; and when no further setting, and no second round, is begun."""
FEWEST_ROUNDS, MOST_ROUNDS = 2, 8
LARGE = 20_000_000
"""Networks of more parameters are not timed: four of them, with what training keeps of each, may not fit."""
HOPELESS = 1.4
"""What takes so many times as long as the fastest is not timed again."""
MARGIN = 1.05
"""So much faster must a setting be than the one before it in order: full precision first, and what was chosen last."""
THREAD_GAIN = 1.4
"""So many times as fast must twice the threads be: a core that brings less is worth more to the page and others."""
FRESH_SECONDS = 3600.0
"""For so long the same network gets the same precision and layout without being timed: the same seed, the same run."""
FILE = "probes.json"
MOST_KEPT = 200

Step = Callable[[], None]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Timed:
    """One way to compute, and the milliseconds that a step of the network took."""

    execution: Execution
    milliseconds: float

    @property
    def words(self) -> str:
        """ "bf16 with channels last 11.3 ms"."""
        layout = " with channels last" if self.execution.channels_last else ""
        threads = f" on {self.execution.num_threads} threads" if self.execution.num_threads > 1 else ""
        return f"{self.execution.precision}{layout}{threads} {self.milliseconds:.3g} ms"


@dataclass(frozen=True)
class Choice:
    """How a run computes, and what was timed for it; `timed` is empty where everything was given or known."""

    execution: Execution
    timed: tuple[Timed, ...] = ()

    @property
    def words(self) -> str:
        """What was timed, in a sentence; empty where nothing was."""
        if not self.timed:
            return ""
        order = sorted(self.timed, key=lambda each: each.milliseconds)
        return f"Timed on this network, per step: {', '.join(each.words for each in order)}."


def choose(config: RunConfig, runtime: RuntimeConfig | None = None) -> Choice:
    """Where and how a run of `config` computes on this machine, with every "auto" of `runtime` (the config's own).

    Takes about half a second where something has to be timed. Raises SettingsError for a device that is not there.
    """
    runtime = runtime or config.runtime
    base = decide(runtime)
    options = candidates(runtime, base, config.data.kind)
    timed: list[Timed] = []
    chosen, key = options[0], network_key(config, base)
    if len(options) > 1:
        known = remembered(key)
        before = next((each for each in options if known and _settings(each) == known["settings"]), None)
        if known and before and 0 <= time.time() - known["measured"] < FRESH_SECONDS:
            chosen = before
        elif num_parameters(config) > LARGE:
            chosen = options[-1] if base.device == "cuda" else options[0]
        else:
            order = [*([before] if before else []), *(each for each in options if each is not before)]
            timed = time_steps(config, order)
            chosen = best_of(timed)
            remember(key, chosen)
    if runtime.num_threads == 0 and base.device == "cpu" and config.training.processes == 1:
        chosen, with_threads = _with_threads(config, chosen)
        timed += with_threads
    return Choice(chosen, tuple(timed))


def execution_for(config: RunConfig) -> Execution:
    """How a run of `config` computes here. Raises SettingsError."""
    return choose(config).execution


def candidates(runtime: RuntimeConfig, base: Execution, kind: str) -> list[Execution]:
    """`base` with every precision and layout that `runtime` leaves open: full precision and the plain layout first.

    Of points bf16 would keep less than three digits, and on mps it is not tried; points have no layout.
    """
    halves = kind == "image" and base.device != "mps"
    precisions = ["fp32", "bf16"] if runtime.precision == "auto" and halves else [base.precision]
    layouts = [False, True] if runtime.channels_last == "auto" and kind == "image" else [base.channels_last]
    return [replace(base, precision=precision, channels_last=layout) for precision in precisions for layout in layouts]


def best_of(timed: Sequence[Timed]) -> Execution:
    """The first, in their order, that takes at most 5 % longer than the fastest."""
    fastest = min(each.milliseconds for each in timed)
    return next(each.execution for each in timed if each.milliseconds <= MARGIN * fastest)


def time_steps(config: RunConfig, options: Sequence[Execution], clock: Clock | None = None) -> list[Timed]:
    """Whole steps of the network of `config`, each of `options` in turn; the best time of each, in their order.

    On one thread of a CPU the clock is that of the thread's own work, which others on the machine do not slow down.
    """
    alone = options[0].device == "cpu" and all(each.num_threads == 1 for each in options)
    clock = clock or (time.thread_time if alone else time.perf_counter)
    threads = torch.get_num_threads()
    try:
        begun, steps = clock(), list[Step]()
        for option in options:
            option.apply_threads()
            steps.append(_stepper(config, option))
            steps[-1]()  # kernels are chosen and caches filled
            if clock() - begun > MOST_SECONDS:
                break
        return rounds(options[: len(steps)], steps, clock)
    finally:
        torch.set_num_threads(threads)
        gc.collect()


def rounds(options: Sequence[Execution], steps: Sequence[Step], clock: Clock) -> list[Timed]:
    """The best of some rounds in which every option has its turn; the hopeless drop out after the first."""
    best = [float("inf")] * len(options)
    begun = clock()
    for number in range(MOST_ROUNDS):
        for index, (option, step) in enumerate(zip(options, steps, strict=True)):
            if number and best[index] > HOPELESS * min(best):
                continue
            option.apply_threads()
            started = clock()
            step()
            best[index] = min(best[index], clock() - started)
        passed = clock() - begun
        if (number + 1 >= FEWEST_ROUNDS and passed > PROBE_SECONDS) or passed > MOST_SECONDS:
            break
    return [Timed(option, 1e3 * seconds) for option, seconds in zip(options, best, strict=True)]


def _stepper(config: RunConfig, execution: Execution) -> Step:
    """One whole step at each call, of networks of its own on random data; never compiled."""
    plain = replace(execution, compiled=False, graphed=False)
    state = initial_state(config, config.shape(), plain)
    if growth := config.model.growth(config.shape()):  # as slow as it will get
        stand_at(state, growth.stage(growth.top))
    data, trainer = random_batches(config, state), trainer_of(config)
    shown, wait = trainer.images_per_step(data, config), waiter(execution)

    def step() -> None:
        trainer.step(state, data, config)
        state.images += shown
        update_ema(state, config, shown)
        wait()

    return step


def waiter(execution: Execution) -> Step:
    """What waits until the device has done all that it was given."""
    return {"cuda": torch.cuda.synchronize, "mps": torch.mps.synchronize}.get(execution.device, lambda: None)


def num_parameters(config: RunConfig) -> int:
    """Of all networks of the run, counted without making them."""
    with torch.device("meta"):
        networks = [each.build(config.model, config.shape()) for each in config.family.networks.values()]
    return sum(count_parameters(each) for each in networks)


def _with_threads(config: RunConfig, chosen: Execution) -> tuple[Execution, list[Timed]]:
    """`chosen` with as many threads as pay: of the cores that nobody uses one is left to the page.

    Nothing is timed where the machine has no core to spare, or others use them.
    """
    timed: list[Timed] = []
    count, spare = 2, spare_cores() if usable_cores() > 2 else 1
    while count <= spare:
        one, more = time_steps(config, [replace(chosen, num_threads=count // 2), replace(chosen, num_threads=count)])
        timed.append(more)
        if one.milliseconds < THREAD_GAIN * more.milliseconds:
            break
        chosen, count = more.execution, 2 * count
    return chosen, timed


def usable_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spare_cores(look_seconds: float = 0.1) -> int:
    """How many cores nobody uses just now, without the one that the page and its browser are left."""
    busy = psutil.cpu_percent(look_seconds, percpu=True)
    own = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(len(busy))
    used = sum(busy[core] for core in own if core < len(busy)) / 100
    return int(usable_cores() - used + 0.25) - 1


def network_key(config: RunConfig, base: Execution) -> str:
    """Names what a step costs: the networks, the objective, the batch, the device and the versions."""
    machine = describe()
    where = [base.device, machine["processor"], machine["cores"], machine.get("gpu", ""), torch.__version__]
    network = [
        config.model.model_dump(mode="json"),
        config.objective.model_dump(mode="json"),
        list(config.shape().dims),
    ]
    text = json.dumps([network, config.training.batch_size, config.optimiser.fused, where], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _settings(execution: Execution) -> dict[str, Any]:
    return {"precision": execution.precision, "channels_last": execution.channels_last}


def remembered(key: str) -> dict[str, Any] | None:
    """What was chosen for that network before, and when; None where that is not known."""
    return _read().get(key)


def remember(key: str, chosen: Execution) -> None:
    """Keep the choice; a home that cannot be written to only means that it is timed again."""
    known = _read() | {key: {"settings": _settings(chosen), "measured": time.time()}}
    newest = sorted(known, key=lambda each: known[each]["measured"])[-MOST_KEPT:]
    with suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
        atomic.write_json(cache_folder() / FILE, {each: known[each] for each in newest})


def _read() -> dict[str, dict[str, Any]]:
    """All choices that are kept and whole."""
    try:
        known = json.loads((cache_folder() / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: each for key, each in known.items() if _whole(each)} if isinstance(known, dict) else {}


def _whole(value: Any) -> bool:
    return isinstance(value, dict) and "settings" in value and isinstance(value.get("measured"), (int, float))

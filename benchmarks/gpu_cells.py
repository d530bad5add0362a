"""Cells of `python -m benchmarks.gpu`: one training each, for some seconds, that differs from the base in one factor.

`python -m benchmarks.gpu_cells JSON` is one such training in a process of its own, for cells of several at once.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import UserError
from gan_core.events import Progress
from gan_core.presets import PRESETS, find_preset
from gan_core.training.execution import Execution, decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare

BASE = "quick-digits"
BATCHES = (64, 128, 256, 512, 1024)
AT_ONCE = 8
WARMUP_STEPS = 64
"""Long enough for a graph of the steps with lazy penalties, which is made at the fourth of them."""
READABLE = 0.8
READABLE_SECONDS = 20.0
MIB = 2**20


@dataclass(frozen=True)
class Cell:
    """What is trained. `factor` names what differs from the base, `batch_size` 0 is the preset's own."""

    factor: str
    preset: str = BASE
    precision: str = "fp32"
    batch_size: int = 0
    at_once: int = 1
    graphs: bool = False

    @property
    def name(self) -> str:
        batch = f", batch {self.batch_size}" if self.batch_size else ""
        runs = f", {self.at_once} at once" if self.at_once > 1 else ""
        return f"{self.preset}, {self.precision}{', graphs' if self.graphs else ''}{batch}{runs}"


def speed_cells(presets: list[str], batches: tuple[int, ...] = BATCHES) -> list[Cell]:
    """One factor at a time from the base: what is trained, its precision, whole steps as CUDA graphs, its batch."""
    base = BASE if BASE in presets else presets[0]
    cells = [Cell("base", base)]
    cells += [Cell("preset", name) for name in presets if name != base]
    cells += [Cell("precision", base, precision) for precision in ("tf32", "bf16", "fp16")]
    cells += [Cell("graphs", name, graphs=True) for name in presets] + [Cell("graphs", base, "bf16", graphs=True)]
    return cells + [Cell("batch", base, precision, size) for precision in ("fp32", "bf16") for size in batches]


def scale_cells(presets: list[str], at_once: int = AT_ONCE) -> list[Cell]:
    """One run beside several on the same device."""
    base = BASE if BASE in presets else presets[0]
    return [Cell("runs", base, precision, at_once=at_once) for precision in ("fp32", "bf16")]


def config_of(cell: Cell, device: str) -> RunConfig:
    """Its settings: nothing is drawn or measured in passing, and it has no end."""
    changes: dict[str, Any] = {
        **{"runtime.device": device, "runtime.precision": "fp32" if cell.precision == "tf32" else cell.precision},
        **dict.fromkeys(("training.num_steps", "training.num_images", "training.seconds", "recording.watch_budget"), 0),
        "runtime.cuda_graphs": cell.graphs,
        "optimiser.schedule": "constant",
        "recording.sample_interval": 10**6,
    }
    if cell.batch_size:
        changes["training.batch_size"] = cell.batch_size
    return find_preset(cell.preset).config.with_changes(changes)


class Training:
    """One run on the device, ready to step."""

    def __init__(self, cell: Cell, device: str) -> None:
        config = config_of(cell, device)
        self.execution: Execution = decide(config.runtime)
        if cell.graphs and not self.execution.graphed:
            raise UserError("CUDA graphs need a GPU")
        self.execution.apply_threads()
        if cell.precision == "tf32":  # which `decide` has switched off
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        started = time.perf_counter()
        self.state, data, _ = prepare(config, self.execution, quiet)
        self._steps = (event for event in train(self.state, data, config) if isinstance(event, Progress))
        next(self._steps)
        self.wait()
        self.first_step_seconds = time.perf_counter() - started

    def wait(self) -> None:
        """Until the device has done what it was told."""
        if self.execution.device == "cuda":
            torch.cuda.synchronize()

    def run(self, seconds: float) -> dict[str, float]:
        """Speed over so many seconds, after some steps that do not count, and memory."""
        for _ in range(WARMUP_STEPS if seconds >= 1 else 1):
            next(self._steps)
        self.wait()
        energy, started, step, images = joules(), time.perf_counter(), self.state.step, self.state.images
        while time.perf_counter() - started < seconds:
            next(self._steps)
        self.wait()
        passed, used = time.perf_counter() - started, joules()
        found = {
            "seconds": passed,
            "steps_per_second": (self.state.step - step) / passed,
            "images_per_second": (self.state.images - images) / passed,
            "first_step_seconds": self.first_step_seconds,
        }
        if energy is not None and used is not None:
            found["watts"] = (used - energy) / passed
        return found | memory(self.execution.device)


def memory(device: str) -> dict[str, float]:
    """MiB that tensors took at most, and that the whole device has in use, contexts and other processes included."""
    if device != "cuda":
        return {}
    free, total = torch.cuda.mem_get_info()
    return {"tensors_mib": torch.cuda.max_memory_allocated() / MIB, "device_mib": (total - free) / MIB}


def joules() -> float | None:
    """What the board has used since its driver was loaded; None where it does not tell."""
    if not torch.cuda.is_available():
        return None
    from gan_core.energy.meters import nvml

    try:
        counter, _ = nvml()
        return None if counter is None else counter.joules()
    except OSError:
        return None


def measure(cell: Cell, device: str, seconds: float) -> dict[str, float]:
    """Speed and memory of the cell's training in this process."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    return Training(cell, device).run(seconds)


def readable_after(device: str, seconds: float = READABLE_SECONDS) -> dict[str, float]:
    """Seconds of training until 80 % of the quick preset's digits are readable; without, what was reached in time."""
    from benchmarks.quick_digits import read

    config = find_preset(BASE).config.with_changes({"runtime.device": device, "training.seconds": 0})
    execution = decide(config.runtime)
    execution.apply_threads()
    state, data, _ = prepare(config, execution, quiet)
    share, due = 0.0, 0.0
    for event in train(state, data, config):
        if isinstance(event, Progress) and event.seconds >= due:
            share = read(state).recognised
            if share >= READABLE:
                return {"readable": share, "seconds_to_readable": event.seconds}
            if event.seconds >= seconds:
                break
            due = event.seconds + 0.25
    return {"readable": share}


def main(arguments: list[str]) -> None:
    """Get ready, say so, wait for a line, measure, print what was found."""
    values = json.loads(arguments[0])
    training = Training(Cell(**values["cell"]), values["device"])
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(training.run(values["seconds"])), flush=True)


def request(cell: Cell, device: str, seconds: float) -> str:
    """What `main` is given."""
    return json.dumps({"cell": asdict(cell), "device": device, "seconds": seconds})


def one_of_each() -> list[str]:
    """The first preset of each network with each objective, of those whose data are here: more would take too long."""
    here = {name: each.config for name, each in PRESETS.items() if not each.config.data.download()}
    kinds = {(config.model.name, config.objective.name): name for name, config in reversed(here.items())}
    return [name for name in here if name in kinds.values()]


PRESET_NAMES = one_of_each()

if __name__ == "__main__":
    main(sys.argv[1:])

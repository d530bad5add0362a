"""The whole state to safetensors and JSON, and back. Nothing is pickled.

checkpoints/step-000001000/ holds generator.safetensors (what makes pictures) and meta.json (what it is), and
training.safetensors and state.json (all the rest of the state); a snapshot or a shipped model is the first two.
Weights are written by Python, not by safetensors: a full disk is then the OSError that everybody knows how to tell.
"""

import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.errors import CheckpointError
from gan_core.machine import describe
from gan_core.steps import holds, step_folders, step_of
from gan_core.store import atomic
from gan_core.store.model_card import META, WEIGHTS, read_meta, shape_to_meta
from gan_core.store.model_ref import WHOLE
from gan_core.store.weights import load_tensors
from gan_core.training.execution import Execution
from gan_core.training.state import State

COUNTERS = (
    *("step", "images", "seconds", "position", "d_updates", "g_updates"),
    *("half_steps", "skipped_steps", "forgotten_updates"),
)
LATER = {"half_steps": 0, "forgotten_updates": {}}
"""Counters that checkpoints of earlier versions do not have."""
KEEP = 2
MILESTONE_BYTES = 32 * 2**20
"""What checkpoints that are kept to be forked from may take of the disk, beside the newest."""
SNAPSHOT_BYTES = 48 * 2**20
"""What the snapshots of a run may take together, however many would be drawn from."""
FEWEST_SNAPSHOTS = 5
"""So many stay even of a large network: the first, the last, and three between."""
CHANGED = "changed"
"""In state.json of a fork's first checkpoint: the settings that are not its parent's."""


def save_state(folder: Path, state: State, config: RunConfig, labels: tuple[str, ...]) -> Path:
    """A checkpoint in `folder`, whole or not there at all; returns its path. Old ones go, see `prune`."""
    target = folder / f"step-{state.step:09d}"
    with atomic.new_folder(target) as new:
        _write_generator(new, state, config, labels)
        (new / "training.safetensors").write_bytes(save(training_tensors(state)))
        atomic.write_json(new / "state.json", _state_json(state))
    prune(folder)
    return target


def save_generator(folder: Path, state: State, config: RunConfig, labels: tuple[str, ...]) -> Path:
    """The averaged generator and its settings only, in `folder`."""
    target = folder / f"step-{state.step:09d}"
    with atomic.new_folder(target) as new:
        _write_generator(new, state, config, labels)
    return target


def thin_snapshots(folder: Path) -> None:
    """Remove snapshots below `folder` until they fit into their room.

    Those go whose neighbours stand closest, by the ratio of their steps: what stays is spread evenly over the
    doublings of the step. The first and the last stay.
    """
    found = step_folders(folder)
    sizes = {step: _num_bytes(path) for step, path in found.items()}
    while len(sizes) > FEWEST_SNAPSHOTS and sum(sizes.values()) > SNAPSHOT_BYTES:
        steps = list(sizes)
        crowded = min(zip(steps, steps[1:], steps[2:], strict=False), key=lambda three: three[2] / max(1, three[0]))[1]
        shutil.rmtree(found[crowded], ignore_errors=True)
        del sizes[crowded]


def _num_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _write_generator(new: Path, state: State, config: RunConfig, labels: tuple[str, ...]) -> None:
    (new / WEIGHTS).write_bytes(save(_plain(state.ema.state_dict())))
    meta = {
        "format": 1,
        "config": config.model_dump(mode="json"),
        **shape_to_meta(state.shape),
        "labels": list(labels),
        "step": state.step,
        "images": state.images,
        "seconds": round(state.seconds, 3),
        "torch": torch.__version__,
    }
    atomic.write_json(new / META, meta)


def _state_json(state: State) -> dict[str, Any]:
    return {
        "counters": {name: getattr(state, name) for name in COUNTERS},
        "live": state.live,
        "execution": state.execution.to_json(),
        "processor": describe()["processor"],
        "scaler": state.scaler.state_dict(),
        "processes": state.ranks.processes,
    }


def training_tensors(state: State) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {"rng": state.rng.get_state()}
    for name, network in state.networks.items():
        tensors |= {f"net.{name}.{key}": value for key, value in network.state_dict().items()}
    for index, row in enumerate(state.pending):
        tensors |= {f"pending.{index:06d}.{key}": value for key, value in row.items()}
    for name, optimiser in state.optimisers.items():
        for index, values in optimiser.state_dict()["state"].items():
            tensors |= {f"opt.{name}.{index}.{key}": torch.as_tensor(value) for key, value in values.items()}
    return _plain(tensors)


def _plain(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Contiguous copies in the computer's memory: no two share storage, which safetensors refuses."""
    return {name: value.detach().cpu().clone(memory_format=torch.contiguous_format) for name, value in tensors.items()}


def load_state(path: Path, state: State) -> State:
    """Fill a fresh `state` of the same settings from the checkpoint at `path`. Raises CheckpointError."""
    saved = read_meta(path, "state.json")
    tensors = load_tensors(path / "training.safetensors")
    try:
        for name, network in state.networks.items():
            network.load_state_dict(_below(tensors, f"net.{name}."))
        state.ema.load_state_dict(load_tensors(path / WEIGHTS))
        for name, optimiser in state.optimisers.items():
            _load_optimiser(optimiser, _below(tensors, f"opt.{name}."))
        if saved["execution"]["device"] != state.execution.device:
            # Another kind of device: its generator cannot go on with this one's numbers.
            state.rng.manual_seed(saved["counters"]["step"])
        elif "seed" not in saved.get(CHANGED, ()):
            state.rng.set_state(tensors["rng"])
        if state.scaler.is_enabled() and saved["scaler"]:
            state.scaler.load_state_dict(saved["scaler"])
        state.pending = _load_pending(tensors, state.execution.device)
        for name in COUNTERS:
            setattr(state, name, ({**LATER, **saved["counters"]})[name])
        state.live = {**state.live, **saved["live"]}
    except (KeyError, RuntimeError, ValueError) as error:
        raise CheckpointError(
            f"The checkpoint {path.name} does not fit these settings: {str(error).splitlines()[0]}"
        ) from error
    return state


def saved_execution(path: Path) -> Execution | None:
    """How the run computed that left the checkpoint at `path`; None where a fork of it is to compute otherwise.

    Raises CheckpointError.
    """
    saved = read_meta(path, "state.json")
    if any(name.startswith("runtime.") for name in saved.get(CHANGED, ())):
        return None
    try:
        return Execution(**saved["execution"])
    except (KeyError, TypeError) as error:
        raise CheckpointError(f"{path.name}/state.json does not say how the run computed.") from error


def saved_processor(path: Path) -> str:
    """The processor that left the checkpoint at `path`, by name; "" where unknown. Raises CheckpointError."""
    return str(read_meta(path, "state.json").get("processor", ""))


def saved_processes(path: Path) -> int:
    """How many processes left the checkpoint at `path`. Raises CheckpointError."""
    return int(read_meta(path, "state.json").get("processes", 1))


def _load_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """Its memory only: rates are set before every step, and the rest follows from the settings."""
    saved = optimiser.state_dict()
    saved["state"] = {}
    for key, value in tensors.items():
        index, name = key.split(".", 1)
        saved["state"].setdefault(int(index), {})[name] = value
    optimiser.load_state_dict(saved)
    # Moments must lie in memory as their parameters do: the fused kernels walk both side by side.
    for parameter, values in optimiser.state.items():
        for name, value in values.items():
            if value.shape == parameter.shape and value.dim() > 0:
                values[name] = torch.empty_like(parameter).copy_(value)


def _load_pending(tensors: dict[str, Tensor], device: str) -> list[dict[str, Tensor]]:
    """The values of the steps since the last row of the curves."""
    rows: dict[str, dict[str, Tensor]] = {}
    for key, value in sorted(_below(tensors, "pending.").items()):
        index, name = key.split(".", 1)
        rows.setdefault(index, {})[name] = value.to(device)
    return list(rows.values())


def _below(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def newest_first(folder: Path) -> list[Path]:
    """The whole checkpoints below `folder`."""
    return [path for path in reversed(step_folders(folder).values()) if holds(path, *WHOLE)]


def prune(folder: Path, keep: int = KEEP) -> None:
    """Remove all but the newest `keep` checkpoints and the milestones, the first one in every doubling of the step.

    Milestones are there to be forked from; where they take too much of the disk the oldest go first.
    """
    paths = list(reversed(step_folders(folder).values()))
    steps = {path: step_of(path) for path in paths}
    first = {step.bit_length(): path for path, step in steps.items()}
    room = MILESTONE_BYTES
    for path in paths[keep:]:
        if first[steps[path].bit_length()] == path:
            room -= _num_bytes(path)
            if room >= 0:
                continue
        shutil.rmtree(path, ignore_errors=True)

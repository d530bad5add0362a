"""Estimates for the form before the start: layers, parameters, memory, and the speed on this machine."""

import time
from dataclasses import replace
from typing import Any

import torch

from gan_core.config import RunConfig, load_config
from gan_core.models.drawing import count_parameters, draw
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.growing import stand_at
from gan_core.training.probe import execution_for, waiter
from gan_core.training.random_batches import random_batches
from gan_core.training.state import State, initial_state, update_ema
from gan_core.training.trainers import trainer_of

SECONDS = 0.35
WARMUP_STEPS = 2
MIB = 2**20


def estimate(values: dict[str, Any]) -> dict[str, Any]:
    """Layers by network, parameters, memory in MiB and images/s of `values`, a RunConfig as JSON. Takes about a second.

    Speed and memory are measured on real steps with random pictures in place of the data, and never compiled: that
    alone would take longer than anyone waits for an estimate. Raises SettingsError.
    """
    config = load_config(values)
    execution = replace(execution_for(config), compiled=False, graphed=False)
    execution.apply_threads()
    shape = config.shape()
    networks = {
        name: [
            {"name": r.name, "kind": r.kind, "shape": list(r.output_shape), "parameters": r.num_parameters}
            for r in rows
        ]
        for name, rows in draw(config.model, shape).items()
    }
    state = initial_state(config, shape, execution)
    if growth := config.model.growth(shape):  # as slow as it will get
        stand_at(state, growth.stage(growth.top))
    data = random_batches(config, state)
    trainer = trainer_of(config)
    activations = _saved_bytes(lambda: trainer.step(state, data, config))
    images_per_second = speed_of(state, data, config)
    parameters = {name: count_parameters(network) for name, network in state.networks.items()}
    # Weights, gradients and Adam's two moments of every network, and the average.
    weights = 4 * sum(4 * each for each in parameters.values()) + 4 * count_parameters(state.ema)
    return {
        "networks": networks,
        "parameters": parameters,
        "memory_mib": (weights + activations) / MIB,
        "images_per_second": images_per_second,
        "device": _device_name(execution),
        "precision": execution.precision,
        "channels_last": execution.channels_last,
        "num_threads": execution.num_threads,
        "compiled": config.runtime.compile,
    }


def speed_of(state: State, data: Batches, config: RunConfig) -> float:
    trainer, wait = trainer_of(config), waiter(state.execution)
    shown = trainer.images_per_step(data, config)
    for _ in range(WARMUP_STEPS):
        trainer.step(state, data, config)
    wait()
    started, steps = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        trainer.step(state, data, config)
        state.images += shown
        update_ema(state, config, shown)
        steps += 1
        wait()
    return steps * shown / (time.perf_counter() - started)


def _saved_bytes(work: Any) -> int:
    """The most bytes that a step keeps for its backward passes, counted where autograd stores them."""
    seen: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        seen[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        work()
    return sum(seen.values())


def _device_name(execution: Execution) -> str:
    if execution.device == "cuda":
        return torch.cuda.get_device_name()
    return {"cpu": "CPU", "mps": "Apple GPU"}[execution.device]

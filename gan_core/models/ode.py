"""Solves dx/dt = v(x, t) from t = 0 to t = 1 in equal steps."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import torch
from torch import Tensor

State = TypeVar("State")
Velocity = Callable[[Tensor, Tensor], Tensor]
"""v (N, *dims) at x (N, *dims) and times t (N,)."""


def euler(v: Velocity, x: Tensor, t: float, dt: float) -> Tensor:
    """x + dt v(x, t): of first order, the error at t = 1 falls with dt."""
    return x + dt * v(x, _times(x, t))


def heun(v: Velocity, x: Tensor, t: float, dt: float) -> Tensor:
    """x + dt (v(x, t) + v(x + dt v(x, t), t + dt)) / 2: of second order, the error at t = 1 falls with dt^2."""
    first = v(x, _times(x, t))
    return x + dt * (first + v(x + dt * first, _times(x, t + dt))) / 2


SOLVERS: dict[str, Callable[[Velocity, Tensor, float, float], Tensor]] = {"euler": euler, "heun": heun}


def path(v: Velocity, z: Tensor, num_steps: int, solver: str) -> Iterator[Tensor]:
    """x at t = 0, 1 / num_steps, ..., 1: the path of z, num_steps + 1 states."""
    yield (x := z)
    for step in range(num_steps):
        yield (x := SOLVERS[solver](v, x, step / num_steps, 1 / num_steps))


def evenly(states: Sequence[State], count: int) -> list[State]:
    """`count` of the states of a path, evenly spread from the first to the last; some twice if there are fewer."""
    last = len(states) - 1
    return [states[round(index * last / (count - 1))] for index in range(count)]


def _times(x: Tensor, t: float) -> Tensor:
    return torch.full((x.shape[0],), t, dtype=x.dtype, device=x.device)

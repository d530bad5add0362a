"""Generators whose time is known: they move the hands of a clock that only they move."""

from collections.abc import Callable

import numpy as np

from gan_core.generators.generator import LoadedModel
from tests.latent.small_models import card


class Clock:
    """Seconds that pass only when someone says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Clocked(LoadedModel):
    """Takes `seconds(n)` for its n-th call, counted from 0."""

    def __init__(self, clock: Clock, seconds: Callable[[int], float]) -> None:
        super().__init__(card("gan", 4))
        self.clock, self.seconds, self.calls = clock, seconds, 0

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        self.clock.now += self.seconds(self.calls)
        self.calls += 1
        return np.zeros((len(z), *self.card.shape.dims), np.float32)


def noisy(clock: Clock, base: float, rng: np.random.Generator) -> Clocked:
    """A busy machine: it drifts to twice as slow within two seconds, shakes by 5 %, and halts now and then."""

    def seconds(_: int) -> float:
        drift = 1 + min(clock.now, 2.0) / 2
        halt = rng.exponential(10 * base) if rng.random() < 0.1 else 0.0
        return base * drift * float(np.exp(0.05 * rng.normal())) + halt

    return Clocked(clock, seconds)

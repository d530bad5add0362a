"""A small flow over the latents that carry something: a model of the codes, learned after the model of the samples.

Two stages: Dai and Wipf 2019, arxiv.org/abs/1903.05789. Flow matching: Lipman et al. 2023, arxiv.org/abs/2210.02747
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from torch import nn

WIDTHS = (128, 128, 128)
BATCH, RATE = 256, 2e-3
NUM_STEPS = 10
"""Of Heun's method, from noise to a latent."""
Tell = Callable[[float], None]


@dataclass(frozen=True)
class LatentFlow:
    """Latents as solutions of dx/dt = v(x, t), from noise at t = 0, over the `active` (A,) dimensions.

    Codes were moved to `mean` 0 and `std` 1, both (A,), before it learned. `network` are the weights of an MlpFlow,
    which is asked here without torch, so that a page need not import it.
    """

    active: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    network: dict[str, np.ndarray]
    facts: dict[str, Any] = field(default_factory=dict)

    def from_noise(self, z: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        """Latents of noise z (N, latent_dim); y (N, condition_width) of a conditional model. Heun, NUM_STEPS steps."""
        x, dt = z[:, self.active].astype(np.float32), np.float32(1 / NUM_STEPS)
        y = y if self.facts.get("conditional") else None
        for step in range(NUM_STEPS):
            first = self.velocity(x, step / NUM_STEPS, y)
            x = x + dt * (first + self.velocity(x + dt * first, (step + 1) / NUM_STEPS, y)) / 2
        latents = z.astype(np.float32)
        latents[:, self.active] = self.mean + self.std * x
        return latents

    def velocity(self, x: np.ndarray, t: float, y: np.ndarray | None = None) -> np.ndarray:
        """What gan_core.models.mlp_flow.MlpFlow says at x (N, A) and time t: (N, A)."""
        angles = np.float32(t) * self.network["time.frequencies"]
        time = np.broadcast_to(np.concatenate([np.sin(angles), np.cos(angles)]), (len(x), 2 * len(angles)))
        h = self._linear("project", np.concatenate([x, time, *([] if y is None else [y])], axis=1).astype(np.float32))
        layers = sorted(name for name in self.network if name.startswith("layers.") and name.endswith(".weight"))
        for name in layers:
            h = self._linear(name.removesuffix(".weight"), _silu(h))
        return self._linear("last", _silu(h))

    def _linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self.network[f"{name}.weight"].T + self.network[f"{name}.bias"]

    def tensors(self) -> dict[str, np.ndarray]:
        own = {"active": self.active.astype(np.int64), "mean": self.mean, "std": self.std}
        return own | {f"network.{name}": each for name, each in self.network.items()}

    @classmethod
    def read(cls, tensors: dict[str, np.ndarray], facts: dict[str, Any]) -> LatentFlow:
        """What `tensors` and `facts` gave. Raises KeyError."""
        network = {name.removeprefix("network."): each for name, each in tensors.items() if name.startswith("network.")}
        return cls(tensors["active"], tensors["mean"], tensors["std"], network, facts)


def _silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-np.clip(x, -60, None)))


def fit_flow(
    codes: np.ndarray,
    active: np.ndarray,
    *,
    steps: int,
    seed: int,
    conditions: np.ndarray | None = None,
    tell: Tell = lambda share: None,
) -> LatentFlow:
    """A flow that learned the codes (N, latent_dim) for so many steps of 256, with a rate that falls to 0.

    `conditions` float32 (N, condition_width) are what a conditional model is told with each. `tell` hears the share.
    """
    import torch

    from gan_core.objectives.flow_matching import between, logit_normal, velocity_loss

    seen = codes[:, active].astype(np.float32)
    mean, std = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
    data = torch.from_numpy((seen - mean) / std)
    told = None if conditions is None else torch.from_numpy(np.ascontiguousarray(conditions, np.float32))
    V, rng = _network(data.shape[1], 0 if told is None else told.shape[1], seed), torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(V.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    losses = []
    for step in range(steps):
        rows = torch.randint(len(data), (BATCH,), generator=rng)
        x, y = data[rows], None if told is None else told[rows]
        z, t = torch.randn(x.shape, generator=rng), logit_normal(BATCH, 0.0, 1.0, rng)
        loss = velocity_loss(V(between(z, x, t), y, t), z, x)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.detach())
        if step % 50 == 0:
            tell(step / steps)
    last = float(torch.stack(losses[-min(100, steps) :]).mean())
    facts = {"steps": steps, "loss": last, "conditional": told is not None}
    return LatentFlow(active, mean, std, {name: each.numpy() for name, each in V.state_dict().items()}, facts)


def _network(values: int, condition_width: int, seed: int) -> nn.Module:
    """An MlpFlow of points of so many numbers, with weights from the seed."""
    import torch

    from gan_core.models import MlpFlowSettings
    from gan_core.shape import SampleShape

    shape = SampleShape(channels=values, image_size=1, kind="points", condition_width=condition_width)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return MlpFlowSettings(widths=WIDTHS, conditional=condition_width > 0).build_flow(shape)

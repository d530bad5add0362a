"""The share of units with the same output for every input, such as a ReLU that never opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from gan_core.config import RunConfig
from gan_core.families import Family
from gan_core.models.growing import as_shown
from gan_core.monitors.draws import Draws
from gan_core.training.batches import Batches
from gan_core.training.execution import plain_copy
from gan_core.training.state import State

NUM_IMAGES = 64
STILL = 1e-6


class DeadUnits:
    """`G/dead`, `D/dead` or `VAE/dead`: the share of a network's rectified units that say the same to all of 64 inputs.

    A channel of a convolution is one unit, alive if it moves in any place. Copies of the networks are inspected, as
    they are while training; D sees 64 real and 64 generated pictures.
    """

    title: ClassVar[str] = "Dead units"
    guess_seconds: ClassVar[float] = 0.03
    on = True

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.draws, self.data = Draws(state, data, NUM_IMAGES), data

    def prepare(self) -> dict[str, Any]:
        self.x, self.y = self.data.first(min(NUM_IMAGES, len(self.data.images)))
        return {"num_images": NUM_IMAGES}

    def look(self, state: State) -> dict[str, float]:
        copies = {name: plain_copy(network) for name, network in state.networks.items()}
        shares = {name: _dead(copies[name], partial(self._work, copies, name, state.family)) for name in copies}
        return {f"{name}/dead": share for name, share in shares.items() if share is not None}

    def _work(self, copies: dict[str, nn.Module], name: str, family: Family) -> None:
        """Let a network see what it sees in training: latents, or real samples, and a discriminator fakes too."""
        network = copies[name]
        if family.networks[name].sees == "latent":
            self.made = network(self.draws.z, self.draws.y).float()
        else:
            network(as_shown(network, self.x), self.y)
        if name == family.discriminator:
            network(self.made, self.draws.y)


def _dead(network: nn.Module, work: Callable[[], Any]) -> float | None:
    """The share of the network's rectified units whose outputs do not differ in all that `work` puts through it.

    None for a network that has none.
    """
    low: dict[nn.Module, Tensor] = {}
    high: dict[nn.Module, Tensor] = {}

    def hear(layer: nn.Module, _: Any, output: Tensor) -> None:
        least, most = output.amin(dim=0), output.amax(dim=0)
        low[layer] = torch.minimum(low[layer], least) if layer in low else least
        high[layer] = torch.maximum(high[layer], most) if layer in high else most

    for layer in network.modules():
        if isinstance(layer, nn.ReLU | nn.LeakyReLU):
            layer.register_forward_hook(hear)
    work()
    if not high:
        return None
    moved = [(high[layer] - low[layer]).flatten(start_dim=1 if high[layer].dim() > 1 else 0) for layer in high]
    units = torch.cat([each.amax(dim=1) if each.dim() > 1 else each for each in moved])
    return float((units <= STILL).float().mean())

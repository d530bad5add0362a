"""Units that answer to nothing: the same output whatever the input, as a ReLU that never opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from gan_core.config import RunConfig
from gan_core.monitors.draws import Draws
from gan_core.training.batches import Batches
from gan_core.training.execution import plain_copy
from gan_core.training.state import State

NUM_IMAGES = 64
STILL = 1e-6


class DeadUnits:
    """`G/dead`, `D/dead` or `VAE/dead`: the share of rectified units that say the same to all of 64 inputs.

    A channel of a convolution is one unit, alive if it moves in any place. Copies of the networks are looked at, as
    they are while training; D sees 64 real and 64 made pictures.
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
        if "VAE" in copies:
            return {"VAE/dead": _dead(copies["VAE"], lambda: copies["VAE"](self.x, self.y))}
        G, D, made = copies["G"], copies["D"], []
        found = {"G/dead": _dead(G, lambda: made.append(G(self.draws.z, self.draws.y)))}

        def judged() -> None:
            D(self.x, self.y)
            D(made[0].float(), self.draws.y)

        return found | {"D/dead": _dead(D, judged)}


def _dead(network: nn.Module, work: Callable[[], Any]) -> float:
    """The share of the network's rectified units whose outputs do not differ in all that `work` puts through it."""
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
    moved = [(high[layer] - low[layer]).flatten(start_dim=1 if high[layer].dim() > 1 else 0) for layer in high]
    units = torch.cat([each.amax(dim=1) if each.dim() > 1 else each for each in moved])
    return float((units <= STILL).float().mean())

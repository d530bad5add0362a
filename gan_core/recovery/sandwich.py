"""Teaching one network to draw at every width: each step takes the smallest, the whole and one width in between.

The sandwich rule of Yu and Huang 2019, Universally Slimmable Networks, arxiv.org/abs/1903.05134; all widths imitate the
same teacher, as in Lin et al. 2021, Anycost GANs, arxiv.org/abs/2103.03243.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from gan_core.events import Samples
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models.build import build
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.vae import Vae
from gan_core.optimise.widths import narrowed
from gan_core.present import present
from gan_core.recovery import distil
from gan_core.recovery.any_cost import at_width, prefixes
from gan_core.recovery.compare import Comparison, pictures, psnr
from gan_core.recovery.hidden import draw
from gan_core.store.model_card import ModelCard
from gan_core.training.execution import Execution
from gan_core.training.preview import to_bytes
from gan_core.training.state import State
from gan_core.training.update import apply_gradients


class Cut(nn.Module):
    """One width of a larger network, whose weights it borrows at every call; its norms look at the batch."""

    def __init__(self, card: ModelCard, ratio: float) -> None:
        super().__init__()
        self.card = card
        self.module = build(card.config.with_changes(narrowed(card.config.model, 1 - ratio)).model, card.shape).train()

    def call(self, whole: nn.Module, task: str, *inputs: Tensor | None) -> tuple[Tensor, ...] | Tensor:
        """`task` "draw" z, y or "encode" x, y with the first channels of `whole`, which the gradients reach."""
        names = {name for name, _ in self.module.named_parameters()}
        borrowed = {f"module.{n}": t for n, t in prefixes(whole, self.module, self.card).items() if n in names}
        return functional_call(self, borrowed, (task, *inputs))

    def forward(self, task: str, inputs: Tensor, y: Tensor | None) -> tuple[Tensor, ...] | Tensor:
        return _whole(self.module, task, inputs, y)


def _whole(module: DrawingNetwork, task: str, inputs: Tensor, y: Tensor | None) -> tuple[Tensor, ...] | Tensor:
    return draw(module, inputs, y)[0] if task == "draw" else cast(Vae, module).encode(inputs, y)


@dataclass(frozen=True)
class WidthsContext(distil.DistillationContext):
    """What a distillation of several widths needs: `ratios` rising, the last one 1, and a cut for each smaller one."""

    ratios: tuple[float, ...] = ()
    cuts: dict[float, Cut] = field(default_factory=dict)


def make_context(
    student: TorchGenerator, base: distil.DistillationContext, ratios: tuple[float, ...], execution: Execution
) -> WidthsContext:
    """`base` for all of `ratios`."""
    with torch.random.fork_rng(devices=[]):
        cuts = {ratio: execution.place(Cut(student.card, ratio)) for ratio in ratios[:-1]}
    return WidthsContext(base.teacher, base.losses, base.config, base.reader, ratios, cuts)


def step(state: State, distillation: WidthsContext, watch: bool = False) -> dict[str, Tensor]:
    """One update of the whole network from three of its widths; returns the values of each."""
    z, y = distil.latents(state, distillation.config.training.batch_size)
    with torch.no_grad(), state.execution.autocast():
        target = draw(distillation.teacher, z, y)[0].float()
    maker, weights = state.family.drawing, distil.weights_of(distillation.losses)
    at = {ratio: _caller(distillation, ratio, state.drawing) for ratio in chosen(state, distillation.ratios)}
    with state.execution.autocast():
        made = {ratio: call("draw", z, y).float() for ratio, call in at.items()}
    values = (
        _discriminator_step(state, distillation, y, made, target, watch)
        if distil.DISCRIMINATOR in state.networks
        else {}
    )
    parts = []
    for ratio, x in made.items():
        losses = distil.imitation(state, distillation, x, target, [], [], y)
        if state.family.encodes:
            losses["distil/encoding"] = distil.encoding(state, distillation, target, y, partial(at[ratio], "encode"))
        parts += [weights[name] * value for name, value in losses.items()]
        values |= {f"{name}{suffix(ratio)}": value for name, value in losses.items()}
    loss = torch.stack(parts).sum()
    state.g_updates += 1
    return values | {"distil/loss": loss} | apply_gradients(state, distillation.config, maker, loss, watch)


def _caller(distillation: WidthsContext, ratio: float, whole: DrawingNetwork) -> Callable[..., Any]:
    """The whole network itself, whose norms then follow its own batches, or a cut of it."""
    return partial(distillation.cuts[ratio].call, whole) if ratio < 1 else partial(_whole, whole)


def _discriminator_step(
    state: State, distillation: WidthsContext, y: Tensor | None, made: dict[float, Tensor], target: Tensor, watch: bool
) -> dict[str, Tensor]:
    """One update of the discriminator on the pictures of all widths."""
    count, y = len(made), None if y is None else y.repeat(len(made), 1)
    pictures = torch.cat([x.detach() for x in made.values()])
    return distil.discriminator_step(state, distillation, y, pictures, torch.cat([target] * count), watch)


def chosen(state: State, ratios: tuple[float, ...]) -> tuple[float, ...]:
    """The whole, the smallest and, where there is any, one in between, each as likely."""
    between = ratios[1:-1]
    if not between:
        return (ratios[-1], ratios[0])
    index = torch.randint(len(between), (1,), generator=state.rng, device=state.execution.device)
    return (ratios[-1], between[int(index)], ratios[0])


def suffix(ratio: float) -> str:
    """How a width is told apart in the names of curves: nothing for the whole, "/25" for a quarter."""
    return "" if ratio == 1 else f"/{round(100 * ratio)}"


@dataclass
class WidthsComparison(Comparison):
    """All widths compared with the teacher. Rows of the grid: the teacher, then the widths from the whole downward."""

    card: ModelCard | None = None
    ratios: tuple[float, ...] = ()

    def models(self, state: State) -> dict[float, DrawingNetwork]:
        """The averaged network at each width, norms recalibrated, the whole first."""
        whole = TorchGenerator(present(self.card), state.ema, state.execution.device)
        return {ratio: at_width(whole, ratio).module for ratio in reversed(self.ratios)}

    def figures(self, state: State) -> dict[str, float]:
        """`distil/psnr`, and the same of each width: `distil/psnr/25`."""
        return {f"distil/psnr{suffix(ratio)}": psnr(each, self.scored) for ratio, each in self.models(state).items()}

    def pairs(self, state: State) -> list[Samples]:
        """The teacher's pictures, and below each what every width makes of the same latent."""
        if self.shown.x.dim() != 4:
            return []
        first = slice(0, self.columns)
        z, y = self.shown.z[first], None if self.shown.y is None else self.shown.y[first]
        rows = [self.shown.x[first], *(pictures(each, z, y) for each in self.models(state).values())]
        return [Samples(state.step, "samples", np.concatenate([to_bytes(row) for row in rows]), self.columns)]

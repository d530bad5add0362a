"""Distillation: a student imitates its teacher's pictures of random latents. No data are needed.

Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network, arxiv.org/abs/1503.02531; for generators
Aguinaldo et al. 2019, Compressing GANs using Knowledge Distillation, arxiv.org/abs/1902.00159, and Li et al. 2020,
GAN Compression, arxiv.org/abs/2003.08936, from where pictures, features and a discriminator are weighed together.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from gan_core.config import RunConfig, live_values
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models import DcganSettings, MlpGanSettings
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.vae import Vae
from gan_core.objectives import Hinge
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.readers import Reader
from gan_core.recovery.hidden import adapters, draw, hint_loss
from gan_core.recovery.settings import LossConfig
from gan_core.shape import SampleShape
from gan_core.training.execution import Execution
from gan_core.training.state import State
from gan_core.training.update import apply_gradients

Encode = Callable[[Tensor, Tensor | None], tuple[Tensor, Tensor]]
DISCRIMINATOR = "D"
"""The discriminator between student and teacher, whatever the family of both."""
DISCRIMINATOR_CHANNELS = (16, 32, 64)
SMALLEST_MAP = 4


@dataclass(frozen=True)
class DistillationContext:
    """What a step needs besides the state: the teacher, in evaluation mode, a reader of pictures, settings."""

    teacher: DrawingNetwork
    losses: LossConfig
    config: RunConfig
    reader: Reader | None = None


def make_context(
    student: TorchGenerator, teacher: DrawingNetwork, losses: LossConfig, execution: Execution
) -> DistillationContext:
    """What a distillation needs, networks copied to the device. Raises UserError for features that are absent."""
    teacher = execution.place(copy.deepcopy(teacher)).requires_grad_(False).eval()
    if not losses.feature_weight or losses.feature_on == "hidden":
        return DistillationContext(teacher, losses, student.card.config)
    name = default_for(student.card) if losses.feature_on == "seen" else losses.feature_on
    reader = copy.deepcopy(EXTRACTORS[name].reader())
    reader.network = execution.place(reader.network).requires_grad_(False)
    return DistillationContext(teacher, losses, student.card.config, reader)


def initial_state(student: TorchGenerator, distillation: DistillationContext, execution: Execution) -> State:
    """Student, adapters and discriminator, with their optimisers; the same for the same settings, device and torch."""
    config, shape, losses = student.card.config, student.card.shape, distillation.losses
    maker = config.family.drawing
    networks: dict[str, nn.Module] = {maker: execution.place(copy.deepcopy(student.module).requires_grad_(True).eval())}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        if losses.feature_weight and losses.feature_on == "hidden":
            networks["adapters"] = adapters(
                cast(DrawingNetwork, networks[maker]), distillation.teacher, student.latent_dim, shape.condition_width
            )
        if losses.adversarial_weight:
            networks[DISCRIMINATOR] = execution.place(discriminator(shape))
    learners = [each for name, each in networks.items() if name != DISCRIMINATOR]
    optimisers = {maker: _adam(config, learners, config.optimiser.lr, execution)}
    if DISCRIMINATOR in networks:
        optimisers[DISCRIMINATOR] = _adam(config, [networks[DISCRIMINATOR]], config.optimiser.d_lr, execution)
    state = State(
        family=config.family,
        shape=shape,
        execution=execution,
        networks=networks,
        ema=copy.deepcopy(cast(DrawingNetwork, networks[maker])).requires_grad_(False),
        optimisers=optimisers,
        rates={maker: "optimiser.lr", DISCRIMINATOR: "optimiser.d_lr"},
        scaler=execution.scaler(),
        rng=torch.Generator(device=execution.device).manual_seed(config.seed),
        live=live_values(config.model_dump(mode="json")),
        latent_dim=student.latent_dim,
    )
    networks[maker].train()
    return state


def discriminator(shape: SampleShape) -> nn.Module:
    """A small discriminator with spectral norm, which tells the student's pictures from the teacher's."""
    told = shape.condition_width > 0
    if shape.kind != "image":
        points = MlpGanSettings(d_widths=(64, 64), d_norm="spectral", conditional=told)
        return points.build_discriminator(shape)
    channels = tuple(
        c for i, c in enumerate(DISCRIMINATOR_CHANNELS) if shape.image_size // 2 ** (i + 1) >= SMALLEST_MAP - 1
    )
    settings = DcganSettings(g_channels=(1,), d_channels=channels, d_norm="spectral", conditional=told)
    return settings.build_discriminator(shape)


def _adam(config: RunConfig, networks: list[nn.Module], lr: float, execution: Execution) -> torch.optim.Optimizer:
    settings = config.optimiser
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[settings.name]
    return kind(
        list(itertools.chain.from_iterable(network.parameters() for network in networks)),
        lr=lr,
        betas=(settings.beta1, settings.beta2),
        weight_decay=settings.weight_decay,
        fused=execution.device in ("cpu", "cuda"),
    )


def step(state: State, distillation: DistillationContext, watch: bool = False) -> dict[str, Tensor]:
    """One update of the discriminator, where there is one, and one of the student; returns their values."""
    z, y = latents(state, distillation.config.training.batch_size)
    with torch.no_grad(), state.execution.autocast():
        target, wanted = draw(distillation.teacher, z, y)
    maker, target = state.family.drawing, target.float()
    with state.execution.autocast():
        made, hidden = draw(state.drawing, z, y)
    values = (
        discriminator_step(state, distillation, y, made.detach().float(), target, watch)
        if DISCRIMINATOR in state.networks
        else {}
    )
    losses = imitation(state, distillation, made.float(), target, hidden, wanted, y)
    if state.family.encodes:
        losses["distil/encoding"] = encoding(state, distillation, target, y, cast(Vae, state.drawing).encode)
    weights = weights_of(distillation.losses)
    loss = torch.stack([weights[name] * value for name, value in losses.items()]).sum()
    values |= losses | {"distil/loss": loss}
    state.g_updates += 1
    return values | apply_gradients(state, distillation.config, maker, loss, watch)


def weights_of(losses: LossConfig) -> dict[str, float]:
    """What each part is multiplied with. The encoder shares no weights with the decoder: its part needs none."""
    return {
        "distil/output": losses.output_weight,
        "distil/feature": losses.feature_weight,
        "distil/adversarial": losses.adversarial_weight,
        "distil/encoding": 1.0,
    }


def imitation(
    state: State,
    distillation: DistillationContext,
    made: Tensor,
    target: Tensor,
    hidden: list[Tensor],
    wanted: list[Tensor],
    y: Tensor | None,
) -> dict[str, Tensor]:
    """How far the student's pictures `made` are from the teacher's, part by part, unweighted."""
    losses, apart = distillation.losses, made - target
    found = {"distil/output": apart.abs().mean() if losses.output == "l1" else apart.square().mean()}
    if losses.feature_weight and "adapters" in state.networks:
        learners = cast(nn.ModuleList, state.networks["adapters"])
        with state.execution.autocast():
            adapted = [adapter(h) for adapter, h in zip(learners, hidden, strict=True)]
        found["distil/feature"] = hint_loss(adapted, wanted)
    elif distillation.reader is not None:
        with state.execution.autocast():
            with torch.no_grad():
                seen = distillation.reader.layers(target)
            found["distil/feature"] = hint_loss(distillation.reader.layers(made), seen)
    if DISCRIMINATOR in state.networks:
        discriminator = state.networks[DISCRIMINATOR].requires_grad_(False)
        with state.execution.autocast():
            logits = discriminator(made, y).float()
        discriminator.requires_grad_(True)
        found["distil/adversarial"] = Hinge().g(logits, logits)
    return found


def encoding(state: State, distillation: DistillationContext, x: Tensor, y: Tensor | None, encode: Encode) -> Tensor:
    """`divergence` of the student's code from the teacher's, for the teacher's own pictures x."""
    with state.execution.autocast():
        with torch.no_grad():
            wanted = cast(Vae, distillation.teacher).encode(x, y)
        found = encode(x, y)
    return divergence(*(each.float() for each in (*wanted, *found)))


def divergence(mu: Tensor, logvar: Tensor, mu_s: Tensor, logvar_s: Tensor) -> Tensor:
    """KL(q_T(z | x) || q_S(z | x)) in nats, a mean over pictures; all (N, latent_dim).

    sum over dimensions of (logvar_S - logvar_T + (var_T + (mu_T - mu_S)^2) / var_S - 1) / 2
    """
    per_dim = logvar_s - logvar + (logvar.exp() + (mu - mu_s).square()) / logvar_s.exp() - 1
    return per_dim.sum(dim=1).mean() / 2


def discriminator_step(
    state: State, distillation: DistillationContext, y: Tensor | None, made: Tensor, target: Tensor, watch: bool
) -> dict[str, Tensor]:
    """One update of the discriminator: the teacher's pictures are real, the student's of the same latents fake."""
    D = state.networks[DISCRIMINATOR]
    with state.execution.autocast():
        real_logits, fake_logits = D(target, y).float(), D(made, y).float()
    loss = Hinge().d(real_logits, fake_logits)
    values = {"D/real": real_logits.mean(), "D/fake": fake_logits.mean(), "D/loss": loss}
    state.d_updates += 1
    return values | apply_gradients(state, distillation.config, DISCRIMINATOR, loss, watch)


def latents(state: State, batch_size: int) -> tuple[Tensor, Tensor | None]:
    """z from N(0, I) (N, latent_dim), and y (N, condition_width) or None: each class as likely, else from N(0, I)."""
    count, device = batch_size, state.execution.device
    z = torch.randn(count, state.latent_dim, generator=state.rng, device=device)
    if not state.shape.condition_width:
        return z, None
    if not state.shape.is_class:
        return z, torch.randn(count, state.shape.condition_width, generator=state.rng, device=device)
    index = torch.randint(state.shape.num_classes, (count,), generator=state.rng, device=device)
    return z, one_hot(index, state.shape.num_classes).float()

"""D learns to tell real from fake, G learns to fool it. Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""

from collections.abc import Hashable
from typing import cast

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.models.growing import Growing, as_shown, enlarged
from gan_core.objectives import Game, penalties
from gan_core.objectives.augment import diff_augment
from gan_core.training import diagram, points_preview
from gan_core.training.batches import Batches
from gan_core.training.execution import plain_copy
from gan_core.training.preview import columns_of, decode, fixed_latents, to_bytes
from gan_core.training.state import State
from gan_core.training.trainer import HalfStep, Trainer
from gan_core.training.update import apply_gradients


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One G update with its D updates; returns their values. `watch` adds gradient norms."""
    values: dict[str, Tensor] = {}
    for _ in range(game_of(config).d_steps):
        values |= d_step(state, data, config, watch)
    return values | g_step(state, data, config, watch)


def game_of(config: RunConfig) -> Game:
    """The objective of a run that trains a generator against a discriminator: RunConfig lets no other be one's."""
    return cast(Game, config.objective)


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The real pictures that D learns from in one whole step."""
    return game_of(config).d_steps * data.batch_size


def d_step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of D on a real and a made batch; returns the game's loss, penalties apart, and the mean logits."""
    G, D, game, ranks = state.networks["G"], state.networks["D"], game_of(config), state.ranks
    x, y = shown_batch(state, data)
    z = draw_latents(state, data.batch_size)
    with state.execution.autocast(), torch.no_grad():
        fake = G(z, y)
    x, fake = augmented(x, state, config), augmented(fake.float(), state, config)
    with state.execution.autocast():
        logits = D(x, y).float(), D(fake, y).float()
    real_logits, fake_logits = (ranks.gathered(each) for each in logits)
    loss = game.d(real_logits, fake_logits)
    values = {"D/real": real_logits.mean(), "D/fake": fake_logits.mean(), "D/loss": loss}
    values |= game.readings(real_logits, fake_logits)
    if game.penalty_due(state.d_updates):
        extra, parts = regularise(D, x, fake, y, state, config)
        loss = loss + extra
        values |= parts
    values |= apply_gradients(state, config, "D", loss, watch)
    state.d_updates += 1
    return values


def regularise(
    D: torch.nn.Module, x: Tensor, fake: Tensor, y: Tensor | None, state: State, config: RunConfig
) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum of the game's penalties, and each as it is; always in fp32: second-order fp16 gives NaN."""
    makers = {
        "r1": lambda: penalties.r1(*looked_at(D, x, y)),
        "r2": lambda: penalties.r2(*looked_at(D, fake, y)),
        "gradient_penalty": lambda: penalties.gradient_penalty(D, x, fake, y, generator=state.rng, share=state.ranks),
    }
    total, parts = x.new_zeros(()), {}
    with state.execution.autocast(enabled=False):
        for name, weight in game_of(config).penalty_weights.items():
            parts[f"D/{name}"] = state.ranks.mean(makers[name]())
            total = total + weight * parts[f"D/{name}"]
    return total, parts


def looked_at(D: torch.nn.Module, x: Tensor, y: Tensor | None) -> tuple[Tensor, Tensor]:
    """D's logits of x, and that x, ready for a gradient with respect to it."""
    x = x.detach().float().requires_grad_(True)
    return D(x, y), x


def g_step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of G, with D held still; returns its loss. Only relativistic games look at real pictures here."""
    G, D, game, ranks = state.networks["G"], state.networks["D"], game_of(config), state.ranks
    D.requires_grad_(False)
    if game.relativistic:
        x, y = shown_batch(state, data)
        with state.execution.autocast(), torch.no_grad():
            real_logits = ranks.gathered(D(augmented(x, state, config), y).float())
    else:
        y = draw_conditions(state, data)
        real_logits = torch.zeros(data.batch_size, device=state.execution.device)
    z = draw_latents(state, data.batch_size)
    with state.execution.autocast():
        fake_logits = ranks.gathered(D(augmented(G(z, y), state, config), y).float())
    loss = game.g(real_logits, fake_logits)
    values = {"G/loss": loss} | apply_gradients(state, config, "G", loss, watch)
    D.requires_grad_(True)
    state.g_updates += 1
    return values


@torch.no_grad()
def mean_logits(state: State, data: Batches, config: RunConfig) -> dict[str, float]:
    """D/real and D/fake of the networks as they are now, as a step would find them. Neither state nor data move."""
    G, D = (plain_copy(state.networks[name]) for name in "GD")  # batch norm counts every look
    rng = torch.Generator(device=state.execution.device).manual_seed(state.updates)
    x, y = data.first(data.batch_size)
    x = as_shown(D, x)
    z = torch.randn(len(x), state.latent_dim, generator=rng, device=state.execution.device)
    x = state.execution.place_batch(x)
    with state.execution.autocast():
        fake = G(z, y)
    seen = [diff_augment(each, game_of(config).diffaugment, rng) for each in (x, fake.float())]
    with state.execution.autocast():
        real_logits, fake_logits = (D(each, y).float() for each in seen)
    return {"D/real": float(real_logits.mean()), "D/fake": float(fake_logits.mean())}


def real_batch(state: State, data: Batches) -> tuple[Tensor, Tensor | None]:
    """This process's own of the next real pictures and labels; the place in the data is part of the state."""
    data.position = state.position
    x, y = data.next(state.rng)
    state.position = data.position
    return state.execution.place_batch(state.ranks.own(x)), None if y is None else state.ranks.own(y)


def shown_batch(state: State, data: Batches) -> tuple[Tensor, Tensor | None]:
    """The same, as D is shown them: where the networks grow as small as these draw, and faded in as they are."""
    x, y = real_batch(state, data)
    return as_shown(state.networks["D"], x), y


def draw_latents(state: State, count: int) -> Tensor:
    """z from N(0, I), (count, latent_dim) for the whole batch, of which this process has its own rows."""
    return state.ranks.own(torch.randn(count, state.latent_dim, generator=state.rng, device=state.execution.device))


def draw_conditions(state: State, data: Batches) -> Tensor | None:
    """y (N, condition_width) as often as the data have it, this process's own rows, or None without a condition."""
    if not data.condition_width:
        return None
    index = torch.randint(len(data.images), (data.batch_size,), generator=state.rng, device=state.execution.device)
    return data.conditions_at(state.ranks.own(index))


def augmented(x: Tensor, state: State, config: RunConfig) -> Tensor:
    """DiffAugment on what D sees, real and generated alike, in both updates."""
    return diff_augment(x, game_of(config).diffaugment, state.rng, state.ranks)


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
    """Samples of the averaged generator from fixed latents; the first time also real pictures to compare with.

    Networks that grow come with the real pictures as D is shown them now, at full size.
    """
    if state.shape.kind == "points":
        return points_preview.of_gan(state, data, real)
    count, D = config.recording.num_samples, state.networks["D"]
    z, y = fixed_latents(count, state, data)
    shown = [Samples(state.step, "samples", decode(state.ema, z, y, state.execution), columns_of(state))]
    growth = config.model.growth(state.shape)
    grows = growth is not None and growth.end > 0
    if real or grows:
        x = data.first(count)[0]
        shown.insert(0, Samples(state.step, "real", to_bytes(enlarged(D, as_shown(D, x)))))
    return shown


HALF_STEPS = {"d_step": HalfStep("D", d_step, mean_logits), "g_step": HalfStep("G", g_step, mean_logits)}


def graph_key(state: State, config: RunConfig) -> Hashable:
    """Which of the D updates of the next step carry the penalties, and which layers are in use where networks grow."""
    game, D = game_of(config), state.networks["D"]
    layers = (D.level, D.fading) if isinstance(D, Growing) else ()
    return layers, *(game.penalty_due(state.d_updates + number) for number in range(game.d_steps))


TRAINER = Trainer(step, images_per_step, previews, HALF_STEPS, diagram=diagram.of_gan, graph_key=graph_key)

"""A generator, a discriminator and a language model that learn together from captioned pictures.

One weighted sum: D descends lambda_D L_D, G descends lambda_G L_G, and the text network, which lies in G's module and
learns with its optimiser, descends lambda_LM L_LM + lambda_G L_G and the contrastive term. Which of these paths are
open is said by gan_core.objectives.text_to_image.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.data import ImageData
from gan_core.models.text_gan import NUM_EXAMPLES, Discriminator, Generator
from gan_core.objectives import TextToImage
from gan_core.objectives.augment import diff_augment
from gan_core.text.losses import info_nce, mismatched, next_word, num_targets
from gan_core.training import diagram
from gan_core.training.batches import Batches
from gan_core.training.captioned_batches import CaptionedBatch, CaptionedBatches, learned_tokeniser
from gan_core.training.execution import plain_copy
from gan_core.training.gan import draw_latents
from gan_core.training.ranks import ALONE, Ranks
from gan_core.training.state import State
from gan_core.training.text_preview import previews
from gan_core.training.trainer import HalfStep, Trainer
from gan_core.training.update import apply_gradients


@dataclass(frozen=True)
class Read:
    """A batch's captions as the text network read them: hidden states (N, L, W), and y (N, W) for G and for D.

    `y`, and `near` of the captions that are wrong in few words, carry the gradient to the text network where that path
    is open; D never changes what it is told.
    """

    hidden: Tensor
    y: Tensor
    near: Tensor

    def detached(self) -> Read:
        """The same without a gradient."""
        return Read(self.hidden.detach(), self.y.detach(), self.near.detach())


def objective_of(config: RunConfig) -> TextToImage:
    """The objective of a run of this family: RunConfig lets no other be one's."""
    return cast(TextToImage, config.objective)


def networks_of(state: State) -> tuple[Generator, Discriminator]:
    """G with its text network, and D."""
    return cast(Generator, state.networks["G"]), cast(Discriminator, state.networks["D"])


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of every network; captions are read once, since they change between steps only.

    Returns the values of both updates.
    """
    values: dict[str, Tensor] = {}
    for _ in range(objective_of(config).d_steps - 1):
        values |= d_step(state, data, config, watch)
    batch = next_batch(state, data)
    read = read_captions(state, batch, config)
    values |= update_d(state, batch, read.detached(), config, watch)
    return values | update_g(state, batch, read, config, watch)


def d_step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of D alone on a batch of its own."""
    batch = next_batch(state, data)
    with torch.no_grad():
        read = read_captions(state, batch, config)
    return update_d(state, batch, read, config, watch)


def g_step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of G and the text network on a batch of its own."""
    batch = next_batch(state, data)
    return update_g(state, batch, read_captions(state, batch, config), config, watch)


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The real pictures that D learns from in one whole step."""
    return objective_of(config).d_steps * data.batch_size


def next_batch(state: State, data: Batches) -> CaptionedBatch:
    """The next real pictures with a caption each; the place in the data is part of the state."""
    data.position = state.position
    batch = cast(CaptionedBatches, data).next_captioned(state.rng)
    state.position = data.position
    return replace(batch, x=state.execution.place_batch(batch.x))


def read_captions(state: State, batch: CaptionedBatch, config: RunConfig) -> Read:
    """What the text network makes of this process's captions, with the gradient paths that the objective leaves open.

    In fp32 always: on a processor the small products of a text network take twice as long in bf16.
    """
    text, path = networks_of(state)[0].text, objective_of(config).text_path
    own, near_own = state.ranks.own(batch.tokens), state.ranks.own(batch.near)
    with state.execution.autocast(enabled=False), torch.set_grad_enabled(torch.is_grad_enabled() and path != "frozen"):
        tokens = torch.cat([own, near_own])  # in one go, which costs less than two
        hidden = text(tokens)
        y, near = text.sentence(hidden, tokens).chunk(2)
    read = Read(hidden[: len(own)], y, near)
    return read if path == "joint" else Read(read.hidden, y.detach(), near.detach())


def update_d(state: State, batch: CaptionedBatch, read: Read, config: RunConfig, watch: bool) -> dict[str, Tensor]:
    """One update of D on real pictures with their captions, generated ones, and real ones with captions of others."""
    (G, D), game, ranks, y = networks_of(state), objective_of(config), state.ranks, read.y
    z = draw_latents(state, len(batch.x))
    with state.execution.autocast(), torch.no_grad():
        fake = G(z, y)
    x, fake = augmented(ranks.own(batch.x), state, config), augmented(fake.float(), state, config)
    with state.execution.autocast():
        h = D.encode(x)
        real_logits, fake_logits = ranks.gathered(D.score(h, y)), ranks.gathered(D(fake, y))
    values = {"D/real": real_logits.mean(), "D/fake": fake_logits.mean()}
    if game.mismatched:
        told = []
        for wrong, is_wrong in mismatched_sentences(batch, read, ranks):
            with state.execution.autocast():
                wrong_logits = ranks.gathered(D.score(h, wrong))
            told.append((wrong_logits.mean(), game.d_of_three(real_logits, fake_logits, wrong_logits, is_wrong)))
        values["D/mismatched"], loss = (torch.stack(each).mean() for each in zip(*told, strict=True))
    else:
        loss = game.d(real_logits, fake_logits)
    values["D/loss"] = loss
    total = state.setting("objective.lambda_d") * loss
    if game.penalty_due(state.d_updates):
        extra, penalties = regularise(D, x, y, state, config)
        total = total + extra
        values |= penalties
    values |= apply_gradients(state, config, "D", total, watch)
    state.d_updates += 1
    return values


def mismatched_sentences(
    batch: CaptionedBatch, read: Read, ranks: Ranks = ALONE
) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Embeddings (N, W) of captions that do not fit, each with bool (N,) where there is one.

    First those of the rotated batch, then those that are wrong in the fewest words. The embeddings are of this
    process's rows; that there is one is said of the whole batch.
    """
    other, is_wrong = mismatched(batch.fits)
    return (ranks.gathered(read.y)[ranks.own(other)], is_wrong), (read.near, batch.is_wrong)


def regularise(
    D: Discriminator, x: Tensor, y: Tensor, state: State, config: RunConfig
) -> tuple[Tensor, dict[str, Tensor]]:
    """The weighted sum of R1 on real pictures and on their sentences, and each as it is: E ||grad D(x, y)||^2.

    In fp32: second-order fp16 gives NaN. Mescheder et al. 2018, arxiv.org/abs/1801.04406; on picture and sentence
    together as DF-GAN's matching-aware penalty (Tao et al. 2022, arxiv.org/abs/2008.05865).
    """
    game = objective_of(config)
    x, y = (each.detach().float().requires_grad_(True) for each in (x, y))
    with state.execution.autocast(enabled=False):
        by_x, by_y = torch.autograd.grad(D(x, y).sum(), (x, y), create_graph=True)
    parts = {"D/r1": by_x.square().flatten(1).sum(dim=1).mean(), "D/sentence_r1": by_y.square().sum(dim=1).mean()}
    weights = {"D/r1": game.r1_gamma, "D/sentence_r1": game.sentence_r1_gamma}
    parts = {name: state.ranks.mean(value) for name, value in parts.items() if weights[name]}
    return sum(
        (weights[name] / 2 * game.penalty_interval * each for name, each in parts.items()), x.new_zeros(())
    ), parts


def update_g(state: State, batch: CaptionedBatch, read: Read, config: RunConfig, watch: bool) -> dict[str, Tensor]:
    """One update of G and the text network, with D held still."""
    (G, D), game, ranks = networks_of(state), objective_of(config), state.ranks
    D.requires_grad_(False)
    real_logits = torch.zeros(len(batch.x), device=batch.x.device)
    if game.relativistic:
        with state.execution.autocast(), torch.no_grad():
            real_logits = ranks.gathered(D(augmented(ranks.own(batch.x), state, config), read.y.detach()))
    z = draw_latents(state, len(batch.x))
    with state.execution.autocast():
        fake = G(z, read.y)
        fake_logits = ranks.gathered(D(augmented(fake, state, config), read.y.detach()))
    adversarial = game.g(real_logits, fake_logits)
    values, total = {"G/loss": adversarial}, state.setting("objective.lambda_g") * adversarial
    if weight := game.contrastive:
        of_fake, of_real = contrastive(G, batch, fake, read, state)
        values |= {"G/contrastive": of_fake, "T/contrastive": of_real}
        total = total + weight * (state.setting("objective.lambda_g") * of_fake + of_real)
    if G.text.predicts and game.text_path != "frozen":
        with state.execution.autocast(enabled=False):
            language = next_word_of_all(G.text.logits(read.hidden), batch.tokens, ranks)
        values["T/language_model"] = language
        if game.captioning:
            values["T/caption"] = captioning(G, batch, state)
            language = language + game.captioning * values["T/caption"]
        total = total + state.setting("objective.lambda_lm") * language
    values |= apply_gradients(state, config, "G", total, watch)
    D.requires_grad_(True)
    state.g_updates += 1
    return values


def contrastive(G: Generator, batch: CaptionedBatch, fake: Tensor, read: Read, state: State) -> tuple[Tensor, Tensor]:
    """InfoNCE of generated and of real pictures with their captions, two scalars.

    Of the first only G learns, of the second the picture encoder and the text network: neither learns from what is
    generated how to please the other.
    """
    ranks = state.ranks
    with state.execution.autocast():
        sentences, of_real = ranks.gathered(G.match(read.y)), ranks.gathered(G.pictures(ranks.own(batch.x)))
        near = ranks.gathered(G.match(read.near))
        G.pictures.requires_grad_(False)
        of_fake = ranks.gathered(G.pictures(fake))
        G.pictures.requires_grad_(True)
    wrong = near, batch.is_wrong
    return (
        info_nce(of_fake, sentences.detach(), batch.fits, (near.detach(), batch.is_wrong)),
        info_nce(of_real, sentences, batch.fits, wrong),
    )


def captioning(G: Generator, batch: CaptionedBatch, state: State) -> Tensor:
    """The next word's loss with the picture before the sentence, on half of the batch: nats per word, a scalar.

    It is what makes the language model put a picture into words; both it and the picture encoder learn from it.
    """
    half = (len(batch.x) + 1) // 2
    tokens = batch.tokens[:half]
    with state.execution.autocast():
        seen = G.pictures(state.ranks.own(batch.x[:half]))
    with state.execution.autocast(enabled=False):
        logits = G.text.logits(G.text(state.ranks.own(tokens), seen.float()))
        return next_word_of_all(logits, tokens, state.ranks)


def next_word_of_all(logits: Tensor, tokens: Tensor, ranks: Ranks) -> Tensor:
    """`next_word` of the whole batch's tokens (N, L), from the logits of this process's rows: a scalar.

    It is a mean over words, and some processes have longer sentences than others.
    """
    own = ranks.own(tokens)
    loss = next_word(logits, own)
    if ranks.processes == 1:
        return loss
    return ranks.mean(loss * (num_targets(own) * ranks.processes / num_targets(tokens)))


def augmented(x: Tensor, state: State, config: RunConfig) -> Tensor:
    """DiffAugment on what D sees, real and generated alike, in both updates."""
    return diff_augment(x, objective_of(config).diffaugment, state.rng, state.ranks)


@torch.no_grad()
def mean_logits(state: State, data: Batches, config: RunConfig) -> dict[str, float]:
    """D/real and D/fake of the networks as they are now, as a step would find them. Neither state nor data move."""
    G, D = (plain_copy(state.networks[name]) for name in "GD")  # batch norm counts every look
    rng = torch.Generator(device=state.execution.device).manual_seed(state.updates)
    x, y = data.first(data.batch_size)
    z = torch.randn(len(x), state.latent_dim, generator=rng, device=state.execution.device)
    x = state.execution.place_batch(x)
    with state.execution.autocast():
        fake = G(z, y)
        logits = {"D/real": D(x, y), "D/fake": D(fake.float(), y)}
    return {name: float(each.float().mean()) for name, each in logits.items()}


def batches(state: State, data: ImageData, config: RunConfig) -> CaptionedBatches:
    """Captioned batches; the text networks take over the vocabulary of the captions. Raises DataError without any."""
    G, average = networks_of(state)[0], cast(Generator, state.ema)
    tokeniser = learned_tokeniser(data, vocabulary=len(G.text.words), max_words=G.text.max_words)
    for network in (G, average):
        network.text.learn_words(tokeniser)
    made = CaptionedBatches(
        data,
        config.data,
        average,
        batch_size=config.training.batch_size,
        seed=config.seed,
        device=state.execution.device,
    )
    for network in (G, average):
        network.examples.copy_(made.some_full(NUM_EXAMPLES))
    return made


HALF_STEPS = {"d_step": HalfStep("D", d_step, mean_logits), "g_step": HalfStep("G", g_step, mean_logits)}


def graph_key(state: State, config: RunConfig) -> Hashable:
    """Which of the D updates of the next step carry the penalties, and the weights of the sum as they are now."""
    game = objective_of(config)
    due = tuple(game.penalty_due(state.d_updates + number) for number in range(game.d_steps))
    return (*due, *(state.setting(f"objective.lambda_{name}") for name in ("g", "d", "lm")))


TRAINER = Trainer(
    step,
    images_per_step,
    previews,
    HALF_STEPS,
    batches=batches,
    diagram=diagram.of_text_gan,
    graph_key=graph_key,
)

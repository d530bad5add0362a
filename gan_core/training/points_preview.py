"""The preview of a run on points: one picture of the plane."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.events import Samples
from gan_core.models.flow import FlowNetwork
from gan_core.models.ode import evenly
from gan_core.models.vae import Vae
from gan_core.points_picture import Window, draw, window_around
from gan_core.training.batches import Batches
from gan_core.training.preview import decoded, fixed_latents, rebuilt
from gan_core.training.state import State

NUM_POINTS = 1000
NUM_JOINED = 200
NUM_ARROWS = 60
PLACES_ASKED = 64
TIMES = 8
"""Pictures of the plane that show points on their way."""
LEAST_GAP = 0.5
"""Half the logits between D's two means that full colour stands for, where D knows less than that apart."""


def of_gan(state: State, data: Batches, real: bool) -> list[Samples]:
    """Made points above real ones, on what D thinks of each place; the first time also the real ones alone."""
    x, _ = data.first(NUM_POINTS)
    made = _made(state, data)
    window = window_around(x.cpu().numpy())
    if state.shape.condition_width:  # D's opinion is of a place and a label
        return [*_shown(state, x, real), _samples(state, x, made, window)]
    D = state.networks["D"]
    opinion, arrows = opinion_of(D, x, made, window, state), uphill(D, made[:NUM_ARROWS], state)
    return [*_shown(state, x, real), _samples(state, x, made, window, opinion, arrows)]


def of_vae(state: State, data: Batches, real: bool) -> list[Samples]:
    """Points joined to what became of them, and points decoded from the prior."""
    x, _ = data.first(NUM_POINTS)
    some, y = data.first(NUM_JOINED)
    again, window = rebuilt(cast(Vae, state.ema), some, y, state.execution), window_around(x.cpu().numpy())
    pairs = draw(window, real=some.cpu().numpy(), made=again.float().cpu().numpy(), joined=True)
    pairs_shown = Samples(state.step, "reconstructions", pairs, 1)
    return [*_shown(state, x, real), pairs_shown, _samples(state, x, _made(state, data), window)]


@torch.no_grad()
def of_flow(state: State, data: Batches, real: bool) -> list[Samples]:
    """Generated points above real ones, and the same points at TIMES times on their way from noise."""
    x, _ = data.first(NUM_POINTS)
    z, y = fixed_latents(NUM_POINTS, state, data)
    with state.execution.autocast():
        states = evenly(list(cast(FlowNetwork, state.ema).path(z, y)), TIMES)
    points, window = x.cpu().numpy(), window_around(x.cpu().numpy())
    drawn = [draw(window, real=points, made=each.float().cpu().numpy()) for each in states]
    path = Samples(state.step, "through_time", np.concatenate([each[:, :, ::2, ::2] for each in drawn]), TIMES // 2)
    return [*_shown(state, x, real), Samples(state.step, "samples", drawn[-1], 1), path]


def _made(state: State, data: Batches) -> Tensor:
    z, y = fixed_latents(NUM_POINTS, state, data)
    return decoded(state.ema, z, y, state.execution).float()


def _shown(state: State, x: Tensor, real: bool) -> list[Samples]:
    points = x.cpu().numpy()
    return [Samples(state.step, "real", draw(window_around(points), real=points), 1)] if real else []


def _samples(
    state: State,
    x: Tensor,
    made: Tensor,
    window: Window,
    opinion: np.ndarray | None = None,
    arrows: np.ndarray | None = None,
) -> Samples:
    picture = draw(window, real=x.cpu().numpy(), made=made.cpu().numpy(), opinion=opinion, arrows=arrows)
    return Samples(state.step, "samples", picture, 1)


@torch.no_grad()
def opinion_of(D: nn.Module, x: Tensor, made: Tensor, window: Window, state: State) -> np.ndarray:
    """D's logits over the window, (64, 64): -1 at its mean for generated points and below, 1 at that for real ones.

    Only differences count, since a relativistic D has no zero. D scores as outside training, and is left as it was.
    """
    places = torch.from_numpy(window.lattice(PLACES_ASKED)).to(x.device)
    with outside_training(D), state.execution.autocast():
        logits = [D(each).float() for each in (places, x, made)]
    on_real, on_made = float(logits[1].mean()), float(logits[2].mean())
    half = max((on_real - on_made) / 2, LEAST_GAP)
    return ((logits[0] - (on_real + on_made) / 2) / half).reshape(PLACES_ASKED, PLACES_ASKED).cpu().numpy()


def uphill(D: nn.Module, made: Tensor, state: State) -> np.ndarray:
    """The gradient of D's logit at generated points, (N, 2): the way on which D believes a point more."""
    made = made.detach().requires_grad_(True)
    with torch.enable_grad(), outside_training(D), state.execution.autocast():
        (gradient,) = torch.autograd.grad(D(made).float().sum(), made)
    return gradient.cpu().numpy()


@contextmanager
def outside_training(D: nn.Module) -> Iterator[None]:
    """D as it scores outside training, which nothing of it remembers."""
    training = D.training
    D.eval()
    try:
        yield
    finally:
        D.train(training)

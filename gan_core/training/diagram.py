"""The figures beside the samples that a run shows: what D says of each of them, where a VAE puts each input,
or where one leap of a flow would end.

Looking leaves training as it was: networks are copied or averaged ones, and no random number is drawn.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.grid import columns_for
from gan_core.latent_draws import draw_z
from gan_core.models.flow import FlowNetwork
from gan_core.models.growing import as_shown
from gan_core.models.text_gan import Discriminator
from gan_core.models.vae import Vae
from gan_core.objectives.elbo import kl
from gan_core.objectives.flow_matching import between
from gan_core.present import present
from gan_core.training.batches import Batches
from gan_core.training.captioned_batches import CaptionedBatches
from gan_core.training.execution import plain_copy
from gan_core.training.points_preview import NUM_JOINED, NUM_POINTS
from gan_core.training.preview import PREVIEW_SEED, columns_of, decoded, fixed_latents
from gan_core.training.state import State

NUM_SHOWN = 16
NUM_LEAPS = 9
NUM_CAPTIONED = 6
"""Fewer where each stands with a sentence."""
NUM_LATENTS = 8
"""So many numbers of each latent vector are told: the first ones."""


@torch.no_grad()
def of_gan(state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
    """D's logits of up to 16 of the fakes and of the real samples that are shown, and the latents of those fakes.

    D is the one that learns now. Its batch norms go by the averages of the training, not by these few samples.
    """
    points = state.shape.kind == "points"
    wanted = NUM_POINTS if points else config.recording.num_samples
    z, fake_y = fixed_latents(wanted, state, data)
    x, y = data.first(wanted)
    fakes = decoded(state.ema, z, fake_y, state.execution).float() if points else _as_shown(shown, data)
    which, which_real = spread(len(fakes)), spread(len(x))
    D = plain_copy(state.networks["D"]).eval()
    with state.execution.autocast():
        on_fakes = D(fakes[which], None if fake_y is None else fake_y[which]).float()
        on_reals = D(
            as_shown(D, state.execution.place_batch(x[which_real])), None if y is None else y[which_real]
        ).float()
    columns = columns_of(state) or columns_for(len(fakes))
    return {
        "fakes": _panel("samples", which, len(fakes), columns, points) | {"scores": _numbers(on_fakes)},
        "reals": _panel("real", which_real, len(x), columns_for(len(x)), points) | {"scores": _numbers(on_reals)},
        "z": [_numbers(row, digits=2) for row in z[which, :NUM_LATENTS]],
        "latent_dim": state.latent_dim,
    }


@torch.no_grad()
def of_vae(state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
    """Where the averaged encoder puts up to 16 of the shown inputs, in the two latent numbers that carry most.

    With each input the KL of its code in nats, and how near its reconstruction is: PSNR in dB (values from -1 to 1).
    """
    told, mu, logvar = _encoded(state, data, config)
    per_unit = kl(mu, logvar)
    carrying = per_unit.mean(0).argsort(descending=True)[:2].sort().values
    return told | {
        "latents": carrying.tolist(),
        "mu": [_numbers(row) for row in mu[:, carrying]],
        "sigma": [_numbers(row) for row in (0.5 * logvar[:, carrying]).exp()],
        "kl": _numbers(per_unit.sum(1), digits=1),
        "unit": 1.0,
    }


@torch.no_grad()
def of_rae(state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
    """Where the averaged encoder puts up to 16 of the shown inputs, in the two latent numbers that vary most.

    With each input half the squared length of its code, which the loss keeps small, and the PSNR of its reconstruction.
    "unit" is the standard deviation of those two numbers over these inputs: nothing else says how wide codes lie.
    """
    told, z, _ = _encoded(state, data, config)
    varies = z.var(0, correction=0)
    carrying = varies.argsort(descending=True)[:2].sort().values
    return told | {
        "latents": carrying.tolist(),
        "mu": [_numbers(row) for row in z[:, carrying]],
        "length": _numbers(0.5 * z.square().sum(1), digits=2),
        "unit": _numbers(varies[carrying].mean().sqrt()[None])[0],
    }


def _encoded(state: State, data: Batches, config: RunConfig) -> tuple[dict[str, Any], Tensor, Tensor]:
    """The shown inputs, how near their reconstructions are, and mu and logvar of each (N, latent_dim)."""
    points = state.shape.kind == "points"
    columns = columns_for(config.recording.num_samples)
    x, y = data.first(NUM_JOINED if points else max(1, columns // 2) * columns)
    which = spread(len(x))
    x, y = state.execution.place_batch(x[which]), None if y is None else y[which]
    with state.execution.autocast():
        mu, logvar = cast(Vae, state.ema).encode(x, y)
        again = state.ema.draw(mu, y).float()
    error = (again - x).square().flatten(1).mean(1)
    told = {
        "inputs": _panel("reconstructions", which, len(x), columns, points) | {"pair": "upper"},
        "rebuilt": {"pair": "lower", "psnr": [] if points else _numbers(10 * (4 / error).log10(), digits=1)},
        "latent_dim": state.latent_dim,
    }
    return told, mu.float(), logvar.float()


@torch.no_grad()
def of_text_gan(state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
    """D's logits of all that it is shown, up to six of each with their captions, and what G made the fakes of.

    "mismatched" are the real pictures again, each with a caption of another of them that is not its own: rows where
    there is none are left out.
    """
    captioned, count = cast(CaptionedBatches, data), config.recording.num_samples
    z, _ = fixed_latents(count, state, data)
    x, y = data.first(count)
    y = present(y)
    which = spread(len(x), NUM_CAPTIONED)
    captions = captioned.captions(data.first_rows(count)[which])
    others = [(place, other) for place, other in enumerate(_others(captions)) if other is not None]
    D = cast(Discriminator, plain_copy(state.networks["D"]).eval())
    x_shown, y_shown = state.execution.place_batch(x[which]), y[which]
    mine, of_other = [place for place, _ in others], [other for _, other in others]
    with state.execution.autocast():
        h = D.encode(x_shown)
        on_reals, on_mismatched = D.score(h, y_shown), D.score(h[mine], y_shown[of_other])
        on_fakes = D(_as_shown(shown, data).to(x.device)[which], y_shown)
    columns = columns_for(len(x))
    panel = partial(_panel, count=len(x), columns=columns, points=False)
    return {
        "fakes": panel("samples", which) | {"scores": _numbers(on_fakes.float()), "captions": captions},
        "reals": panel("real", which) | {"scores": _numbers(on_reals.float()), "captions": captions},
        "mismatched": panel("real", [which[place] for place in mine])
        | {"scores": _numbers(on_mismatched.float()), "captions": [captions[other] for other in of_other]},
        "z": [_numbers(row, digits=2) for row in z[which, :NUM_LATENTS]],
        "y": [_numbers(row, digits=2) for row in y_shown[:, :NUM_LATENTS].float()],
        "latent_dim": state.latent_dim,
        "condition_width": y.shape[1],
    }


@dataclass(frozen=True)
class Leaps:
    """Pictures x (N, *dims), mixtures of them with noise at times t (N,), and where one leap from each would end."""

    x: Tensor
    t: Tensor
    mixed: Tensor
    ends: Tensor


@torch.no_grad()
def leaps_of(state: State, data: Batches) -> Leaps:
    """Up to nine of the data, from nearly all noise to nearly none: x_t, and x_t + (1 - t) v(x_t, t).

    The noise is the same at every look; the network is the averaged one, told each picture's label.
    """
    x, y = data.first(NUM_LEAPS)
    t = (torch.arange(len(x), device=x.device) + 0.5) / len(x)
    z = torch.from_numpy(draw_z(PREVIEW_SEED, len(x), state.latent_dim)).to(x.device).reshape(x.shape)
    mixed = between(z, x, t)
    network = cast(FlowNetwork, state.ema)
    with state.execution.autocast():
        v = network(state.execution.place_batch(mixed), y, t).float()
    ends = mixed + (1 - t).reshape(-1, *[1] * (x.dim() - 1)) * v
    return Leaps(x, t, mixed, network.shown(ends))


def of_flow(state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
    """Which mixtures and leaps are shown, the time of each, and how near a leap ends: PSNR in dB (values from -1 to 1).

    Points are one picture, their way through time.
    """
    if state.shape.kind == "points":
        return {"leaps": _panel("through_time", [0], 1, 1, points=True), "t": [], "psnr": []}
    found = leaps_of(state, data)
    error = (found.ends - found.x).square().flatten(1).mean(1)
    count = len(found.x)
    return {
        "leaps": _panel("through_one_leap", list(range(count)), count, count, points=False),
        "t": _numbers(found.t, digits=2),
        "psnr": _numbers(10 * (4 / error).log10(), digits=1),
    }


def _others(captions: list[str]) -> list[int | None]:
    """For each caption the place of the next one that says something else; None where all say the same."""
    count = len(captions)
    after = [[(place + ahead) % count for ahead in range(1, count)] for place in range(count)]
    return [
        next((other for other in row if captions[other] != captions[place]), None) for place, row in enumerate(after)
    ]


def spread(count: int, most: int = NUM_SHOWN) -> list[int]:
    """Which of `count` samples are shown: up to `most`, spread over all of them."""
    shown = min(most, count)
    return [round(place * (count - 1) / max(1, shown - 1)) for place in range(shown)]


def _panel(picture: str, which: list[int], count: int, columns: int, points: bool) -> dict[str, Any]:
    """Where the shown samples lie in the grid of that name; points are one picture, all of them together."""
    if points:
        return {"picture": picture, "count": 1, "columns": 1, "index": [0]}
    return {"picture": picture, "count": count, "columns": columns, "index": which}


def _as_shown(shown: list[Samples], data: Batches) -> Tensor:
    """The samples as the picture has them, in [-1, 1]: 256 shades, as real ones have."""
    samples = next(each for each in shown if each.name == "samples")
    return data.scaled(torch.from_numpy(samples.images).to(data.device))


def _numbers(values: Tensor, digits: int = 3) -> list[float | None]:
    """As JSON can say them: None for what is no finite number."""
    finite = values.isfinite().tolist()
    return [round(value, digits) if good else None for value, good in zip(values.tolist(), finite, strict=True)]

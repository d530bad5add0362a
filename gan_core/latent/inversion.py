"""GAN inversion: the latent of a given picture, searched from the best of many samples, with progress."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gan_core.errors import CheckpointError, UserError
from gan_core.generators.generator import Generator
from gan_core.generators.sampling import no_gradient
from gan_core.latent.marquardt import ROUNDING, Problem, Start
from gan_core.latent_draws import draw_z
from gan_core.quality.similarity import psnr, ssim

NUM_CANDIDATES, CHUNK = 1000, 50
FIRST = 2**31
"""Candidates are rows of `draw_z` that no wall of samples shows: finding those would be no search."""
HALVED_AFTER = 3
"""Steps after which half of the starts are given up."""
EVENT_SECONDS = 0.05
MAX_STARTS, MAX_STEPS = 256, 1000


@dataclass(frozen=True)
class InversionResult:
    """The best so far.

    `step` of at most `num_steps` Levenberg-Marquardt steps of all starts together, 0 while these are chosen; z (D,),
    y (condition_width,) or None, picture (C, H, W), all float32; PSNR in dB and SSIM over the known pixels;
    how many starts are still searched from.
    """

    step: int
    num_steps: int
    z: np.ndarray
    label: np.ndarray | None
    picture: np.ndarray
    psnr: float
    ssim: float
    starts: int
    done: bool = False


def invert(
    generator: Generator,
    target: np.ndarray,
    *,
    mask: np.ndarray | None = None,
    label: int | None = None,
    starts: int = 16,
    steps: int = 30,
    seed: int = 0,
    prior: float = 1.0,
) -> Iterator[InversionResult]:
    """The search for the latent of `target` float32 (C, H, W) in [-1, 1], event by event, the last one `done`.

    `mask` (H, W) is not 0 where the target is known: the rest is inpainted by what the model makes of it. A conditional
    model is searched under all labels unless `label` is given. A VAE begins also where its encoder points. `steps` are
    the most that one start takes, `prior` is the weight of |z|^2 / 2 (0: none), the same seed finds the same.
    Raises UserError, at once, for a target, mask, label or number that does not fit the model.
    """
    known = _checked(generator, target, mask)
    if not 1 <= starts <= MAX_STARTS or not 1 <= steps <= MAX_STEPS:
        raise UserError(f"starts must be 1 to {MAX_STARTS} and steps 1 to {MAX_STEPS}, got {starts} and {steps}.")
    if not 0 <= prior < math.inf or seed < 0:
        raise UserError(f"prior and seed must be 0 or more, got {prior} and {seed}.")
    generator.labels_for(1, label)
    problem = Problem(generator, target.astype(np.float32), known, prior)
    return _search(problem, label, starts, steps, seed)


def inpaint(found_picture: np.ndarray, target: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """`target` where `mask` (H, W) is not 0, what was found elsewhere: both (C, H, W), float32."""
    return np.where(np.asarray(mask) != 0, target, found_picture).astype(np.float32)


def _search(problem: Problem, label: int | None, num_starts: int, steps: int, seed: int) -> Iterator[InversionResult]:
    plan = [max(1, math.ceil(num_starts * 0.5 ** (turn / HALVED_AFTER))) for turn in range(steps)]
    step, num_steps, shown = 0, sum(plan), time.monotonic()
    starts: list[Start] = []
    for starts in _chosen(problem, label, num_starts, seed):
        if time.monotonic() - shown > EVENT_SECONDS:
            yield _event(problem, starts[0], step, num_steps, len(starts))
            shown = time.monotonic()
    for keep in plan:
        starts = sorted(starts, key=lambda start: start.badness)[:keep]
        for index, start in enumerate(starts):
            if start.rests:
                continue
            starts[index], step = problem.step(start), step + 1
            if time.monotonic() - shown > EVENT_SECONDS:
                best = min(starts, key=lambda start: start.badness)
                yield _event(problem, best, step, num_steps, sum(not each.rests for each in starts))
                shown = time.monotonic()
        best = min(starts, key=lambda start: start.badness)
        if all(each.rests for each in starts) or problem.error(best) < ROUNDING:
            break
    yield _event(problem, best, step, num_steps, 0, done=True)


def _event(
    problem: Problem, best: Start, step: int, num_steps: int, starts: int, done: bool = False
) -> InversionResult:
    x, target, known = best.picture, problem.target, problem.known
    alike = float(psnr(x, target, known)), float(ssim(x, target, known))
    return InversionResult(step, num_steps, best.z.astype(np.float32), best.label, x, *alike, starts=starts, done=done)


def _chosen(problem: Problem, label: int | None, num_starts: int, seed: int) -> Iterator[list[Start]]:
    """The best starts among those inspected so far, best first, after every portion.

    Of a VAE where its encoder points goes before random samples. Raises CheckpointError without a number.
    """
    generator = problem.generator
    z = draw_z(seed, NUM_CANDIDATES, generator.latent_dim, first=FIRST)
    labels = generator.labels_for(NUM_CANDIDATES, label)
    weights = generator.conditions(labels, 0 if labels is None else len(labels))
    encoded = _encoded(problem, label) if generator.encodes else []
    others: list[Start] = []
    for first in range(0, NUM_CANDIDATES, CHUNK):
        part = slice(first, first + CHUNK)
        others += problem.starts(z[part], None if weights is None else weights[part])
        others = sorted(others, key=lambda start: start.badness)[:num_starts]
        best = sorted([*encoded, *others[: max(0, num_starts - len(encoded))]], key=lambda start: start.badness)
        if best[0].badness == math.inf:
            raise CheckpointError("This model's pictures are not numbers: choose another checkpoint.")
        yield best


def _encoded(problem: Problem, label: int | None) -> list[Start]:
    """Where a VAE's encoder points, under every label or the given one; a hole is filled with the known mean."""
    generator, target = problem.generator, problem.target
    if problem.known is not None:
        mean = target[:, problem.known].mean(axis=1)[:, None, None]
        target = np.where(problem.known, target, mean).astype(np.float32)
    labels = generator.labels_for(generator.num_classes if generator.num_classes and label is None else 1, label)
    weights = generator.conditions(labels, 0 if labels is None else len(labels))
    mu, _ = generator.encode(np.repeat(target[None], 1 if labels is None else len(labels), axis=0), weights)
    return problem.starts(mu, weights)


def unfit(generator: Generator) -> str:
    """Why the latents of this model are not searched for, in a sentence; or ""."""
    if generator.family.discrete:
        return no_gradient(generator.family)
    if generator.family.one_pass:
        return ""
    return (
        f"A {generator.family.title} has a latent number for each of a picture's {generator.latent_dim:,} values, and "
        "this search draws a picture for each of them in every step: choose a GAN or a VAE."
    )


def _checked(generator: Generator, target: np.ndarray, mask: np.ndarray | None) -> np.ndarray | None:
    """The mask as bool, None where all is known. Raises UserError for what does not fit."""
    shape = generator.card.shape
    if shape.kind != "image":
        raise UserError("This model makes points, not pictures: there is no picture to invert.")
    if why := unfit(generator):
        raise UserError(why)
    if target.shape != shape.dims:
        raise UserError(f"This model makes pictures of {shape.dims}, and the target has {target.shape}: fit it first.")
    if not np.isfinite(target).all() or np.abs(target).max() > 1 + 1e-3:
        raise UserError("The target's values must be numbers between -1 and 1: scale them first.")
    if mask is None:
        return None
    known = np.asarray(mask) != 0
    if known.shape != target.shape[1:]:
        raise UserError(f"The mask must be {target.shape[1:]} like the target, got {known.shape}.")
    if not known.any():
        raise UserError("The mask hides the whole picture: leave part of it visible.")
    return None if known.all() else known

"""Drags points of a generated picture to where they should go, by moving its latent z.

After Pan et al. 2023, Drag Your GAN, arxiv.org/abs/2305.10973: what lies around a point is pulled towards a target in
small steps, and what need not move is kept. Its radii, shares of 512 pixels, round to nothing at 64 pixels and below,
and its tracker loses the point there. So here a template is taken once, around the point in the first picture at two
scales of blur, and the latent is moved until the picture shows it a little nearer to the target, again and again. A
small model's latent has few numbers: the Jacobian comes from finite differences, one drawn picture a dimension, and
Levenberg-Marquardt steps need no gradient of the network, whose weights are only read.

What is minimised over z, with means over the pixels of each term, x of the picture and x0 of the first one:
mean over points of window (x(at + o) - x0(start + o))^2, plus OUTSIDE (x - x0)^2 where no template lies or comes from,
plus KEPT (x - x0)^2 where it was painted as kept, plus a prior on z that holds it where the model is at home.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gan_core.errors import CheckpointError, UserError
from gan_core.generators.generator import Generator
from gan_core.latent.drag_terms import Terms, prior, prior_derivatives
from gan_core.latent.marquardt import DAMPINGS, DIFFERENCE, damped_steps

MOST_POINTS = 8
REACHED = 1.5
"""Pixels: a point that rests nearer to its target has come there."""
STRIDE, STEPS_A_STRIDE, LAST_STEPS = 0.5, 2, 8
"""Pixels that the template is moved at a time, the steps for each, and those at the target."""
RESTARTS, RESTART_STEPS, JITTER = 8, 5, 0.5
"""Searches beside the end of the way, from z plus noise of that deviation: the way itself may have been a dead end."""
GOOD = 0.012
"""What is minimised is so small where, of 24 drags of shapes, all arrived and one changed: no search beside it then."""
SLOPES_KEPT = 2
"""Steps that one Jacobian serves: it costs a picture a dimension, and a step beside it four."""
MOST_DAMPING, LEAST_DAMPING = 1e3, 1e-4
LEAST_SPREAD = 1e-3
"""The variance of a template, whose pixels are -1 to 1: below, one place of the picture looks like the next."""
NOTHING_THERE = (
    "Around the point {:.0f}, {:.0f} all is of one colour, so there is nothing to pull: choose a point on the object, "
    "or a larger radius."
)
FAR = 0.35
"""Of a range of 2: where the whole rest of the picture differs by so much on average, another picture was drawn."""


class NothingToPullError(UserError):
    """Around a point all is of one colour."""


@dataclass(frozen=True)
class Handle:
    """A point (x, y) of the first picture and where it should go, in pixels from the middle of the top left one."""

    start: tuple[float, float]
    target: tuple[float, float]

    @property
    def distance(self) -> float:
        return math.dist(self.start, self.target)


@dataclass(frozen=True)
class DragState:
    """Where a drag stands: after `step` of about `num_steps`; z (D,) and picture (C, H, W) float32.

    `points` (K, 2) says where each handle's template is found in the picture, `rest` is the longest way left in pixels,
    `likeness` 0 to 1 how much of the template is still seen there (of the point that changed most), and `outside` the
    mean difference of what lies outside the templates.
    """

    step: int
    num_steps: int
    z: np.ndarray
    picture: np.ndarray
    points: np.ndarray
    rest: float
    likeness: float
    outside: float
    done: bool = False

    @property
    def reached(self) -> bool:
        return self.rest <= REACHED

    @property
    def another_picture(self) -> bool:
        """Whether far more changed than what was dragged."""
        return self.outside > FAR


@dataclass(frozen=True)
class _Place:
    """A latent that the search is at: z float64 (D,), its picture (C, H, W), what is minimised, and the damping.

    `slopes` (D, C, H, W) are those of the picture by z, None before they are known; `age` in steps.
    """

    z: np.ndarray
    picture: np.ndarray
    badness: float
    damping: float = 1e-2
    slopes: np.ndarray | None = None
    age: int = 0


def unfit(generator: Generator) -> str:
    """Why nothing can be dragged in the pictures of this model, in a sentence; or ""."""
    if generator.card.shape.kind != "image":
        return "This model makes points, not pictures: there is nothing in them to drag."
    if not generator.family.one_pass:
        return (
            f"A {generator.family.title} has a latent number for each of a picture's {generator.latent_dim:,} values, "
            "and dragging draws a picture for each of them in every step: choose a GAN or a VAE."
        )
    return ""


class Drag:
    """One drag in one picture. `step` takes one step; `retarget` moves targets while it runs.

    z (D,) is where it begins, `condition` what a conditional model is told, (condition_width,) or None. `kept` bool
    (H, W) is what must stay as it is. `radius` in pixels is how much around a point goes with it, a quarter of the
    picture's side by default. Raises UserError for what does not fit the model.
    """

    def __init__(
        self,
        generator: Generator,
        z: np.ndarray,
        condition: np.ndarray | None,
        handles: Sequence[Handle],
        *,
        kept: np.ndarray | None = None,
        radius: float | None = None,
        seed: int = 0,
    ) -> None:
        if why := unfit(generator):
            raise UserError(why)
        self.generator = generator
        self.radius = generator.card.shape.image_size / 4 if radius is None else float(radius)
        self.condition = condition
        self.handles = _checked(generator, handles, self.radius)
        self.kept = _checked_mask(generator, kept)
        self.rng = np.random.default_rng(seed)
        picture = self._decode(np.asarray(z, np.float32)[None])[0]
        if not np.isfinite(picture).all():
            raise CheckpointError("This model's pictures are not numbers: choose another checkpoint.")
        self.first = picture
        self.starts = np.array([each.start for each in self.handles])
        self.at = self.starts.copy()
        self._terms = Terms(picture, self.starts, self.kept, self.radius)
        for index, each in enumerate(self.handles):
            if each.distance and self._terms.spreads[index] < LEAST_SPREAD:
                raise NothingToPullError(NOTHING_THERE.format(*each.start))
        self._length_kept = generator.family.latents_keep_length
        self._best = _Place(np.asarray(z, np.float64), picture, math.inf)
        self._spent = self._here = 0
        self._other: _Place | None = None
        self._restarts_left, self._tried = RESTARTS, 0

    @property
    def targets(self) -> np.ndarray:
        return np.array([each.target for each in self.handles])

    def retarget(self, targets: Sequence[tuple[float, float]]) -> None:
        """The points should go there instead, from where they are. Raises UserError."""
        if len(targets) != len(self.handles):
            raise UserError(f"There are {len(self.handles)} points and {len(targets)} targets: give one each.")
        moved = [replace(handle, target=target) for handle, target in zip(self.handles, targets, strict=True)]
        if tuple(moved) == self.handles:
            return
        self.handles = _checked(self.generator, moved, self.radius)
        self._here, self._other, self._restarts_left = 0, None, RESTARTS

    def step(self, *, hold: bool = False) -> DragState:
        """One step. While `hold`, the targets may still move: it waits at the end of the way and looks no further."""
        if hold or not self.waits:
            self._follow()
        elif not self.done:
            self._search_beside()
        self._spent += 1
        return self._state(done=self.done and not hold)

    @property
    def arrived(self) -> bool:
        """Whether the template stands at the target; the picture may not show it there."""
        return bool(np.allclose(self.at, self.targets, atol=1e-9))

    @property
    def waits(self) -> bool:
        """Whether it has come to the end of the way, and more steps there would hardly help."""
        return self.arrived and self._here >= LAST_STEPS

    @property
    def done(self) -> bool:
        """Whether no more steps would help: it is good, or all was tried."""
        if not self.waits:
            return False
        return self._best.badness <= GOOD or (not self._restarts_left and self._other is None)

    def _follow(self) -> None:
        if self._here >= STEPS_A_STRIDE or not self._spent:
            ways = self.targets - self.at
            longest = float(np.hypot(*ways.T).max())
            if longest > 0:
                self.at = self.at + ways * min(1.0, STRIDE / longest)
                self._here = 0
        self._best = self._improved(self._judged(self._best))
        self._here += 1

    def _search_beside(self) -> None:
        """One step of the restarts: the best place of all is what is shown."""
        if self._other is None:
            self._restarts_left, self._tried = self._restarts_left - 1, 0
            z = self._best.z + JITTER * self.rng.standard_normal(len(self._best.z))
            self._other = self._judged(_Place(z, self._decode(z[None])[0], math.inf))
        self._other = self._improved(self._other)
        self._tried += 1
        if self._other.badness < self._best.badness:
            self._best = self._other
        if self._tried >= RESTART_STEPS:
            self._other = None

    def _judged(self, place: _Place) -> _Place:
        badness = self.badness(place.z[None], place.picture[None])[0]
        return replace(place, badness=float(badness))

    def badness(self, z: np.ndarray, pictures: np.ndarray) -> np.ndarray:
        """(N,): what is minimised, for z (N, D) and their pictures (N, C, H, W); inf where there are no numbers."""
        errors = self._terms.errors(pictures, self.at)
        found = (errors**2).sum(axis=1) + prior(z, length_kept=self._length_kept)
        return np.where(np.isfinite(found), found, np.inf)

    def _improved(self, place: _Place) -> _Place:
        """One Levenberg-Marquardt step: never worse than `place`."""
        z, slopes, age = place.z, place.slopes, place.age
        if slopes is None or age >= SLOPES_KEPT:
            moved = self._decode(z + DIFFERENCE * np.eye(len(z)))
            slopes, age = (moved - place.picture) / np.float32(DIFFERENCE), 0
        errors = self._terms.errors(place.picture[None], self.at)[0]
        jacobian = self._terms.change(slopes, self.at)  # (D, R)
        slope, curvature = prior_derivatives(z, length_kept=self._length_kept)
        hessian = _gram(jacobian) + curvature
        gradient = np.einsum("ir,r->i", jacobian, errors) + slope
        tried = z - damped_steps(hessian, gradient, place.damping)
        pictures = self._decode(tried)
        badness = self.badness(tried, pictures)
        best = int(badness.argmin())
        if not badness[best] < place.badness:
            return replace(place, damping=min(place.damping * 100, MOST_DAMPING), slopes=None if age else slopes)
        damping = float(np.clip(place.damping * DAMPINGS[best], LEAST_DAMPING, MOST_DAMPING))
        slopes = slopes_after(slopes, tried[best] - z, pictures[best] - place.picture)
        return _Place(tried[best], pictures[best], float(badness[best]), damping, slopes, age + 1)

    def _decode(self, z: np.ndarray) -> np.ndarray:
        told = None if self.condition is None else np.repeat(np.asarray(self.condition)[None], len(z), axis=0)
        return self.generator.decode(z.astype(np.float32), told)

    def _state(self, done: bool) -> DragState:
        picture = self._best.picture
        found = [self._terms.found(picture, index, self.at[index]) for index in range(len(self.handles))]
        points = np.array([place for place, _ in found])
        longest = max(math.dist(each.target, point) for each, point in zip(self.handles, points, strict=True))
        return DragState(
            step=self._spent,
            num_steps=max(self._spent, self._planned()),
            z=self._best.z.astype(np.float32),
            picture=picture,
            points=points,
            rest=longest,
            likeness=min(likeness for _, likeness in found),
            outside=self._terms.outside_difference(picture, self.at),
            done=done,
        )

    def _planned(self) -> int:
        strides = math.ceil(max(each.distance for each in self.handles) / STRIDE)
        return strides * STEPS_A_STRIDE + LAST_STEPS + (RESTARTS * RESTART_STEPS if self.waits else 0)


def drag(
    generator: Generator,
    z: np.ndarray,
    condition: np.ndarray | None,
    handles: Sequence[Handle],
    *,
    kept: np.ndarray | None = None,
    radius: float | None = None,
    seed: int = 0,
) -> Iterator[DragState]:
    """The states of a drag, the last one `done`; see `Drag`. Raises UserError, at once, for what does not fit."""
    return _run(Drag(generator, z, condition, handles, kept=kept, radius=radius, seed=seed))


def _run(begun: Drag) -> Iterator[DragState]:
    while True:
        state = begun.step()
        yield state
        if state.done:
            return


def slopes_after(slopes: np.ndarray, step: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Slopes (D, C, H, W) corrected by what a step (D,) changed in the picture (C, H, W): along it they are then right.

    Broyden 1965, A class of methods for solving nonlinear simultaneous equations, doi.org/10.2307/2003941
    """
    step = step.astype(np.float32)
    missed = change - np.einsum("d,dchw->chw", step, slopes)
    return slopes + (step / max(float(step @ step), 1e-12))[:, None, None, None] * missed


def _gram(jacobian: np.ndarray) -> np.ndarray:
    """jacobian (D, R) times its transpose, (D, D), in portions too small for BLAS's own threads."""
    dims, count = jacobian.shape
    portion = 64
    padded = np.pad(jacobian, [(0, 0), (0, -count % portion)]).reshape(dims, -1, portion).transpose(1, 0, 2)
    return np.matmul(padded, padded.transpose(0, 2, 1)).sum(axis=0)


def _checked(generator: Generator, handles: Sequence[Handle], radius: float) -> tuple[Handle, ...]:
    size = generator.card.shape.image_size
    if not 1 <= len(handles) <= MOST_POINTS:
        raise UserError(f"Between 1 and {MOST_POINTS} points can be dragged at once, got {len(handles)}.")
    if not 1 <= radius <= size:
        raise UserError(f"The radius must be 1 to {size} pixels, got {radius:g}.")
    for each in handles:
        if not all(math.isfinite(value) and 0 <= value <= size - 1 for value in (*each.start, *each.target)):
            raise UserError(f"Points lie in the picture, from 0,0 to {size - 1},{size - 1}.")
    return tuple(handles)


def _checked_mask(generator: Generator, kept: np.ndarray | None) -> np.ndarray | None:
    if kept is None:
        return None
    mask = np.asarray(kept) != 0
    if mask.shape != generator.card.shape.dims[1:]:
        raise UserError(f"The mask must be {generator.card.shape.dims[1:]} like the picture, got {mask.shape}.")
    return mask if mask.any() else None

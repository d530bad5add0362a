"""Levenberg-Marquardt steps in latent space. Levenberg 1944, Marquardt 1963.

A latent has few numbers and a small generator draws a thousand pictures in the time of one training step. So the
Jacobian comes from finite differences, one drawn picture a dimension: any backend will do, no gradient is needed, and a
handful of steps reach what Adam does not in hundreds.

What is minimised over z is the posterior of z ~ N(0, I) and a pixel error ~ N(0, sigma^2) whose sigma, unknown, is the
likeliest one: V / 2 log(mean squared error over the V known values) + prior / 2 |z|^2. So a picture that the model can
draw is matched exactly, and one that it cannot does not drive z away from where the model is at home.
"""

from dataclasses import dataclass, replace

import numpy as np

from gan_core.generators.generator import Generator

DIFFERENCE = 3e-3
"""Of a latent: the rounding of float32 and the kinks of ReLU both stay small."""
DAMPINGS = np.array([0.1, 1.0, 10.0, 100.0])
"""All tried at once, times the last one that was best: four pictures more."""
ROUNDING = (2 / 255) ** 2 / 12
"""The mean squared error of a picture kept in 8 bits (59 dB): nothing better can be seen or asked for."""
SETTLED, PATIENCE = 1e-4, 2
"""A start rests when a known value's log-likelihood grew by less than this, so many steps one after the other."""


@dataclass(frozen=True)
class Start:
    """One place a search continues from: z float64 (D,), label weights or None, its picture (C, H, W).

    `badness` is what is minimised; `idle` counts the last steps that hardly helped.
    """

    z: np.ndarray
    label: np.ndarray | None
    picture: np.ndarray
    badness: float
    damping: float = 1e-2
    idle: int = 0

    @property
    def rests(self) -> bool:
        """Whether more steps would hardly help."""
        return self.idle >= PATIENCE


@dataclass(frozen=True)
class Problem:
    """What is looked for: `target` float32 (C, H, W) where `known` (bool (H, W), None: everywhere) says so."""

    generator: Generator
    target: np.ndarray
    known: np.ndarray | None
    prior: float

    def decode(self, z: np.ndarray, label: np.ndarray | None) -> np.ndarray:
        """(N, C, H, W) for z (N, D) and one label's weights (condition_width,) or one each (N, condition_width)."""
        if label is not None and label.ndim == 1:
            label = np.repeat(label[None], len(z), axis=0)
        return self.generator.decode(z.astype(np.float32), label)

    def values(self, pictures: np.ndarray) -> np.ndarray:
        """The known values (N, V) of pictures or of differences between them, float64."""
        seen = pictures if self.known is None else pictures[..., self.known]
        return seen.reshape(len(pictures), -1).astype(np.float64)

    def badness(self, z: np.ndarray, pictures: np.ndarray) -> np.ndarray:
        """(N,): V / 2 log(error) + prior / 2 |z|^2; inf where the model makes no numbers."""
        errors = self.values(pictures - self.target)
        found = errors.shape[1] / 2 * np.log((errors**2).mean(axis=1) + ROUNDING) + self.prior / 2 * (z**2).sum(axis=1)
        return np.where(np.isfinite(found), found, np.inf)

    def starts(self, z: np.ndarray, label: np.ndarray | None) -> list[Start]:
        """A start each for z (N, D) and the labels' weights (N, condition_width)."""
        pictures = self.decode(z, label)
        badness = self.badness(z, pictures)
        z = z.astype(np.float64)
        return [
            Start(z[row], None if label is None else label[row], pictures[row], float(badness[row]))
            for row in range(len(z))
        ]

    def step(self, start: Start) -> Start:
        """One Levenberg-Marquardt step: never worse than `start`.

        Sums are einsum's and not BLAS's, whose own threads would fight with training for the processor's cores.
        """
        z, dims = start.z, len(start.z)
        moved = self.decode(z + DIFFERENCE * np.eye(dims), start.label)
        jacobian = self.values((moved - start.picture) / DIFFERENCE)  # (D, V)
        errors = self.values((start.picture - self.target)[None])[0]  # (V,)
        variance = (errors**2).mean() + ROUNDING
        hessian = np.einsum("iv,jv->ij", jacobian, jacobian) / variance + self.prior * np.eye(dims)
        gradient = np.einsum("iv,v->i", jacobian, errors) / variance + self.prior * z
        dampings = start.damping * DAMPINGS
        tried = z - damped_steps(hessian, gradient, start.damping)
        pictures = self.decode(tried, start.label)
        badness = self.badness(tried, pictures)
        best = int(badness.argmin())
        gain = start.badness - badness[best]
        idle = start.idle + 1 if gain < SETTLED * len(errors) else 0
        if not gain > 0:
            return replace(start, damping=start.damping * 1000, idle=idle)
        damping = float(np.clip(dampings[best], 1e-8, 1e8))
        return Start(tried[best], start.label, pictures[best], float(badness[best]), damping, idle)

    def error(self, start: Start) -> float:
        """The mean squared error over the known values."""
        return float((self.values((start.picture - self.target)[None]) ** 2).mean())


def damped_steps(hessian: np.ndarray, gradient: np.ndarray, damping: float) -> np.ndarray:
    """(4, D): a step for each of DAMPINGS times `damping`, in shares of the mean curvature."""
    dims = len(gradient)
    scale = np.trace(hessian) / dims + 1e-12
    damped = hessian + (damping * DAMPINGS * scale)[:, None, None] * np.eye(dims)
    return np.linalg.solve(damped, np.broadcast_to(gradient[:, None], (len(DAMPINGS), dims, 1)))[..., 0]

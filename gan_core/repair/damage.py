"""TASKS: what is done to a picture that a network is to undo, by chance from a seed. Torch is not imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

NOTHING = 0.0
"""What stands in a hole: middle grey in [-1, 1]."""
LEAST_SIDE, MOST_SIDE = 0.25, 0.6
"""Of a square hole, as shares of the picture's width."""
LEAST_SIGMA, MOST_SIGMA = 0.1, 1.0
MIDDLE = (0.35, 0.65)
"""Where the centre of a square lies that is scored, as shares of the width and the height."""
STROKE_SHARE = 0.4
"""Of the holes that are learned from so many are painted by strokes, as a visitor paints; the others are squares."""


@dataclass(frozen=True)
class Damaged:
    """`pictures` float32 (N, C, H, W) in [-1, 1]; `hole` bool (N, H, W), true where nothing is known; `told` float32
    (N, TOLD): which task it is, one-hot, and the standard deviation of the noise.
    """

    pictures: np.ndarray
    hole: np.ndarray
    told: np.ndarray

    def __len__(self) -> int:
        return len(self.pictures)

    def rows(self, rows: slice | np.ndarray) -> Damaged:
        """Some of them."""
        return Damaged(self.pictures[rows], self.hole[rows], self.told[rows])


@dataclass(frozen=True)
class Strength:
    """How much is damaged: a number from `low` to `high`; `usual` is what is scored."""

    title: str
    about: str
    low: float
    high: float
    usual: float


Spoil = Callable[[np.ndarray, np.random.Generator, np.ndarray | None, np.ndarray | None], "Damaged"]
"""Pictures, chance, strengths (N,) and holes (N, H, W); what is None is drawn by chance, as for training."""


@dataclass(frozen=True)
class Task:
    """One sort of damage: what it is called, what is to be looked for, and the paper.

    `weight` is how much an error counts in training: what is damaged little, as a whole picture in half the size, would
    otherwise hardly be learned beside the others.
    """

    title: str
    about: str
    paper: str
    spoil: Spoil
    strength: Strength | None = None
    weight: float = 1.0


def damage(
    task: str,
    pictures: np.ndarray,
    seed: int | np.random.Generator,
    *,
    strength: float | None = None,
    hole: np.ndarray | None = None,
) -> Damaged:
    """Float32 (N, C, H, W) in [-1, 1] damaged as `task` says; the same seed damages alike.

    Of the strength that is given, else of one by chance for each picture. `hole` bool (H, W) is one for all.
    Raises ValueError for a strength out of range and for pictures whose width is odd.
    """
    found = TASKS[task]
    if pictures.shape[-1] % 2 or pictures.shape[-2] % 2:
        raise ValueError(f"pictures must have an even width and height, got {pictures.shape}")
    if strength is not None and found.strength and not found.strength.low <= strength <= found.strength.high:
        raise ValueError(f"strength must be {found.strength.low} to {found.strength.high}, got {strength}")
    rng = seed if isinstance(seed, np.random.Generator) else np.random.Generator(np.random.PCG64(seed))
    many = None if strength is None else np.full(len(pictures), strength)
    holes = None if hole is None else np.repeat(hole[None], len(pictures), axis=0)
    return found.spoil(pictures.astype(np.float32), rng, many, holes)


def known(task: str, pictures: np.ndarray, *, sigma: float = 0.0, hole: np.ndarray | None = None) -> Damaged:
    """Pictures that are damaged already: nothing is changed but what lies in the hole.

    `sigma` is how much noise there is thought to be; `hole` is bool (H, W).
    """
    holes = np.zeros((len(pictures), *pictures.shape[2:]), bool)
    if hole is not None:
        holes[:] = hole
    values = np.where(holes[:, None], np.float32(NOTHING), pictures).astype(np.float32)
    return Damaged(values, holes, told(task, len(pictures), np.full(len(pictures), sigma)))


def told(task: str, count: int, sigma: np.ndarray | None = None) -> np.ndarray:
    """Float32 (count, TOLD): one-hot for the task, then the noise's standard deviation, 0 where there is none."""
    found = np.zeros((count, TOLD), np.float32)
    found[:, list(TASKS).index(task)] = 1
    if sigma is not None and task == "denoise":
        found[:, -1] = sigma
    return found


def halve(pictures: np.ndarray) -> np.ndarray:
    """(N, C, H, W) to (N, C, H/2, W/2): the mean of each square of four pixels."""
    n, c, h, w = pictures.shape
    return pictures.reshape(n, c, h // 2, 2, w // 2, 2).mean(axis=(3, 5)).astype(np.float32)


def enlarge(pictures: np.ndarray) -> np.ndarray:
    """(N, C, H, W) to (N, C, 2H, 2W): every pixel four times."""
    return pictures.repeat(2, axis=2).repeat(2, axis=3)


def square(size: tuple[int, int], side: int, top: int, left: int) -> np.ndarray:
    """Bool (H, W): a square hole of that many pixels."""
    found = np.zeros(size, bool)
    found[top : top + side, left : left + side] = True
    return found


def centred_square(size: tuple[int, int], share: float) -> np.ndarray:
    """Bool (H, W): a square hole in the middle, `share` of the width wide."""
    side = max(1, round(share * size[1]))
    return square(size, side, (size[0] - side) // 2, (size[1] - side) // 2)


def _noisy(x: np.ndarray, rng: np.random.Generator, strength: np.ndarray | None, _: np.ndarray | None) -> Damaged:
    sigma = rng.uniform(LEAST_SIGMA, MOST_SIGMA, len(x)) if strength is None else strength
    noise = rng.standard_normal(x.shape, np.float32)
    spoiled = np.clip(x + sigma[:, None, None, None].astype(np.float32) * noise, -1, 1)
    return Damaged(spoiled, np.zeros((len(x), *x.shape[2:]), bool), told("denoise", len(x), sigma))


def _holed(x: np.ndarray, rng: np.random.Generator, strength: np.ndarray | None, holes: np.ndarray | None) -> Damaged:
    if holes is None:
        size = x.shape[2:]
        holes = np.stack(
            [
                _strokes(size, rng)
                if strength is None and rng.random() < STROKE_SHARE
                else _square(size, rng, None if strength is None else float(strength[index]))
                for index in range(len(x))
            ]
        )
    return known_in(x, holes)


def known_in(x: np.ndarray, holes: np.ndarray) -> Damaged:
    """Pictures of which nothing is known in `holes` bool (N, H, W)."""
    return Damaged(np.where(holes[:, None], np.float32(NOTHING), x), holes, told("fill", len(x)))


def _doubled(x: np.ndarray, _: np.random.Generator, __: np.ndarray | None, ___: np.ndarray | None) -> Damaged:
    return Damaged(enlarge(halve(x)), np.zeros((len(x), *x.shape[2:]), bool), told("double", len(x)))


def _square(size: tuple[int, ...], rng: np.random.Generator, share: float | None) -> np.ndarray:
    """Anywhere, of any size, to learn from; of the size that is given near the middle, where there is something."""
    low, high = (0.0, 1.0) if share is None else MIDDLE
    side = max(1, round((rng.uniform(LEAST_SIDE, MOST_SIDE) if share is None else share) * size[1]))
    top, left = (min(max(round(rng.uniform(low, high) * each - side / 2), 0), each - side) for each in size)
    return square((size[0], size[1]), side, top, left)


def _strokes(size: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Bool (H, W): one to three thick lines across the middle part."""
    rows, columns = np.indices(size)
    found = np.zeros(size, bool)
    for _ in range(int(rng.integers(1, 4))):
        (y0, x0), (y1, x1) = rng.uniform(0.15, 0.85, (2, 2)) * np.array(size)
        width = rng.uniform(0.06, 0.14) * size[1]
        length = max((y1 - y0) ** 2 + (x1 - x0) ** 2, 1e-6)
        at = np.clip(((rows - y0) * (y1 - y0) + (columns - x0) * (x1 - x0)) / length, 0, 1)
        found |= (rows - y0 - at * (y1 - y0)) ** 2 + (columns - x0 - at * (x1 - x0)) ** 2 <= width**2
    return found


TASKS: dict[str, Task] = {
    "denoise": Task(
        "Remove noise",
        "Every pixel got a random number added. The network is told how much noise there is.",
        "Zhang et al. 2018, FFDNet, arxiv.org/abs/1710.04026",
        _noisy,
        Strength(
            "Noise σ",
            "The standard deviation of what is added to each pixel; pixel values range from -1 to 1.",
            LEAST_SIGMA,
            MOST_SIGMA,
            0.5,
        ),
    ),
    "fill": Task(
        "Fill a hole",
        "A part of the picture is missing. What is known stays; only the hole is drawn.",
        "Pathak et al. 2016, Context encoders, arxiv.org/abs/1604.07379",
        _holed,
        Strength(
            "Side of the hole",
            "The width of the square hole as a share of the picture's.",
            LEAST_SIDE,
            MOST_SIDE,
            0.45,
        ),
    ),
    "double": Task(
        "Twice the size",
        "Every four pixels became one, their mean. The network draws four again.",
        "Ledig et al. 2017, SRGAN, arxiv.org/abs/1609.04802",
        _doubled,
        weight=6.0,
    ),
}
TOLD = len(TASKS) + 1

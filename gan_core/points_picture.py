"""Points in the plane as one picture: real ones blue below, generated ones orange above, D's opinion behind them."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

SIZE = 448
SMOOTH = 2
"""Drawn so many times larger and then shrunk: round dots."""
MARGIN = 1.3
BANDS = 9
"""Shades of D's opinion: few enough that its contour lines are seen."""
PAPER = (251, 251, 253)
REAL = (11, 98, 168, 110)
MADE = (201, 79, 0, 225)
LINE = (201, 79, 0, 90)
ARROW = (43, 26, 63, 235)
LONGEST = SIZE / 13
"""Pixels of the longest arrow."""
SURFACE = np.array([[255, 214, 170], PAPER, [178, 214, 244]], np.float64)
"""Behind what D takes for generated, what it cannot tell, and what it takes for real."""


@dataclass(frozen=True)
class Window:
    """The square of the plane that is shown: its middle, and half its width."""

    x: float
    y: float
    half: float

    def pixels(self, points: np.ndarray, size: int) -> np.ndarray:
        """Where points (N, 2) lie on a square of `size` pixels, down from the top: float (N, 2)."""
        right = (points[:, 0] - self.x) / self.half
        up = (points[:, 1] - self.y) / self.half
        return np.stack([right + 1, 1 - up], axis=1) * (size / 2)

    def lattice(self, count: int) -> np.ndarray:
        """float32 (count * count, 2): the middles of so many squares, row by row from the top left."""
        along = (np.arange(count) * 2 + 1) / count - 1
        right, down = np.meshgrid(along, along)
        return (
            np.stack([self.x + self.half * right, self.y - self.half * down], axis=2).reshape(-1, 2).astype("float32")
        )


def window_around(points: np.ndarray) -> Window:
    """The square around points (N, 2), with room on all sides."""
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = (low + high) / 2
    return Window(float(x), float(y), float(max((high - low).max() / 2, 1e-6)) * MARGIN)


def draw(
    window: Window,
    *,
    real: np.ndarray,
    made: np.ndarray | None = None,
    opinion: np.ndarray | None = None,
    arrows: np.ndarray | None = None,
    joined: bool = False,
) -> np.ndarray:
    """uint8 (1, 3, 448, 448) of points (N, 2) and (M, 2). `opinion` (K, K) from -1, made, to 1, real, top row first.

    `arrows` (K, 2) start at the first K made points, and keep their lengths' proportions. `joined` draws a line from
    each real point to the made one of the same row.
    """
    size = SIZE * SMOOTH
    picture = Image.new("RGB", (size, size), PAPER) if opinion is None else _surface(opinion, size)
    pen = ImageDraw.Draw(picture, "RGBA")
    real_at = window.pixels(real, size)
    made_at = None if made is None else window.pixels(made, size)
    if joined and made_at is not None:
        for start, end in zip(real_at.tolist(), made_at.tolist(), strict=True):
            pen.line((*start, *end), fill=LINE, width=2)
    _dots(pen, real_at, radius=9.0, colour=REAL)
    if made_at is not None:
        _dots(pen, made_at, radius=3.5, colour=MADE)
        if arrows is not None:
            _arrows(pen, made_at[: len(arrows)], arrows)
    return np.asarray(picture.reduce(SMOOTH)).transpose(2, 0, 1)[None]


def _dots(pen: ImageDraw.ImageDraw, at: np.ndarray, *, radius: float, colour: tuple[int, int, int, int]) -> None:
    size = SIZE * SMOOTH
    seen = at[((at > -radius) & (at < size + radius)).all(axis=1)]
    for x, y in seen.tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _arrows(pen: ImageDraw.ImageDraw, at: np.ndarray, arrows: np.ndarray) -> None:
    """From `at` in pixels; the longest is LONGEST, and what is too short to be seen is left out."""
    lengths = np.linalg.norm(arrows, axis=1)
    if not lengths.max(initial=0) > 0:
        return
    ways = arrows * [1, -1] * (LONGEST * SMOOTH / lengths.max())  # pixels count downwards
    seen = ((at > 0) & (at < SIZE * SMOOTH)).all(axis=1)
    for (x, y), (right, down) in zip(at[seen].tolist(), ways[seen].tolist(), strict=True):
        if (length := float(np.hypot(right, down))) < 4 * SMOOTH:
            continue
        tip_x, tip_y = x + right, y + down
        pen.line((x, y, tip_x, tip_y), fill=ARROW, width=SMOOTH)
        back, side = 4 * SMOOTH / length, 2 * SMOOTH / length
        base_x, base_y = tip_x - back * right, tip_y - back * down
        head = [
            (tip_x, tip_y),
            (base_x - side * down, base_y + side * right),
            (base_x + side * down, base_y - side * right),
        ]
        pen.polygon(head, fill=ARROW)


def _surface(opinion: np.ndarray, size: int) -> Image.Image:
    """Bands of colour between those of SURFACE, smooth in between the places that were asked."""
    fine = Image.fromarray(opinion.astype(np.float32)).resize((size, size), Image.Resampling.BICUBIC)
    steps = np.rint((np.clip(np.asarray(fine), -1, 1) + 1) / 2 * (BANDS - 1)).astype(np.intp)
    shades = np.linspace(0, 2, BANDS)
    colours = np.stack([np.interp(shades, [0, 1, 2], SURFACE[:, channel]) for channel in range(3)], axis=1)
    return Image.fromarray(np.rint(colours).astype(np.uint8)[steps])

"""A line chart as self-contained SVG."""

import math
from collections.abc import Sequence
from html import escape

import numpy as np

from gan_core.compare.lines import Line
from gan_core.compare.palette import DASHES

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 10, 10, 40
TICKS = 6


def svg_chart(lines: Sequence[Line | None], *, title: str, x_title: str) -> str:
    """The curves over each other, each in the colour `--run-0`, `--run-1`, ... of the page."""
    drawn = [line for line in lines if line is not None and len(line.x)]
    if not drawn:
        return ""
    x_range = _range(np.concatenate([line.x for line in drawn]))
    y_range = _range(np.concatenate([line.y for line in drawn]))
    if y_range is None or x_range is None:
        return ""
    parts = [_grid(x_range, y_range), _words(x_title)]
    for index, line in enumerate(lines):
        if line is None:
            continue
        if line.smoothed is not None:
            parts.append(_path(line.x, line.y, x_range, y_range, index, raw=True))
        y = line.y if line.smoothed is None else line.smoothed
        parts.append(_path(line.x, y, x_range, y_range, index, raw=False))
    return (
        f"<svg viewBox='0 0 {WIDTH} {HEIGHT}' role='img' aria-label='{escape(title)}'>"
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def ticks(low: float, high: float, count: int = TICKS) -> list[float]:
    """About `count` round numbers from `low` to `high`: 1, 2 or 5 times a power of ten apart."""
    if high <= low:
        return [low]
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(step * number, 12) for number in range(first, math.floor(high / step + 1e-9) + 1)]


def _range(values: np.ndarray) -> tuple[float, float] | None:
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _at(value: np.ndarray | float, span: tuple[float, float], start: float, end: float) -> np.ndarray | float:
    return start + (value - span[0]) / (span[1] - span[0]) * (end - start)


def _path(x: np.ndarray, y: np.ndarray, x_range: tuple, y_range: tuple, index: int, *, raw: bool) -> str:
    known = np.isfinite(y)
    x, y = x[known], y[known]
    across = np.asarray(_at(x, x_range, LEFT, WIDTH - RIGHT))
    down = np.asarray(_at(y, y_range, HEIGHT - BOTTOM, TOP))
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(across, down, strict=True))
    colour = f"var(--run-{index})"
    if len(x) == 1:
        return f"<circle cx='{across[0]:.1f}' cy='{down[0]:.1f}' r='3' fill='{colour}'/>"
    dash = "" if raw or not DASHES[index] else f" stroke-dasharray='{' '.join(map(str, DASHES[index]))}'"
    width, faint = (1, " opacity='0.3'") if raw else (2, "")
    return f"<polyline points='{points}' fill='none' stroke='{colour}' stroke-width='{width}'{dash}{faint}/>"


def _grid(x_range: tuple[float, float], y_range: tuple[float, float]) -> str:
    parts = []
    for value in ticks(*y_range, count=5):
        down = _at(value, y_range, HEIGHT - BOTTOM, TOP)
        parts.append(f"<line class='grid' x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{down:.1f}' y2='{down:.1f}'/>")
        parts.append(f"<text x='{LEFT - 6}' y='{down + 4:.1f}' text-anchor='end'>{_short(value)}</text>")
    for value in ticks(*x_range):
        across = _at(value, x_range, LEFT, WIDTH - RIGHT)
        parts.append(f"<line class='grid' x1='{across:.1f}' x2='{across:.1f}' y1='{TOP}' y2='{HEIGHT - BOTTOM}'/>")
        parts.append(f"<text x='{across:.1f}' y='{HEIGHT - BOTTOM + 16}' text-anchor='middle'>{_short(value)}</text>")
    return "".join(parts)


def _words(x_title: str) -> str:
    return f"<text x='{(LEFT + WIDTH) / 2}' y='{HEIGHT - 6}' text-anchor='middle'>{escape(x_title)}</text>"


def _short(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:,.4g}k"
    return f"{value:.4g}"

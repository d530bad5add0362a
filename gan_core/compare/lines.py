"""Curves of runs over a common axis: steps, pictures, seconds or watt-hours; thinned, and smoothed on demand."""

from dataclasses import dataclass

import numpy as np

from gan_core.compare.subject import Subject
from gan_core.events import UPDATES
from gan_core.jobs.history import History
from gan_core.jobs.thinning import thin

AXES = {"step": "Steps", "images": "Images", "seconds": "Seconds", "wh": "Watt-hours"}
ENERGY = "energy/wh"
SPEED = "speed"
SPEED_SPANS = 80
LONGEST_HALFLIFE = 0.1
MINOR = ("watch/", "modes/", "digits/")
"""Curves that are asked for by name only: there is one for each class."""
FIRST = (
    "quality/frechet",
    "G/loss",
    "D/loss",
    "VAE/loss",
    "AE/loss",
    "VQ/loss",
    "distil/psnr",
    "quality/kid",
    "modes/kinds",
    "D/real",
    "D/fake",
    SPEED,
)


@dataclass(frozen=True)
class Line:
    """One curve of one run: x and y (N,), and the smoothed y where that was asked for."""

    x: np.ndarray
    y: np.ndarray
    smoothed: np.ndarray | None = None


def line(subject: Subject, name: str, axis: str, max_points: int = 400, smoothing: float = 0.0) -> Line | None:
    """The curve `name` over `axis`; None where the run has no such curve or axis. `smoothing` is 0 to 1."""
    with subject.history.lock:
        found = _speed(subject.history) if name == SPEED else _curve(subject.history, name)
        if found is None:
            return None
        step, seconds, y = found
        x = _along(subject.history, axis, step, seconds)
    if x is None:
        return None
    axes, curves = thin({"x": x, "step": step}, {"y": y}, max_points)
    known = np.isfinite(curves["y"])
    x, step, y = axes["x"][known], axes["step"][known], curves["y"][known]
    halflife = smoothing**2 * LONGEST_HALFLIFE * float(step[-1] - step[0]) if len(step) else 0.0
    return Line(x, y, smooth(step, y, halflife) if halflife > 0 else None)


def _curve(history: History, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    if name not in history.curves:
        return None
    y = history.curves[name].view.astype(np.float64)
    there = np.isfinite(y)
    return history.axes["step"].view[there], history.axes["seconds"].view[there], y[there]


def _speed(history: History) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Images a second over some eighty stretches of equal time, each at its end."""
    seconds, images = history.axes["seconds"].view, history.axes["images"].view
    if len(seconds) < 2 or seconds[-1] <= 0:
        return None
    ends = np.linspace(seconds[0], seconds[-1], min(SPEED_SPANS, len(seconds)) + 1)
    rate = np.diff(np.interp(ends, seconds, images)) / np.maximum(np.diff(ends), 1e-9)
    return np.interp(ends[1:], seconds, history.axes["step"].view), ends[1:], rate


def _along(history: History, axis: str, step: np.ndarray, seconds: np.ndarray) -> np.ndarray | None:
    if axis == "step":
        return step.astype(np.float64)
    if axis == "seconds":
        return seconds
    if axis == "images":
        return np.interp(step, history.axes["step"].view, history.axes["images"].view)
    energy = _curve(history, ENERGY)
    return None if energy is None else np.interp(seconds, energy[1], energy[2], left=0.0)


def smooth(step: np.ndarray, y: np.ndarray, halflife: float) -> np.ndarray:
    """Exponential moving average with a half-life in steps, corrected for its start."""
    keep = 0.5 ** (np.maximum(np.diff(step, prepend=step[0] - 1), 0.5) / halflife)
    out, mean, weight = np.empty(len(y)), 0.0, 0.0
    for index, (share, value) in enumerate(zip(keep, y, strict=True)):
        mean, weight = share * mean + (1 - share) * value, share * weight + (1 - share)
        out[index] = mean / weight
    return out


def curve_names(compared: list[Subject]) -> list[str]:
    """All curves that any of the runs has, the telling ones first."""
    names = dict.fromkeys(name for each in compared for name in each.history.curves if name != UPDATES)
    shown = [name for name in names if name in FIRST or not name.startswith(MINOR)]
    shown += [SPEED] if any(each.history.ids.size > 1 for each in compared) else []
    return sorted(shown, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def has_axis(compared: list[Subject], axis: str) -> bool:
    """Whether every one of the runs can be drawn along `axis`."""
    return axis != "wh" or all(ENERGY in each.history.curves for each in compared)

"""Small recorded histories of real runs, failing and sound: tests score the doctor on them, and the page draws them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from gan_core.doctor.history import Curve, History, from_json
from gan_core.store import atomic

FOLDER = Path(__file__).parent / "recorded"
MOST_POINTS = 150
READ = (
    *("D/real", "D/fake", "D/loss", "D/seen", "D/held_out", "D/dead", "D/lr"),
    *("G/loss", "G/grad_norm", "G/dead", "G/spread", "G/nearest", "G/lr"),
    *("VAE/loss", "VAE/kl", "VAE/active_units", "VAE/dead", "VAE/lr", "skipped"),
    *("quality/frechet", "quality/coverage"),
)
ALWAYS_READ = ("modes/", "classes/")
"""The curves that a failure mode reads, and what those of modes and of classes asked for begin with."""


def names() -> list[str]:
    """Every recording: the name of the failure mode, or "well-" and the name of a sound run."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def load(name: str) -> History:
    """The recording called `name`."""
    return from_json(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def save(name: str, history: History) -> Path:
    """Writes what the doctor reads of a history, thinned evenly to 150 points a curve."""
    kept = {key: thinned(each) for key, each in history.curves.items() if key in READ or key.startswith(ALWAYS_READ)}
    live = {key: value for key, value in history.live.items() if key == "runtime.precision"}
    small = History(history.config, kept, history.state, history.reason, live, history.fault)
    FOLDER.mkdir(exist_ok=True)
    atomic.write_bytes(FOLDER / f"{name}.json", json.dumps(small.to_json(), separators=(",", ":")).encode())
    return FOLDER / f"{name}.json"


def thinned(curve: Curve) -> Curve:
    """At most MOST_POINTS of its points, evenly, with the first and the last."""
    if len(curve) <= MOST_POINTS:
        return curve
    rows = np.linspace(0, len(curve) - 1, MOST_POINTS).astype(int)
    return Curve(curve.steps[rows], curve.values[rows])

"""Remedies that change a learning rate, and how far the rates so far can have carried the weights."""

from __future__ import annotations

import numpy as np

from gan_core.doctor.finding import Remedy
from gan_core.doctor.history import History
from gan_core.message import Message

HIGHEST = 0.01
"""No rate is raised beyond it: ten times Adam's default (Kingma and Ba 2015)."""


def change_rates(history: History, factors: dict[str, float]) -> tuple[Remedy, ...]:
    """A remedy for each learning rate, times its factor, to two digits; none that raises one beyond HIGHEST."""
    found = []
    for name, factor in factors.items():
        value = float(f"{history.setting(name) * factor:.2g}")
        network = "D" if name == "optimiser.d_lr" else maker(history)
        if factor < 1 or value <= HIGHEST:
            code = "lower_rate" if factor < 1 else "raise_rate"
            found.append(Remedy(Message(code, {"network": network, "value": value}), {name: value}))
    return tuple(found)


def is_gan(history: History) -> bool:
    return history.config.model.family == "gan"


def maker(history: History) -> str:
    """The network that makes pictures, as curves call it."""
    return "G" if is_gan(history) else "VAE"


def way_gone(history: History, network: str) -> float:
    """The sum of a network's learning rates over all its steps: about the farthest that any weight can have moved.

    Adam moves a weight by about its learning rate at most, whatever the gradient. Kingma and Ba 2015, section 2.1,
    arxiv.org/abs/1412.6980
    """
    rates = history.curve(f"{network}/lr")
    if not len(rates):
        return float("inf")
    return float(np.sum(rates.values * np.diff(rates.steps, prepend=0)))

"""Remedies that change a learning rate, and how far the rates so far can have carried the weights."""

from __future__ import annotations

import numpy as np

from gan_core.doctor.finding import Remedy
from gan_core.doctor.history import History

HIGHEST = 0.01
"""No rate is raised beyond it: ten times Adam's default (Kingma and Ba 2015)."""
NAMES = {"optimiser.lr": "the learning rate", "optimiser.d_lr": "D's learning rate"}


def change_rates(history: History, factors: dict[str, float]) -> tuple[Remedy, ...]:
    """A remedy for each learning rate, times its factor, to two digits; none that raises one beyond HIGHEST."""
    found = []
    for name, factor in factors.items():
        value = float(f"{history.setting(name) * factor:.2g}")
        said = "G's learning rate" if name == "optimiser.lr" and len(own_rates(history)) > 1 else NAMES[name]
        if factor < 1 or value <= HIGHEST:
            told = np.format_float_positional(value, trim="-")
            found.append(Remedy(f"{'Lower' if factor < 1 else 'Raise'} {said} to {told}", {name: value}))
    return tuple(found)


def own_rates(history: History) -> tuple[str, ...]:
    """The settings of the learning rates that this run has: its own, and its discriminator's where it has one."""
    networks = history.config.family.networks.values()
    return tuple(name for name in NAMES if any(each.rate == name for each in networks))


def way_gone(history: History, network: str) -> float:
    """The sum of a network's learning rates over all its steps: about the farthest that any weight can have moved.

    Adam moves a weight by about its learning rate at most, whatever the gradient. Kingma and Ba 2015, section 2.1,
    arxiv.org/abs/1412.6980
    """
    rates = history.curve(f"{network}/lr")
    if not len(rates):
        return float("inf")
    return float(np.sum(rates.values * np.diff(rates.steps, prepend=0)))

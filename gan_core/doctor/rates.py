"""Remedies that change a learning rate, and how far the learning rates so far can have moved the weights."""

from __future__ import annotations

import math

import numpy as np

from gan_core.doctor.finding import Remedy
from gan_core.doctor.history import History
from gan_core.message import Message

RATES = ("optimiser.lr", "optimiser.d_lr")
HIGHEST = 0.01
"""No rate is raised beyond it: ten times Adam's default (Kingma and Ba 2015)."""


def change_rates(history: History, factors: dict[str, float]) -> tuple[Remedy, ...]:
    """A remedy for each learning rate, times its factor, to two digits; none that raises one beyond HIGHEST."""
    found = []
    for name, factor in factors.items():
        value = float(f"{history.setting(name) * factor:.2g}")
        network = "D" if name == "optimiser.d_lr" else "G" if len(own_rates(history)) > 1 else ""
        if factor < 1 or value <= HIGHEST:
            code = "lower_rate" if factor < 1 else "raise_rate"
            found.append(Remedy(Message(code, {"network": network, "value": value}), {name: value}))
    return tuple(found)


def own_rates(history: History) -> tuple[str, ...]:
    """The settings of the learning rates that this run has: its own, and its discriminator's where it has one."""
    networks = history.config.family.networks.values()
    return tuple(name for name in RATES if any(each.rate == name for each in networks))


def way_gone(history: History, network: str) -> float:
    """The sum of the largest steps that a network's weights can have taken: no weight can have moved farther."""
    return largest_step(history) * sum_of_rates(history, network)


def sum_of_rates(history: History, network: str) -> float:
    """Over all its steps: about as far as a weight moves whose gradient keeps its sign; inf without a curve."""
    rates = history.curve(f"{network}/lr")
    if not len(rates):
        return math.inf
    return float(np.sum(rates.values * np.diff(rates.steps, prepend=0)))


def largest_step(history: History) -> float:
    """The farthest that Adam moves a weight in one step, in learning rates; inf where nothing bounds it.

    (1 - beta1) / sqrt(1 - beta2) / sqrt(1 - beta1^2 / beta2), by Cauchy and Schwarz of m against v. The paper's bound,
    the first two terms, is of one gradient after many that were 0, and the next alike goes beyond it. Usual steps are
    about one learning rate. AdamW's decay is left out. Kingma and Ba 2015, section 2.1, arxiv.org/abs/1412.6980
    """
    beta1, beta2 = history.setting("optimiser.beta1"), history.setting("optimiser.beta2")
    rest = 1 - beta1**2 / beta2 if beta2 > 0 else 0.0
    return (1 - beta1) / math.sqrt((1 - beta2) * rest) if rest > 0 else math.inf

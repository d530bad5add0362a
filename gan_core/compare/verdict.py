"""Which of some runs draws better by what all of them measured, and whether their losses would have said so."""

from collections.abc import Sequence

from gan_core.compare.comparable import refusal
from gan_core.compare.subject import Subject
from gan_core.compare.table import Column, table
from gan_core.message import Message

FIGURES = ("quality/frechet", "VAE/elbo", "VAE/psnr", "distil/psnr")
"""What runs are compared by: the first of them that all have and that may be compared."""
LOSSES = ("VAE/loss", "AE/loss", "VQ/loss", "G/loss")
ALIKE = 0.1
"""Figures, or losses, that differ by less than this share of the larger one count as about equal."""
RUINED = 0.5


def verdict(compared: Sequence[Subject]) -> Message | None:
    """Who is best and who is worst by the first figure that all have; None where there is no such figure.

    `best_of` and `worst_of` are the titles' places in `compared`. `same_losses` says that the losses are about alike
    while one is far behind: whoever watched them alone would have missed it.
    """
    columns = {each.name: each for each in table(compared).columns}
    column = next((columns[name] for name in FIGURES if name in columns and _is_whole(columns[name])), None)
    if column is None or not column.better:
        return None
    order = sorted(range(len(compared)), key=lambda place: column.values[place], reverse=column.better == "higher")
    best, worst = order[0], order[-1]
    gap = _gap(column.values[best], column.values[worst])
    code = "alike" if gap < ALIKE else "same_losses" if gap >= RUINED and losses_alike(compared) else "better"
    figures = {"best": column.values[best], "worst": column.values[worst]}
    return Message(code, {"figure": column.name, "best_of": best, "worst_of": worst, **figures})


def losses_alike(compared: Sequence[Subject]) -> bool:
    """Whether all of them have about the same loss, of the same objective."""
    for name in LOSSES:
        told = [each.history.latest(name) for each in compared]
        values = [each for each in told if each is not None]
        if len(values) == len(compared) and refusal(compared, name) is None:
            return _gap(min(values), max(values)) < 2 * ALIKE
    return False


def _is_whole(column: Column) -> bool:
    return all(isinstance(each, int | float) for each in column.values)


def _gap(one: float, other: float) -> float:
    """The difference as a share of the larger one; 0 for two zeros."""
    largest = max(abs(one), abs(other))
    return abs(one - other) / largest if largest else 0.0

"""Compared runs that differ by their seed alone: mean and range of where they stand."""

from collections.abc import Sequence

from gan_core.compare.lines import ENERGY
from gan_core.compare.subject import Subject, labels
from gan_core.compare.table import Column
from gan_core.evaluation.seeds import SeedSpread, seed_groups, spread


def seed_spreads(compared: Sequence[Subject], columns: Sequence[Column]) -> list[SeedSpread]:
    """For each group of seeds and each score of the table that has a better side; cost is not quality."""
    names = labels(compared)
    settings = {name: each.settings for name, each in zip(names, compared, strict=True)}
    scored = [each for each in columns if each.better and "/" in each.name and each.name != ENERGY]
    every = [
        spread(group, column.name, [column.values[names.index(name)] for name in group])
        for group in seed_groups(settings)
        for column in scored
    ]
    return [each for each in every if each]

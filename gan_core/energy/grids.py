"""Grams of CO2 per kilowatt-hour, by electricity grid."""

import os
from dataclasses import dataclass

from gan_core.energy.meters import JOULES_PER_KWH
from gan_core.errors import UserError


@dataclass(frozen=True)
class Grid:
    """A year's average over what was generated there, upstream emissions included, in CO2 equivalents."""

    grams_per_kwh: float
    year: int
    source: str


EMBER = "Ember, Yearly Electricity Data, as Our World in Data published it in 2024"
GRIDS: dict[str, Grid] = {
    "World": Grid(481, 2023, EMBER),
    "European Union": Grid(244, 2023, EMBER),
    "Germany": Grid(381, 2023, EMBER),
    "France": Grid(56, 2023, EMBER),
    "Sweden": Grid(41, 2023, EMBER),
    "Poland": Grid(662, 2023, EMBER),
    "United States": Grid(369, 2023, EMBER),
    "China": Grid(582, 2023, EMBER),
    "India": Grid(713, 2023, EMBER),
}


def grams_of_co2(joules: float, grid: str) -> float:
    """What that energy emits on average in `grid`, a name in GRIDS. Raises UserError for a grid that is not there."""
    return joules / JOULES_PER_KWH * find_grid(grid).grams_per_kwh


def home_grid() -> str:
    """The grid that this machine hangs on, as the variable GAN_CORE_GRID says; the world where that names none."""
    named = os.environ.get("GAN_CORE_GRID", "")
    return named if named in GRIDS else "World"


def find_grid(name: str) -> Grid:
    """The grid of that name. Raises UserError that lists them."""
    if name not in GRIDS:
        raise UserError(f"There is no grid {name!r}: choose {', '.join(GRIDS)}.")
    return GRIDS[name]

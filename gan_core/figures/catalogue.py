"""GROUPS: every figure of the app. A new metric is not whole without its entry here, and a test says so."""

from gan_core.figures.figure import Figure, Group
from gan_core.figures.networks import COST, RECONSTRUCTION, SENTENCES
from gan_core.figures.pictures import CLASSES, DISTANCES
from gan_core.figures.robustness import ROBUSTNESS

GROUPS: tuple[Group, ...] = (DISTANCES, CLASSES, RECONSTRUCTION, SENTENCES, ROBUSTNESS, COST)
FIGURES: dict[str, Figure] = {name: figure for group in GROUPS for name, figure in group.figures.items()}

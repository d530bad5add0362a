"""WATCHES: what is measured all the while a run learns. A new one is one file here and one line in this dict."""

from gan_core.watch.dead_units import DeadUnits
from gan_core.watch.fidelity import Fidelity
from gan_core.watch.held_out import HeldOut
from gan_core.watch.modes import Modes
from gan_core.watch.nearest import Nearest
from gan_core.watch.points import Points
from gan_core.watch.reconstruction import Reconstruction
from gan_core.watch.stacked import Stacked
from gan_core.watch.watch import Watch

WATCHES: dict[str, type[Watch]] = {
    "modes": Modes,
    "points": Points,
    "stacked": Stacked,
    "fidelity": Fidelity,
    "reconstruction": Reconstruction,
    "nearest": Nearest,
    "dead_units": DeadUnits,
    "held_out": HeldOut,
}

__all__ = ["WATCHES", "Watch"]

"""MONITORS: the metrics during training. A new one is one file here and one line in this dict."""

from gan_core.monitors.attributes import Attributes
from gan_core.monitors.classes import Classes
from gan_core.monitors.dead_units import DeadUnits
from gan_core.monitors.fidelity import Fidelity
from gan_core.monitors.held_out import HeldOut
from gan_core.monitors.language import Language
from gan_core.monitors.modes import Modes
from gan_core.monitors.monitor import Monitor
from gan_core.monitors.nearest import Nearest
from gan_core.monitors.points import Points
from gan_core.monitors.reconstruction import Reconstruction
from gan_core.monitors.retrieval import Retrieval
from gan_core.monitors.stacked import Stacked

MONITORS: dict[str, type[Monitor]] = {
    "modes": Modes,
    "classes": Classes,
    "attributes": Attributes,
    "language": Language,
    "retrieval": Retrieval,
    "points": Points,
    "stacked": Stacked,
    "fidelity": Fidelity,
    "reconstruction": Reconstruction,
    "nearest": Nearest,
    "dead_units": DeadUnits,
    "held_out": HeldOut,
}

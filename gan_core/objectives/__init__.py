"""Every objective that a model can be trained with, by name. Importing this does not import torch."""

from gan_core.objectives.elbo import Elbo
from gan_core.objectives.hinge import Hinge
from gan_core.objectives.least_squares import LeastSquares
from gan_core.objectives.non_saturating import NonSaturating
from gan_core.objectives.relativistic import Relativistic
from gan_core.objectives.saturating import Saturating
from gan_core.objectives.settings import Game, ObjectiveSettings
from gan_core.objectives.wasserstein import Wasserstein

OBJECTIVES: dict[str, type[ObjectiveSettings]] = {
    "non_saturating": NonSaturating,
    "saturating": Saturating,
    "least_squares": LeastSquares,
    "hinge": Hinge,
    "wasserstein": Wasserstein,
    "relativistic": Relativistic,
    "elbo": Elbo,
}

__all__ = [
    "OBJECTIVES",
    "Elbo",
    "Game",
    "Hinge",
    "LeastSquares",
    "NonSaturating",
    "ObjectiveSettings",
    "Relativistic",
    "Saturating",
    "Wasserstein",
]

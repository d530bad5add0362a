"""Every objective that a model can be trained with, by name. Importing this does not import torch."""

from gan_core.objectives.elbo import Elbo
from gan_core.objectives.flow_matching import FlowMatching
from gan_core.objectives.games import Hinge, LeastSquares, NonSaturating, Relativistic, Saturating, Wasserstein
from gan_core.objectives.rae import RaeL2
from gan_core.objectives.settings import Game, ObjectiveSettings
from gan_core.objectives.text_to_image import TextToImage
from gan_core.objectives.vq import VqObjective

OBJECTIVES: dict[str, type[ObjectiveSettings]] = {
    "non_saturating": NonSaturating,
    "saturating": Saturating,
    "least_squares": LeastSquares,
    "hinge": Hinge,
    "wasserstein": Wasserstein,
    "relativistic": Relativistic,
    "elbo": Elbo,
    "rae_l2": RaeL2,
    "text_to_image": TextToImage,
    "flow_matching": FlowMatching,
    "vector_quantisation": VqObjective,
}

__all__ = [
    "OBJECTIVES",
    "Elbo",
    "FlowMatching",
    "Game",
    "Hinge",
    "LeastSquares",
    "NonSaturating",
    "ObjectiveSettings",
    "RaeL2",
    "Relativistic",
    "Saturating",
    "TextToImage",
    "VqObjective",
    "Wasserstein",
]

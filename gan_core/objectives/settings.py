"""The bases of every objective's settings: what all games of a generator against a discriminator share.

Nothing here imports torch; losses import it when they are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.settings import Settings

if TYPE_CHECKING:
    from torch import Tensor

DSteps = Annotated[
    int,
    Field(
        ge=1,
        le=10,
        title="Discriminator steps",
        description="How many times the discriminator is updated for each update of the generator.",
    ),
]
R1Gamma = Annotated[
    float,
    Field(
        ge=0,
        le=1000,
        allow_inf_nan=False,
        title="R1 gamma",
        description="Penalises steep changes of the discriminator around real samples, which stabilises training; "
        "0 is off (Mescheder et al. 2018).",
    ),
]
R2Gamma = Annotated[
    float,
    Field(
        ge=0,
        le=1000,
        allow_inf_nan=False,
        title="R2 gamma",
        description="The same penalty as R1, around generated samples; 0 is off.",
    ),
]
GradientPenalty = Annotated[
    float,
    Field(
        ge=0,
        le=1000,
        allow_inf_nan=False,
        title="Gradient penalty",
        description="Pulls the discriminator's slope between real and generated samples towards 1, which a "
        "Wasserstein critic needs; 10 is usual and 0 is off (Gulrajani et al. 2017).",
    ),
]
PenaltyInterval = Annotated[
    int,
    Field(
        ge=1,
        le=64,
        title="Penalty interval (updates)",
        description="Compute the penalties only once in this many discriminator updates, with their weight "
        "multiplied by the same number: much faster, with nearly the same effect (Karras et al. 2020).",
    ),
]
Augmentation = Annotated[
    Literal["none", "translation", "colour,translation", "colour,translation,cutout"],
    Field(
        title="DiffAugment",
        description="Shift, recolour or partly cover every picture that the discriminator sees, real or generated, "
        "so that it cannot memorise a small data set (Zhao et al. 2020).",
    ),
]


class ObjectiveSettings(Settings):
    """What is minimised, and for which family of models."""

    family: ClassVar[str]
    """The name of its record in gan_core.families."""
    title: ClassVar[str]
    about: ClassVar[str]
    paper: ClassVar[str]

    name: str

    def rate_factors(self) -> dict[str, float]:
        """By the name of a part of a network what its learning rate is multiplied with; 1 for all that is not named."""
        return {}


class Game(ObjectiveSettings):
    """A game of G against D: two losses of logits, penalties on D's gradients, and how often each side moves."""

    family: ClassVar[str] = "gan"
    relativistic: ClassVar[bool] = False
    """Whether the generator's loss looks at real samples too."""
    guessing_loss: ClassVar[float | None] = None
    """The loss of a D that only guesses: it says 1/2 (least squares) or 0 (the others) of every sample. None where D's
    loss has no such scale."""

    d_steps: DSteps = 1
    r1_gamma: R1Gamma = 0.0
    r2_gamma: R2Gamma = 0.0
    gradient_penalty: GradientPenalty = 0.0
    penalty_interval: PenaltyInterval = 1
    diffaugment: Augmentation = "none"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """The discriminator's loss, a scalar, from logits (N,) of real and generated samples."""
        raise NotImplementedError

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """The generator's loss, a scalar. Only relativistic games look at `real_logits`."""
        raise NotImplementedError

    @property
    def needs_per_sample_gradients(self) -> bool:
        """Whether a penalty asks for the gradient of one sample's logit, which batch norm does not leave alone."""
        return self.r1_gamma > 0 or self.r2_gamma > 0 or self.gradient_penalty > 0

    def readings(self, real_logits: Tensor, fake_logits: Tensor) -> dict[str, Tensor]:
        """What else these logits say, by curve name."""
        return {}

    def penalty_due(self, d_update: int) -> bool:
        """Whether the discriminator's update number `d_update`, counted from 0, carries the penalties."""
        return self.needs_per_sample_gradients and d_update % self.penalty_interval == 0

    @property
    def penalty_weights(self) -> dict[str, float]:
        """What each penalty that is on is multiplied with when it is due: keys "r1", "r2", "gradient_penalty".

        R1 and R2 carry the half of their papers, and all are as many times heavier as they are rarer.
        """
        weights = {"r1": self.r1_gamma / 2, "r2": self.r2_gamma / 2, "gradient_penalty": self.gradient_penalty}
        return {name: weight * self.penalty_interval for name, weight in weights.items() if weight > 0}

    def check(self, d_norm: str) -> None:
        """Raises ValueError with a sentence if this game cannot be played by a discriminator with `d_norm`."""
        if self.needs_per_sample_gradients and d_norm == "batch":
            raise ValueError(
                "d_norm must be spectral, layer or none while r1_gamma, r2_gamma or gradient_penalty is on, got batch: "
                "these penalties take one sample at a time, and batch norm mixes the samples of a batch"
            )

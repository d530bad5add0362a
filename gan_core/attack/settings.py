"""Settings of an attack on many pictures, and of a network trained against it. Torch is not imported."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.settings import Settings, parse

MOST_EPSILON = 0.5
STEP_RATIO = 1.25
"""Wong et al. 2020: with a random start, a step of 1.25 epsilon lasts."""


class AttackConfig(Settings):
    """One attack on digits: how often FGSM and PGD fool a classifier, by epsilon."""

    job_type: ClassVar[str] = "attack"
    version: Literal[1] = 1
    title: str = Field("Attack", min_length=1, max_length=80, description="Its name in lists.")
    model: str = Field(
        "",
        max_length=1000,
        title="Generated pictures",
        description="A model whose digits are attacked beside real ones of the same classes; if empty, real digits "
        "alone.",
    )
    num: int = Field(
        200,
        ge=20,
        le=359,
        title="Samples per curve",
        description="How many held-out real digits are attacked, and as many generated ones: more make intervals "
        "narrower. There are 360 held-out digits.",
    )
    epsilons: tuple[float, ...] = Field(
        (0.02, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3),
        min_length=1,
        max_length=20,
        title="ε",
        description="How far a pixel may be changed, where black is 0 and white is 1; in rising order.",
    )
    pgd_steps: int = Field(
        20, ge=1, le=200, title="PGD steps", description="More steps find more: PGD is what robustness is scored by."
    )
    defend: bool = Field(
        False,
        title="Adversarial training",
        description="Train a classifier on attacked digits first, and attack it beside the shipped one.",
    )
    train_epsilon: float = Field(
        0.15,
        ge=0,
        le=MOST_EPSILON,
        title="Training ε",
        description="How far the digits that it learns from are changed, where black is 0 and white is 1. At 0 it is "
        "ordinary training.",
    )
    step_ratio: float = Field(
        STEP_RATIO,
        gt=0,
        le=10,
        title="Step size α / ε",
        description="The step of FGSM in training, in units of ε. 1.25 lasts (Wong et al. 2020); a larger one may "
        "collapse.",
    )
    random_start: bool = Field(
        True,
        title="Random start",
        description="Begin each step anywhere within ε, not at the picture itself. Without it, training may collapse.",
    )
    epochs: int = Field(
        12, ge=1, le=200, title="Epochs", description="How often each of the 1,437 digits is learned from."
    )
    seed: int = Field(
        0, ge=0, lt=2**31, title="Seed", description="Determines the training, the latents and the starts."
    )

    @model_validator(mode="after")
    def _rising(self) -> AttackConfig:
        if not all(0 < each <= MOST_EPSILON for each in self.epsilons):
            raise ValueError(f"epsilons must lie above 0 and be at most {MOST_EPSILON}, got {list(self.epsilons)}")
        if any(first >= second for first, second in pairwise(self.epsilons)):
            raise ValueError(f"epsilons must rise, got {list(self.epsilons)}")
        return self


def load_attack_config(values: dict[str, Any]) -> AttackConfig:
    """An attack from its JSON. Raises SettingsError with a sentence."""
    return parse(AttackConfig, values)

"""Another way to solve a flow's equation: fewer steps are faster, more are more exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.generators.sampling import one_pass, sampled_with
from gan_core.models.flow_settings import MOST_GUIDANCE, MOST_STEPS, SAMPLING, FlowSettings
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

DECLARED = FlowSettings.model_fields


class SolverSteps(Transformation):
    """The same network, asked more or less often for a sample."""

    title: ClassVar[str] = "Solver steps"
    about: ClassVar[str] = (
        "A flow draws in steps, and each asks its network: fewer steps are faster and coarser, Heun's are finer and "
        "cost twice as much, and without guidance a step costs half (Liu et al. 2023, arxiv.org/abs/2209.03003)."
    )
    stage: ClassVar[Stage] = "weights"

    name: Literal["solver"] = "solver"
    num_steps: int = Field(
        3,
        ge=1,
        le=MOST_STEPS,
        title=DECLARED["num_steps"].title,
        description="In how many steps noise becomes a sample.",
    )
    guidance: float = Field(
        2.0,
        ge=0,
        le=MOST_GUIDANCE,
        allow_inf_nan=False,
        title=DECLARED["guidance"].title,
        description=DECLARED["guidance"].description,
    )
    solver: Literal["euler", "heun"] = Field(
        "euler", title=DECLARED["solver"].title, description=DECLARED["solver"].description
    )

    @property
    def words(self) -> str:
        steps = "1 step" if self.num_steps == 1 else f"{self.num_steps} steps"
        return f"{steps}, {self.solver.title()}" + ("" if self.guidance == 2 else f", guidance {self.guidance:g}")

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """There must be steps to choose."""
        return one_pass(card.config.family) if card.config.family.one_pass else ""

    def apply(self, generator: Generator) -> Generator:
        """The same weights with other settings for drawing."""
        from gan_core.optimise.variant import TorchVariant, network
        from gan_core.optimise.variant_card import card_of_variant

        chosen = {name: getattr(self, name) for name in SAMPLING}
        module = network(generator)
        for name, value in chosen.items():
            setattr(module, name, value)
        card = sampled_with(card_of_variant(generator.card, self.words), chosen)
        return TorchVariant(card, module, generator.device, generator.notes, generator.tf32)

"""The student of a recovery, in its teacher's place: pruned or fresh and narrower, and then taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.errors import UserError
from gan_core.model_card import ModelCard
from gan_core.optimise.step import Stage, Step

if TYPE_CHECKING:
    from gan_core.generator import Generator


class Recovered(Step):
    """What a run of the kind "recover" has made of this model. It stands beside its original on the same latents."""

    title: ClassVar[str] = "Recovered student"
    about: ClassVar[str] = (
        "A smaller network that a recovery taught to draw what this model draws: its own weights, on the same latents "
        "(Aguinaldo et al. 2019, arxiv.org/abs/1902.00159)."
    )
    stage: ClassVar[Stage] = "weights"

    name: Literal["recovered"] = "recovered"
    run: str = Field("", max_length=120, title="Recovery", description="A recovery of this model, perhaps with a step.")
    made: str = Field("", max_length=160, title="What was done", description="What the recovery did, for titles.")

    @property
    def words(self) -> str:
        return self.made or f"recovered in {self.run}"

    def unfit_here(self, card: ModelCard, before: tuple[Step, ...]) -> str:
        """It takes the place of the model that it was taught by, or of that one's own teacher."""
        from gan_core.recovery.students import comes_from

        if not self.run:
            return "There is no recovery of this model yet: begin one under “Get quality back”."
        if before:
            return "A recovered student stands in the model's place: put it first."
        try:
            return "" if comes_from(self.run, card) else "This student was taught by another model."
        except UserError as error:
            return str(error)

    def apply(self, generator: Generator) -> Generator:
        """The student, on the device of its original. Raises CheckpointError where it is gone."""
        from gan_core.recovery.students import student

        return student(self.run, generator, self.words)

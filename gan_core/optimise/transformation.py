"""The base of every transformation: settings that say what is done, whether it makes sense here, and do it.

Nothing here imports torch; `apply` does so when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.optimise.parity import Bound
from gan_core.settings import Settings
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

Stage = Literal["weights", "numbers", "runtime"]
STAGES: tuple[Stage, ...] = ("weights", "numbers", "runtime")
"""The order of things: change the weights, then how their numbers are kept, then the runtime."""
MAX_STEPS = 8
"""One recipe, or what makes a student, has no more."""
INTO_ONNX = "ONNX Runtime takes fp32 weights and arranges memory itself: leave out “{}”."


class Transformation(Settings):
    """One transformation: a generator in, another one out. The one that came in is left as it was."""

    title: ClassVar[str]
    about: ClassVar[str]
    """One sentence, with the paper where there is one."""
    stage: ClassVar[Stage]
    bound: ClassVar[Bound | None] = None
    """How far from the baseline the result may be if nothing is wrong; None where the step means to change pictures."""
    needs_gpu: ClassVar[bool] = False
    repeatable: ClassVar[bool] = False
    follows: ClassVar[tuple[str, ...]] = ()
    """Runtimes that this one can take over from."""
    same_latents: ClassVar[bool] = True
    """Whether the result draws the same picture of a latent, or one like it."""
    runtime: ClassVar[str] = ""
    """The transformation that changes to this one's runtime and does nothing else, perhaps itself; "" in torch."""

    name: str

    @property
    def words(self) -> str:
        """What it did, for the title of a variant: "pruned 50 %"."""
        return self.title

    def unfit(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        """A sentence why this makes no sense for the model after the steps `before`, on this machine; or ""."""
        return self._out_of_order(before) or self.unfit_here(card, before)

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """The part of `unfit` that only this step knows."""
        return ""

    def caution(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        """A sentence worth saying about a step that is allowed; or ""."""
        return ""

    def card_after(self, card: ModelCard) -> ModelCard:
        """What later steps find: the card of the model that this one leaves. Raises CheckpointError."""
        return card

    def apply(self, generator: Generator) -> Generator:
        """The transformed generator, whose `notes` say what an honest reader should know. Raises UserError."""
        raise NotImplementedError

    def _out_of_order(self, before: tuple[Transformation, ...]) -> str:
        runtime = next((step for step in reversed(before) if step.stage == "runtime"), None)
        if any(step.name == self.name for step in before) and not self.repeatable:
            return f"“{self.title}” is already in the list."
        if runtime and self.stage == "runtime":
            if runtime.name in self.follows:
                return ""
            return f"“{runtime.title}” already sets the runtime: choose one of the two."
        if runtime:
            return f"“{runtime.title}” comes last: put this step before it."
        later = next((step for step in before if STAGES.index(step.stage) > STAGES.index(self.stage)), None)
        return f"This changes fp32 weights: put it before “{later.title}”." if later else ""


def numbers_before(before: tuple[Transformation, ...]) -> str:
    """Why a runtime that starts from fp32 weights makes no sense after these steps; or ""."""
    step = next((each for each in before if each.stage == "numbers"), None)
    return INTO_ONNX.format(step.words) if step else ""

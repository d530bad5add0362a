"""A narrower model from one that has learned to draw with only its first channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.errors import UserError
from gan_core.optimise.stored_widths import widths_of
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard, read_card
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Width(Transformation):
    """The first channels of every hidden layer, of a model that was taught to draw with so many."""

    title: ClassVar[str] = "Fewer channels (Anycost)"
    about: ClassVar[str] = (
        "Draws with only the first channels of every layer. It needs a model that has learned to do so: train one "
        "with the method any_cost (Lin et al. 2021, Anycost GANs, arxiv.org/abs/2103.03243)."
    )
    stage: ClassVar[Stage] = "weights"

    name: Literal["width"] = "width"
    ratio: float = Field(
        0.5,
        gt=0,
        lt=1,
        title="Channels kept",
        description="The share of channels that draws: one of those that were learned.",
    )

    @property
    def words(self) -> str:
        return f"{percent(self.ratio)} of its channels"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """Only an untouched model knows its widths, or a student in its place, and only those that it learned."""
        if any(step.name != "recovered" for step in before):
            return "This uses the first channels of a model as it was saved: put it first."
        try:
            known = _known(card, before)
        except UserError as error:
            return str(error)
        if not known:
            return "This model has learned to draw only with all of its channels."
        if self.ratio not in known:
            return f"This model learned to draw with {', '.join(map(percent, known))} of its channels."
        return ""

    def apply(self, generator: Generator) -> Generator:
        """The narrower model, with the statistics of its norms that were found for this width."""
        from gan_core.generators.torch_generator import TorchGenerator
        from gan_core.recovery.any_cost import at_width

        if not isinstance(generator, TorchGenerator):
            raise UserError("This step removes channels of a torch network: put it before the step that leaves torch.")
        return at_width(generator, self.ratio)


def _known(card: ModelCard, before: tuple[Transformation, ...]) -> list[float]:
    from gan_core.store.model_ref import resolve
    from gan_core.variants.student import Recovered

    cards = [read_card(resolve(step.run)) for step in before if isinstance(step, Recovered)] or [card]
    return [each for each in widths_of(cards[-1]) if each < 1]

"""Masked pruning: the smallest weights become zeros, and nothing else changes. Unlike structured pruning."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.optimise.transformation import Stage, Transformation
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Mask(Transformation):
    """Zeros in place of small weights: the same number of weights, the same work."""

    title: ClassVar[str] = "Masked pruning"
    about: ClassVar[str] = (
        "Sets the smallest weights to zero. Zeros are stored and multiplied like any other number, so neither size "
        "nor speed changes, although this is often called pruning (Han et al. 2015, arxiv.org/abs/1506.02626)."
    )
    stage: ClassVar[Stage] = "weights"

    name: Literal["mask"] = "mask"
    ratio: float = Field(
        0.5, ge=0.1, le=0.95, title="Weights set to zero", description="The share of all weights that become zero."
    )

    @property
    def words(self) -> str:
        return f"masked {percent(self.ratio)}"

    def apply(self, generator: Generator) -> Generator:
        """The same network with the smallest weights of all layers together at zero; biases and norms are left."""
        from torch.nn.utils import prune

        from gan_core.models.initialise import WEIGHTED
        from gan_core.optimise.variant import changed, network

        module = network(generator)
        weights = [(layer, "weight") for layer in module.modules() if isinstance(layer, WEIGHTED)]
        prune.global_unstructured(weights, pruning_method=prune.L1Unstructured, amount=self.ratio)
        for layer, name in weights:
            prune.remove(layer, name)  # the mask goes, the zeros stay: a plain network again
        return changed(generator, module.requires_grad_(False), self.words)

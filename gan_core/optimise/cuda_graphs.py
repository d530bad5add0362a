"""CUDA graphs: all kernels of a picture launched at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.machine import NO_GPU, has_gpu
from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class CudaGraphs(Transformation):
    """One launch instead of one a layer. Written with care and not tried on a GPU by the tests."""

    title: ClassVar[str] = "CUDA graphs"
    about: ClassVar[str] = (
        "Records the kernels of a batch once and then launches them all together: small networks spend their time "
        "on launches, not on arithmetic (pytorch.org/blog/accelerating-pytorch-with-cuda-graphs)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "cuda_graphs"
    bound: ClassVar[Bound] = EXACT
    needs_gpu: ClassVar[bool] = True

    name: Literal["cuda_graphs"] = "cuda_graphs"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """Only a GPU has launches to save."""
        return "" if has_gpu() else NO_GPU

    def apply(self, generator: Generator) -> Generator:
        """The same network on the GPU, recorded once for each batch size that comes. Raises UserError without one."""
        from gan_core.optimise.recorded import RecordedGenerator
        from gan_core.optimise.variant import on_gpu
        from gan_core.optimise.variant_card import card_of_variant

        there = on_gpu(generator)
        card = card_of_variant(generator.card, self.words)
        return RecordedGenerator(card, there.module, there.device, there.notes, there.tf32)

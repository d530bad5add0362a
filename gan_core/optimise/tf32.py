"""TF32: fp32 numbers multiplied with fewer digits, on NVIDIA GPUs since Ampere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.machine import NO_GPU, has_gpu
from gan_core.optimise.parity import Bound
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Tf32(Transformation):
    """The tensor cores of a GPU for fp32 weights. Not tried on a GPU by the tests."""

    title: ClassVar[str] = "TF32"
    about: ClassVar[str] = (
        "On a GPU, multiply fp32 numbers with 10 instead of 23 bits of mantissa and add them up in fp32: the speed "
        "of tensor cores, rounding as coarsely as fp16 (Stosic and Micikevicius 2021, "
        "developer.nvidia.com/blog/accelerating-ai-training-with-tf32-tensor-cores)."
    )
    stage: ClassVar[Stage] = "numbers"
    bound: ClassVar[Bound] = Bound(psnr_db=40.0)
    needs_gpu: ClassVar[bool] = True

    name: Literal["tf32"] = "tf32"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """Only a GPU knows TF32, and only for fp32 weights."""
        if not has_gpu():
            return NO_GPU
        return "The weights are no longer fp32." if any(step.name == "precision" for step in before) else ""

    def apply(self, generator: Generator) -> Generator:
        """The same network, which computes in TF32 whenever it draws. Raises UserError without a GPU."""
        from gan_core.optimise.variant import changed, network, on_gpu

        note = "Convolutions and matrix products use TF32 here; plain fp32 means all 23 bits for both."
        return changed(on_gpu(generator), network(generator), self.words, notes=(note,), tf32=True)

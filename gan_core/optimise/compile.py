"""torch.compile: the network compiled for this machine, and after how many pictures that pays off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.machine import NO_COMPILER, has_compiler, has_gpu
from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Compile(Transformation):
    """Layers joined into a few loops that are compiled before the first picture."""

    title: ClassVar[str] = "torch.compile"
    about: ClassVar[str] = (
        "Fuses layers into loops generated and compiled for this machine: faster pictures, once the warm-up has "
        "paid off (Ansel et al. 2024, doi.org/10.1145/3620665.3640366)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "compile"
    bound: ClassVar[Bound] = EXACT

    name: Literal["compile"] = "compile"
    fresh: bool = Field(
        False,
        title="Forget earlier compilations",
        description="Measure the whole warm-up, ignoring what earlier compilations left on disk.",
    )

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """The program is compiled by the C++ compiler of this machine, or by Triton for a GPU."""
        return "" if has_compiler() or has_gpu() else NO_COMPILER

    def apply(self, generator: Generator) -> Generator:
        """The same network compiled for one picture and for any other number; `warmup_seconds` is what that took.

        It is compiled for the number of threads that torch is set to now.
        """
        from gan_core.optimise.compiled import compiled

        return compiled(generator, self.words, fresh=self.fresh)

"""torch.compile: the network as one program written for this machine, and how many pictures pay for writing it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.model_card import ModelCard
from gan_core.optimise.machine import NO_COMPILER, has_compiler, has_gpu
from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.step import Stage, Step

if TYPE_CHECKING:
    from gan_core.generator import Generator


HELPED = "shortened by what an earlier compilation left on the disk"


class Compile(Step):
    """Layers joined into a few loops that are compiled before the first picture."""

    title: ClassVar[str] = "torch.compile"
    about: ClassVar[str] = (
        "Joins layers into loops written and compiled for this machine: quicker pictures after a warm-up that has to "
        "pay first (Ansel et al. 2024, doi.org/10.1145/3620665.3640366)."
    )
    stage: ClassVar[Stage] = "runtime"
    bound: ClassVar[Bound] = EXACT

    name: Literal["compile"] = "compile"
    fresh: bool = Field(
        False,
        title="Forget earlier compilations",
        description="Measure the whole warm-up, without what earlier compilations left on the disk.",
    )

    def unfit_here(self, card: ModelCard, before: tuple[Step, ...]) -> str:
        """The program is compiled by the C++ compiler of this machine, or by Triton for a GPU."""
        return "" if has_compiler() or has_gpu() else NO_COMPILER

    def apply(self, generator: Generator) -> Generator:
        """The same network compiled for one picture and for any other number; `warmup_seconds` is what that took.

        It is compiled for the number of threads that torch is set to now.
        """
        from gan_core.optimise.compiled import compiled

        return compiled(generator, self)


def pays_after(warmup_seconds: float, seconds_before: float, seconds_after: float) -> int | None:
    """The number of pictures after which a warm-up is paid; None where it never is.

    warmup / (before - after), with seconds for one picture before and after.
    """
    gain = seconds_before - seconds_after
    return math.ceil(warmup_seconds / gain) if gain > 0 else None

"""A model as a file that is read back and compared before it is offered."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.errors import SettingsError, UserError
from gan_core.export.formats import FORMATS
from gan_core.optimise.parity import Bound, Parity, difference

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

NUM_LATENTS, SEED = 64, 1
"""What is compared. Int8 is calibrated on latents of seed 0, so these are others."""


@dataclass(frozen=True)
class Exported:
    """A file's content, and how far its pictures are from the generator's, which `bound` allows."""

    format: str
    content: bytes
    parity: Parity
    bound: Bound
    notes: tuple[str, ...]


def export(
    generator: Generator, name: str, report: Callable[[str, float | None], None] = lambda text, share: None
) -> Exported:
    """`generator` as a file of the format `name`, read back and compared on 64 latents.

    A generator on a GPU is copied to the CPU first: files know no device. `report(text, share)` hears what happens.
    Raises SettingsError for an unknown format or one that does not fit, with the reason, and UserError where the
    file's pictures are further from the generator's than the format allows, with by how much.
    """
    if name not in FORMATS:
        raise SettingsError(f"There is no format {name!r}: choose one of {', '.join(FORMATS)}.")
    chosen, generator = FORMATS[name], _on_cpu(generator)
    problem = chosen.unfit(generator)
    if problem:
        raise SettingsError(f"{chosen.title}: {problem}")
    report(f"Writing {chosen.title} …", 0.0)
    content = chosen.write(generator)
    report("Reading it back and comparing …", 0.7)
    back, bound = chosen.read(content, generator.card), chosen.bound(generator)
    parity = difference(generator, back, NUM_LATENTS, SEED)
    broken = bound.broken_by(parity)
    if broken:
        raise UserError(
            f"The {chosen.title} file does not draw what the model draws, so it is not offered. {broken} Choose "
            "another format."
        )
    report("The file draws what the model draws", 1.0)
    return Exported(name, content, parity, bound, tuple(dict.fromkeys((*generator.notes, *back.notes))))


def parity_json(exported: Exported) -> dict[str, float | int | None]:
    """The difference for JSON; `psnr_db` is null where pictures are equal to the last bit, for it would be infinite."""
    parity = exported.parity
    return {
        "max_abs": parity.max_abs,
        "mean_abs": parity.mean_abs,
        "psnr_db": parity.psnr_db if parity.max_abs else None,
        "num_latents": NUM_LATENTS,
        "seed": SEED,
    }


def _on_cpu(generator: Generator) -> Generator:
    if generator.device == "cpu" or generator.module is None:
        return generator
    from gan_core.optimise.variant import TorchVariant

    return TorchVariant(generator.card, copy.deepcopy(generator.module), "cpu", generator.notes)

"""What a file format must provide so that a trained model can be exported in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gan_core.optimise.parity import EXACT, Bound
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.models.drawing_network import DrawingNetwork

HALF = Bound(psnr_db=45.0)
"""16-bit weights through other kernels: a rounding apart. bf16 is 56 to 60 dB from fp32 on the shipped models."""
LEFT_TORCH = "This variant is no longer a torch network: export it as ONNX."
NO_FILE = "This variant is a program for this machine only: export the model that it was made from."


@dataclass(frozen=True)
class Reading:
    """Lines of Python that load the file and draw, without this project.

    `packages` are on PyPI. `imports` and `classes` stand at the top, `before` above all imports that are not Python's
    own; `draw` finds z, and y where labels are taken, and `here`, the script's folder, and leaves pictures
    float32 (N, C, H, W) in [-1, 1] under x.
    """

    packages: tuple[str, ...]
    imports: tuple[str, ...]
    draw: str
    classes: str = ""
    before: str = ""


@dataclass(frozen=True)
class Format:
    """A file format: words for people, and functions of a generator. Nothing heavy is imported before one is called."""

    title: str
    about: str
    file: str
    """The file's usual name."""
    write: Callable[[Generator], bytes]
    read: Callable[[bytes, ModelCard], Generator]
    """Back from the file alone, on the CPU, to compare with; its `notes` say what the format did."""
    reading: Callable[[Generator], Reading]
    unfit: Callable[[Generator], str]
    """A sentence why this generator cannot leave in this format, or ""."""
    bound: Callable[[Generator], Bound]
    """How far the file's pictures may be from the generator's."""
    care: str = ""
    """A warning to whoever opens the file; or ""."""

    @property
    def suffix(self) -> str:
        return self.file[self.file.rindex(".") :]


def plain_network(generator: Generator) -> DrawingNetwork | None:
    """The network in torch that draws; None for what left torch."""
    from gan_core.generators.torch_generator import TorchGenerator

    return generator.module if isinstance(generator, TorchGenerator) else None


def not_in_torch(generator: Generator) -> str:
    """Why a format of torch's does not fit; or ""."""
    if plain_network(generator) is not None:
        return ""
    return LEFT_TORCH if generator.file else NO_FILE


def half_precision(generator: Generator) -> bool:
    """Whether its weights in torch are of 16 bits."""
    network = plain_network(generator)
    return network is not None and next(network.parameters()).element_size() == 2


def same_numbers(generator: Generator) -> Bound:
    """The bound for a format that changes no weight."""
    return HALF if half_precision(generator) else EXACT

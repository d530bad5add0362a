"""The data for drawings of networks in forms: layers in the order they run, with shapes and parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

from gan_core.families import Network, family_of
from gan_core.models.conditioning import ProjectionHead
from gan_core.models.initialise import WEIGHTED
from gan_core.models.settings import ModelSettings
from gan_core.shape import SampleShape

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)
ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, nn.Tanh)
RESHAPES = (nn.Flatten, nn.Unflatten)


@dataclass(frozen=True)
class LayerRow:
    """A layer with weights, or a block drawn as one, and what follows it; `output_shape` is without the batch."""

    name: str
    kind: str
    output_shape: tuple[int, ...]
    num_parameters: int


def draw(settings: ModelSettings, shape: SampleShape) -> dict[str, list[LayerRow]]:
    """The rows of each network of the family: of "G" and "D", or of "VAE".

    Takes no memory for weights and draws no random number. Raises ValueError if the settings do not fit `shape`.
    """
    with torch.device("meta"):  # shapes without numbers
        return {
            name: describe(network.build(settings, shape), *example_inputs(network, settings, shape))
            for name, network in family_of(settings).networks.items()
        }


def example_inputs(network: Network, settings: ModelSettings, shape: SampleShape) -> tuple[Tensor, ...]:
    """Zeros in the shape of two of what the network is called with: latents or samples, and y where it is conditional.

    A conditional model must be asked with a conditional `shape`.
    """
    width = family_of(settings).latent_width(settings, shape)
    first = torch.zeros(2, width) if network.sees == "latent" else torch.zeros(2, *shape.dims)
    told = settings.condition_width(shape)
    return (first, torch.zeros(2, told)) if told else (first,)


def count_parameters(module: nn.Module) -> int:
    """How many numbers are trained in `module`."""
    return sum(parameter.numel() for parameter in module.parameters())


def describe(module: nn.Module, *inputs: Tensor | None) -> list[LayerRow]:
    """One row for each layer with weights, in the order they run on `inputs`, which have any batch size.

    Norms and activations are written into the row of the layer before them; a module with a text `drawn_as` is one
    row whatever is inside. The module is run in eval mode and left as it was.
    """
    ran: list[tuple[str, nn.Module, tuple[int, ...]]] = []
    modes = {each: each.training for each in module.modules()}
    hooks = []
    for name, layer in _drawn(module):
        hooks.append(layer.register_forward_hook(_recorder(ran, name)))
    try:
        module.eval()
        with torch.no_grad():
            module(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
        for each, training in modes.items():
            each.training = training
    rows = _rows(ran, {each.embed for each in module.modules() if isinstance(each, ProjectionHead)})
    return [*_idle(module, {row.name.split(".")[0] for row in rows}), *rows]


def _idle(module: nn.Module, ran: set[str]) -> list[LayerRow]:
    """One row each for the parts with weights that no sample runs through, such as a text network."""
    named = [name for name in getattr(module, "draws_nothing", ()) if name not in ran]
    parts = [(name, getattr(module, name)) for name in named if isinstance(getattr(module, name), nn.Module)]
    return [LayerRow(name, _kind(part), (_width(part),), count_parameters(part)) for name, part in parts]


def _width(part: nn.Module) -> int:
    return part.out_features if isinstance(part, nn.Linear) else cast(int, part.width)


def _drawn(module: nn.Module, prefix: str = "") -> Iterator[tuple[str, nn.Module]]:
    for name, layer in module.named_children():
        if hasattr(layer, "drawn_as") or isinstance(layer, (*WEIGHTED, *NORMS, *ACTIVATIONS, *RESHAPES, nn.Upsample)):
            yield prefix + name, layer
        else:
            yield from _drawn(layer, f"{prefix}{name}.")


def _recorder(ran: list[tuple[str, nn.Module, tuple[int, ...]]], name: str) -> Callable[..., None]:
    def record(layer: nn.Module, inputs: tuple, output: Tensor) -> None:
        ran.append((name, layer, tuple(output.shape[1:])))

    return record


def _rows(ran: list[tuple[str, nn.Module, tuple[int, ...]]], branches: set[nn.Module | None]) -> list[LayerRow]:
    rows: list[LayerRow] = []
    before = ""  # an upsampling belongs to the layer after it
    for name, layer, shape in ran:
        if isinstance(layer, nn.Upsample):
            before = "Upsample 2x · "
        elif isinstance(layer, WEIGHTED) or hasattr(layer, "drawn_as"):
            row = LayerRow(name, before + _kind(layer), shape, count_parameters(layer))
            if layer in branches:  # it joins before the output, though it is computed after it
                rows.insert(len(rows) - 1, replace(row, kind=f"Labels · {row.kind}"))
            else:
                rows.append(row)
            before = ""
        elif rows:
            last = rows[-1]
            rows[-1] = replace(
                last,
                kind=last.kind if isinstance(layer, RESHAPES) else f"{last.kind} · {_kind(layer)}",
                output_shape=last.output_shape if isinstance(layer, nn.Flatten) else shape,
                num_parameters=last.num_parameters + count_parameters(layer),
            )
    return rows


def _kind(layer: nn.Module) -> str:
    text = getattr(layer, "drawn_as", "")
    match layer:
        case _ if text:
            pass
        case nn.Conv2d() | nn.ConvTranspose2d():
            stride = f", stride {layer.stride[0]}" if layer.stride[0] > 1 else ""
            text = f"{_name(layer)} {layer.kernel_size[0]}x{layer.kernel_size[1]}{stride}"
        case nn.GroupNorm() if layer.num_groups == 1:
            text = "LayerNorm"
        case _:
            text = _name(layer)
    return f"{text} · spectral norm" if any(is_parametrized(each) for each in layer.modules()) else text


def _name(layer: nn.Module) -> str:
    # A parametrised layer is of a class made for it, such as ParametrizedConv2d.
    return type(layer).__name__.removeprefix("Parametrized").removesuffix("1d").removesuffix("2d")

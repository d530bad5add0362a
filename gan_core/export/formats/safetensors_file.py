"""Only the weights, as safetensors: named numbers, and nothing that could be executed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gan_core.export.formats.format import Format, Reading, half_precision, not_in_torch, plain_network, same_numbers
from gan_core.present import present
from gan_core.store.model_card import WEIGHTS, ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

FILE = WEIGHTS


def write(generator: Generator) -> bytes:
    """Every tensor in its own precision; of a VAE the encoder too, so that this project can load it again."""
    from gan_core.optimise.files import save_variant

    with TemporaryDirectory() as beside:
        return (save_variant(generator, Path(beside) / "model") / FILE).read_bytes()


def read(content: bytes, card: ModelCard) -> Generator:
    """The network that the card's settings describe, with these weights in their precision."""
    import torch
    from safetensors.torch import load

    from gan_core.models.build import build
    from gan_core.optimise.variant import TorchVariant

    tensors = load(content)
    with torch.device("meta"):
        empty = build(card.config.model, card.shape)
    module = empty.to_empty(device="cpu").to(next(each.dtype for each in tensors.values() if each.is_floating_point()))
    module.load_state_dict(tensors)
    return TorchVariant(card, module, "cpu")


def reading(generator: Generator) -> Reading:
    """The network written out in plain torch, and its weights put into it. Raises UserError where it cannot be."""
    from gan_core.export.written_network import written_network

    network = present(plain_network(generator))
    cast = f".to({next(network.parameters()).dtype})" if half_precision(generator) else ""
    inputs = [f"torch.from_numpy({name}){cast}" for name in (("z", "y") if generator.condition_width else ("z",))]
    return Reading(
        packages=("torch", "safetensors"),
        imports=("import torch", "from safetensors.torch import load_file", "from torch import nn"),
        classes=written_network(network),
        draw=f"""
weights, network = load_file(here / "{FILE}"), Network(){cast}.eval()
network.load_state_dict({{name: weights[name] for name in network.state_dict()}})
with torch.no_grad():
    x = network({", ".join(inputs)}){".float()" if cast else ""}.numpy()
""".strip(),
    )


SAFETENSORS = Format(
    title="safetensors",
    about="Only the weights, in their own precision, for torch and others: nothing in the file can be executed. "
    "Its settings define the network, and the script in the zip contains it in plain torch "
    "(huggingface.co/docs/safetensors).",
    file=FILE,
    write=write,
    read=read,
    reading=reading,
    unfit=not_in_torch,
    bound=same_numbers,
)

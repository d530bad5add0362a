"""Network and weights as a torch.export archive: for torch on any device, without the Python code of the network.

Such an archive is a zip of JSON and raw tensors, but `torch.export.load` unpickles whatever an archive holds as a
pickle. Those written here hold none: the example inputs, which torch would pickle, are left out. Reading looks first
and refuses an archive with a pickle, so that nothing is unpickled here; and only what was just written is read.
docs.pytorch.org/docs/stable/export.html
"""

from __future__ import annotations

import copy
import io
import json
import logging
import warnings
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from gan_core.errors import CheckpointError
from gan_core.export.formats.format import Format, Reading, not_in_torch, plain_network, same_numbers
from gan_core.generators.generator import LoadedModel
from gan_core.present import present
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from torch import nn

    from gan_core.generators.generator import Generator
    from gan_core.models.drawing_network import DrawingNetwork

FILE = "generator.pt2"
EXAMPLE_BATCH = 2
"""Any number but 0 and 1, which torch.export would take for constants."""


class ExportedGenerator(LoadedModel):
    """A model from a torch.export archive, on the CPU."""

    def __init__(self, card: ModelCard, module: nn.Module) -> None:
        super().__init__(card)
        self.program = module

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        import torch

        with torch.no_grad():
            return self.program(*(torch.from_numpy(each) for each in (z, y) if each is not None)).numpy()


def write(generator: Generator) -> bytes:
    """The drawing part, for any batch size: float32 z, and y where labels are taken, to float32 x.

    Weights keep their precision. Takes one to three seconds.
    """
    import torch

    module = _drawing(copy.deepcopy(present(plain_network(generator))))
    widths = [generator.latent_dim, *([generator.condition_width] if generator.condition_width else [])]
    arguments = tuple(torch.zeros(EXAMPLE_BATCH, width) for width in widths)
    batch, out = torch.export.Dim("batch", min=1), io.BytesIO()
    logging.getLogger("torch.export").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's own insides
        program = torch.export.export(module, arguments, dynamic_shapes=({0: batch},) * len(widths))
        program.example_inputs = None
        torch.export.save(program, out)
    return out.getvalue()


def _drawing(network: DrawingNetwork) -> nn.Module:
    """float32 in, float32 out, whatever the precision in between."""
    from torch import Tensor, nn

    from gan_core.models.decode import Decode

    for part in network.draws_nothing:
        delattr(network, part)
    dtype = next(network.parameters()).dtype

    class Drawing(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.decode = Decode(network.cpu().requires_grad_(False))

        def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
            return self.decode(z.to(dtype), None if y is None else y.to(dtype)).float()

    return Drawing().eval()


def read(content: bytes, card: ModelCard) -> Generator:
    """The archive as a generator on the CPU. Raises CheckpointError for one that holds a pickle."""
    import torch

    if _pickled(content):
        raise CheckpointError(
            "This torch.export archive holds a pickle, which could run arbitrary code: it was not opened."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ExportedGenerator(card, torch.export.load(io.BytesIO(content)).module())


def _pickled(content: bytes) -> bool:
    """Whether the archive holds anything that torch.export.load would unpickle."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {entry.filename.partition("/")[2]: entry for entry in archive.infolist()}
        inputs = [entry.file_size for name, entry in files.items() if name.startswith("data/sample_inputs/")]
        lists = [
            json.loads(archive.read(entry))["config"]
            for name, entry in files.items()
            if name.startswith("data/") and name.endswith("_config.json")
        ]
    return any(inputs) or any(each["use_pickle"] for listed in lists for each in listed.values())


def reading(generator: Generator) -> Reading:
    inputs = ("z", "y") if generator.condition_width else ("z",)
    return Reading(
        packages=("torch",),
        imports=("import torch",),
        draw=f"""
network = torch.export.load(here / "{FILE}").module()
with torch.no_grad():
    x = network({", ".join(f"torch.from_numpy({name})" for name in inputs)}).numpy()
""".strip(),
    )


TORCH_EXPORT = Format(
    title="torch.export",
    about="Network and weights in one archive that torch alone can run, compile and move to another device; it "
    "replaces TorchScript. It opens with the version of torch it was made with, or a newer one "
    "(docs.pytorch.org/docs/stable/export.html).",
    file=FILE,
    write=write,
    read=read,
    reading=reading,
    unfit=not_in_torch,
    bound=same_numbers,
    care="torch.export.load unpickles any pickle in an archive, and a pickle can run arbitrary code. This archive "
    "holds none; open others only if you trust their source.",
)

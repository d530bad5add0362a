"""A model as an ONNX file: the graph of its architecture, filled with its weights.

Tracing a network takes seconds, so the graph without its weights is kept: for every preset and shipped model it comes
with the project (checkpoints/graphs), for others it is made once and kept in the user's cache. Filling it takes
milliseconds and needs no torch.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from gan_core.generators.onnx_graph.fill import fill
from gan_core.generators.onnx_graph.parts import parts_of
from gan_core.generators.onnx_graph.unrolled import unrolled
from gan_core.models import FlowSettings, ModelSettings
from gan_core.places import SHIPPED, cache_folder, runs_root
from gan_core.shape import SampleShape
from gan_core.store import atomic
from gan_core.store.model_card import WEIGHTS, ModelCard, read_card

SHIPPED_GRAPHS = SHIPPED / "graphs"
GRAPH_VERSION = 1
PART_VERSIONS = {"embed": 2}
"""Of parts that compute something else than they did: graphs kept of before are not taken for these."""


def graph_key(model: ModelSettings, shape: SampleShape) -> str:
    """Names the architecture with its widths and shape: models with the same key differ in their weights only."""
    width = shape.condition_width  # under the name that it had when it could be a class only: kept graphs stay valid
    told = {"channels": shape.channels, "image_size": shape.image_size, "kind": shape.kind, "num_classes": width}
    values = [GRAPH_VERSION, model.model_dump(mode="json"), told]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def graph_name(model: ModelSettings, shape: SampleShape, part: str) -> str:
    """The file of what is traced for a part: the part itself, or the velocity that a flow draws with.

    Its graph is the same in however many steps it draws, and whenever it grows.
    """
    part, fields = traced_part(model, part), type(model).model_fields
    model = model.model_copy(update={name: fields[name].default for name in model.beside_network})
    version = PART_VERSIONS.get(part, 1)
    return f"{graph_key(model, shape)}-{part}{'' if version == 1 else f'-{version}'}.onnx"


def traced_part(model: ModelSettings, part: str) -> str:
    """What is traced for a part of such a model."""
    return "velocity" if isinstance(model, FlowSettings) else part


def find_graph(model: ModelSettings, shape: SampleShape, part: str = "decode") -> Path | None:
    """The kept graph of this architecture; None where it has yet to be made."""
    name = graph_name(model, shape, part)
    places = [place / name for place in (SHIPPED_GRAPHS, *_graph_folders())]
    return next((path for path in places if path.is_file()), None)


def _graph_folders() -> list[Path]:
    """Where graphs are kept: this user's cache, or beside the runs where that cannot be written to."""
    return [cache_folder() / "graphs", runs_root() / ".graphs"]


def make_graph(model: ModelSettings, shape: SampleShape, part: str = "decode", folder: Path | None = None) -> Path:
    """Trace the architecture and keep its graph; returns where. Imports torch and takes some seconds."""
    from gan_core.generators.onnx_graph.tracing import trace

    graph, name = trace(model, shape, traced_part(model, part)), graph_name(model, shape, part)
    places = [folder] if folder else _graph_folders()
    for place in places[:-1]:
        with suppress(OSError):
            return _kept(graph, place / name)
    return _kept(graph, places[-1] / name)


def _kept(graph: bytes, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, graph)
    return path


def make_graphs(folder: str) -> list[str]:
    """Make what is missing for the model in `folder`; returns where its graphs are. Raises CheckpointError."""
    card = read_card(Path(folder))
    wanted = [(card.config.model, card.shape, part) for part in parts_of(card.config.model)]
    return [str(find_graph(*what) or make_graph(*what)) for what in wanted]


def onnx_bytes(folder: Path, part: str = "decode", card: ModelCard | None = None) -> bytes:
    """The model in `folder` as an ONNX file of opset 18, with the settings of `card` if not of its own.

    Raises CheckpointError with a sentence.

    "decode": z (N, latent_dim), and y (N, condition_width) where conditional, -> x (N, C, H, W) in [-1, 1].
    "encode", of a family that encodes: x, and y, -> mu and logvar (N, latent_dim).
    "embed", of a model that reads sentences: tokens int64 (N, max_words + 2) -> y (N, condition_width).
    "styles", of a style-based model: z (N, num_styles * W), the w of its layers, and y (N, 1), how much noise -> x.
    "path", of a flow: as "decode", -> x (N, num_steps + 1, C, H, W), all steps from noise to the picture.
    """
    card = card or read_card(folder)
    what = card.config.model, card.shape, part
    graph = find_graph(*what) or make_graph(*what)
    filled = fill(graph, folder / WEIGHTS)
    if isinstance(card.config.model, FlowSettings):
        return unrolled(filled, card.config.model, card.shape, part)
    return filled

"""The models that are open on this server: in ONNX Runtime for pictures, in torch for what needs gradients."""

import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core import generator
from gan_core.errors import CheckpointError, RunError
from gan_core.export.onnx_model import find_graph
from gan_core.identity import fingerprint
from gan_core.model_card import read_card
from gan_core.onnx_generator import OnnxGenerator
from ui.server import launcher

if TYPE_CHECKING:
    from gan_core.torch_generator import TorchGenerator

KEPT = {"onnx": 24, "torch": 4}

_open: dict[str, OrderedDict[tuple[str, int], generator.Generator]] = {name: OrderedDict() for name in KEPT}
_names: dict[Path, str] = {}
_lock = threading.Lock()


def pictures_of(folder: Path) -> OnnxGenerator:
    """The model in `folder`, read once and again when its file changes. Raises CheckpointError with a sentence.

    The network of an architecture that is new to this machine is first traced by the standby, which takes seconds.
    """
    return _opened(folder, "onnx")


def insides_of(folder: Path) -> "TorchGenerator":
    """The same in torch, on the CPU: never takes a GPU's memory from a run. The first call imports torch.

    It computes on one thread: the other cores belong to training and to other visitors.
    """
    found = _opened(folder, "torch")
    found.use_one_thread()
    return found


def name_of(folder: Path) -> str:
    """The fingerprint of the weights in `folder`: names this very model in addresses and files.

    A run removes its older checkpoints; one that is still open here keeps its name. Raises CheckpointError.
    """
    try:
        _names[folder] = fingerprint(folder)
    except CheckpointError:
        if folder not in _names:
            raise
    return _names[folder]


def _opened(folder: Path, backend: str) -> generator.Generator:
    file = folder / "generator.safetensors"
    key = str(folder), file.stat().st_mtime_ns if file.exists() else 0
    kept = _open[backend]
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    if backend == "onnx":
        _trace_elsewhere(folder)
    found = generator.load(folder, backend=backend)
    name_of(folder)
    with _lock:
        kept[key] = found
        while len(kept) > KEPT[backend]:
            kept.popitem(last=False)
    return found


def _trace_elsewhere(folder: Path) -> None:
    """The exporter needs torch and is not made for many threads: the standby has the one and is the other.

    Where the standby is away, loading the model traces it here.
    """
    card = read_card(folder)
    if find_graph(card.config.model, card.shape) is None:
        with suppress(RunError):
            launcher().ask("graphs", str(folder))

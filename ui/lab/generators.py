"""The models that are open on this server: in ONNX Runtime for pictures, in torch for what needs gradients."""

import threading
from collections import OrderedDict
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.errors import CheckpointError, RunError
from gan_core.generators import load as generator
from gan_core.generators.generator import Generator
from gan_core.generators.layer_styles import LayerStyles, load_layer_styles
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.onnx_graph.graphs import find_graph
from gan_core.generators.onnx_graph.parts import parts_of
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import WEIGHTS, read_card
from gan_core.store.model_ref import resolve
from ui.lab import sampling, widths
from ui.server import launcher

if TYPE_CHECKING:
    from gan_core.generators.torch_generator import TorchGenerator

KEPT = {"onnx": 24, "torch": 4, "styles": 8}
STYLES = "^"
"""Ends a reference to a style-based model that is told the style of each layer."""

_open: dict[str, OrderedDict[tuple[str, int], Any]] = {name: OrderedDict() for name in ("onnx", "torch")}
_marked: dict[str, OnnxGenerator] = {}
_turns: dict[tuple, threading.Lock] = {}
_tracing = threading.Lock()
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
    from gan_core.generators.torch_generator import use_one_thread

    use_one_thread()
    return _opened(folder, "torch")


def styles_of(folder: Path) -> LayerStyles:
    """The style-based model in `folder`, told the style of each layer. Raises CheckpointError with a sentence."""
    return _told_styles(folder, fingerprint(folder))


@lru_cache(maxsize=KEPT["styles"])
def _told_styles(folder: Path, mark: str) -> LayerStyles:
    _trace_elsewhere(folder, "styles")
    return load_layer_styles(folder)


def name_of(folder: Path) -> str:
    """The fingerprint of the weights in `folder`: names this very model in addresses and files."""
    return fingerprint(folder)


def model_of(reference: str, mark: str = "") -> OnnxGenerator:
    """The open model whose weights have the fingerprint `mark`; else what the reference means now.

    A run's newest checkpoint is another one a second later: a page that shows one must keep to that one. Where the
    reference ends in "~0.25" it is that with a quarter of its channels, and where it ends in "!20,1.5,heun" a flow that
    draws so; where it ends in "^" a style-based model is told the style of each layer. Raises CheckpointError with a
    sentence when it is not to be had any more.
    """
    reference, styled = reference.removesuffix(STYLES), reference.endswith(STYLES)
    reference, how = sampling.parted(reference)
    reference, ratio = widths.parted(reference)
    found = _whole(reference, mark)
    if styled:
        return styles_of(found.card.path)
    if how:
        return sampling.drawing_with(found.card.path, fingerprint(found.card.path), how)
    return found if ratio == 1 else widths.at_width(found.card.path, fingerprint(found.card.path), ratio)


def _whole(reference: str, mark: str) -> OnnxGenerator:
    with _lock:
        if mark in _marked:
            return _marked[mark]
    found = pictures_of(resolve(reference))
    if mark and fingerprint(found.card.path) != mark:
        raise CheckpointError("The run has continued training and no longer keeps this checkpoint. Reload the page.")
    return found


def _opened(folder: Path, backend: str) -> Any:
    """Whoever comes first loads it, the others wait for that."""
    file = folder / WEIGHTS
    key = str(folder), file.stat().st_mtime_ns if file.exists() else 0
    kept = _open[backend]
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
        turn = _turns.setdefault((backend, *key), threading.Lock())
    with turn:
        with _lock:
            if key in kept:
                return kept[key]
        found = _loaded(folder, backend)
        with _lock:
            kept[key] = found
            _turns.pop((backend, *key), None)
            while len(kept) > KEPT[backend]:
                kept.popitem(last=False)
            _marked.clear()
            _marked.update({fingerprint(Path(each.card.path)): each for each in _open["onnx"].values()})
    return found


def _loaded(folder: Path, backend: str) -> Generator:
    fingerprint(folder)
    if backend == "onnx":
        _trace_elsewhere(folder)
        return generator.load(folder, backend="onnx")
    return generator.load(folder, backend="torch")


def _trace_elsewhere(folder: Path, part: str = "decode") -> None:
    """The exporter needs torch and is not made for many threads: the standby has the one and is the other.

    Where the standby is away, loading the model traces it here, one at a time.
    """
    card = read_card(folder)
    if part in parts_of(card.config.model) and find_graph(card.config.model, card.shape, part) is None:
        with _tracing, suppress(RunError):
            if find_graph(card.config.model, card.shape, part) is None:
                launcher().ask("graphs", str(folder))

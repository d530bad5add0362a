"""A model with several widths, run in ONNX Runtime at one of them, within milliseconds and without torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gan_core.errors import CheckpointError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.onnx_graph.fill import filled, read_weights
from gan_core.generators.onnx_graph.graphs import find_graph, make_graph
from gan_core.optimise.stored_widths import statistics_at, widths_of
from gan_core.optimise.widths import narrowed
from gan_core.store.model_card import WEIGHTS, ModelCard, read_card
from gan_core.wording import percent


def card_at(card: ModelCard, ratio: float) -> ModelCard:
    """The card of the model that the share `ratio` of the channels make. Raises CheckpointError for one not learned."""
    known = widths_of(card)
    if ratio not in known:
        learned = ", ".join(map(percent, known)) or "all"
        raise CheckpointError(f"“{card.title}” draws with {learned} of its channels, not with {percent(ratio)}.")
    config = card.config.with_changes(narrowed(card.config.model, 1 - ratio))
    return replace(card, config=config, title=f"{card.title}, {percent(ratio)} of its channels", figures={}, command="")


def load_at(folder: Path, ratio: float) -> OnnxGenerator:
    """The model in `folder` with the first `ratio` of its channels; it draws only. Raises CheckpointError.

    Where the architecture of this width has no graph yet it is traced, which imports torch and takes seconds.
    """
    card = card_at(read_card(folder), ratio)
    graph = find_graph(card.config.model, card.shape) or make_graph(card.config.model, card.shape)
    tensors = read_weights(folder / WEIGHTS) | statistics_at(folder, ratio)
    return OnnxGenerator(card, {"decode": filled(graph, tensors, first, folder.name)})


def make_width_graphs(folder: str) -> list[str]:
    """Make the graphs that the widths of the model in `folder` lack; returns where all are. Raises CheckpointError."""
    whole = read_card(Path(folder))
    cards = [card_at(whole, ratio) for ratio in widths_of(whole)]
    wanted = [(card.config.model, card.shape) for card in cards]
    return [str(find_graph(*what) or make_graph(*what)) for what in wanted]


def lacks_graphs(card: ModelCard) -> bool:
    """Whether a width of this model has yet to be traced."""
    cards = [card_at(card, ratio) for ratio in widths_of(card)]
    return any(find_graph(each.config.model, each.shape) is None for each in cards)


def first(tensor: np.ndarray, dims: tuple[int, ...]) -> np.ndarray | None:
    """The leading part of every axis; None where the tensor has other axes or too few numbers."""
    if tensor.ndim != len(dims) or any(have < want for have, want in zip(tensor.shape, dims, strict=True)):
        return None
    return tensor[tuple(slice(want) for want in dims)]

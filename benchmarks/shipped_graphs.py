"""Makes checkpoints/graphs again: the ONNX graphs, without weights, of every preset, shipped model and width of one.

python -m benchmarks.shipped_graphs
"""

from collections.abc import Iterator

from gan_core.generators.onnx_graph.graphs import SHIPPED_GRAPHS, graph_name, make_graph
from gan_core.generators.onnx_graph.parts import parts_of
from gan_core.models import ModelSettings
from gan_core.optimise.stored_widths import widths_of
from gan_core.presets import PRESETS
from gan_core.shape import SampleShape
from gan_core.store.model_card import read_card, shipped
from gan_core.variants.width_onnx import card_at


def wanted() -> Iterator[tuple[ModelSettings, SampleShape, str]]:
    """Every architecture that must be there on the first click, with its parts."""
    cards = [read_card(path) for path in shipped()]
    cards += [card_at(card, ratio) for card in cards for ratio in widths_of(card)]
    known = [(card.config.model, card.shape) for card in cards]
    known += [(preset.config.model, preset.config.shape()) for preset in PRESETS.values()]
    for model, shape in known:
        for part in parts_of(model):
            yield model, shape, part


def main() -> None:
    names = {graph_name(model, shape, part): (model, shape, part) for model, shape, part in wanted()}
    for old in SHIPPED_GRAPHS.glob("*.onnx"):
        if old.name not in names:
            old.unlink()
    for name, what in names.items():
        if not (SHIPPED_GRAPHS / name).is_file():
            path = make_graph(*what, folder=SHIPPED_GRAPHS)
            print(f"{path.name}  {path.stat().st_size / 1024:.1f} KiB  {what[0].name}, {what[2]}")


if __name__ == "__main__":
    main()

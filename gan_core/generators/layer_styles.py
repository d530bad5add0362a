"""A style-based model that is told the style of each layer, in ONNX Runtime: what mixes styles draws with it."""

from pathlib import Path

from gan_core.errors import CheckpointError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.models.style_gan_settings import StyleGanSettings
from gan_core.store.model_card import ModelCard, read_card


class LayerStyles(OnnxGenerator):
    """Its latent is the w of every layer side by side (N, num_styles * W), its condition (N, 1) how much noise."""

    def __init__(self, card: ModelCard, model: StyleGanSettings, file: bytes) -> None:
        super().__init__(card, {"decode": file})
        self.latent_dim = model.num_styles * model.style_width
        self.condition_width, self.num_classes = 1, 0


def load_layer_styles(folder: Path) -> LayerStyles:
    """The model in the folder of a checkpoint. Raises CheckpointError, also for a model without styles."""
    card = read_card(folder)
    model = card.config.model
    if not isinstance(model, StyleGanSettings):
        raise CheckpointError("This model has no layers that are each told a style.")
    return LayerStyles(card, model, onnx_bytes(folder, "styles", card))

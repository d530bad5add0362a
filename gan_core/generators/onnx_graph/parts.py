"""What there are ONNX files of, by the settings of a model."""

from gan_core.families import family_of
from gan_core.models import ModelSettings


def parts_of(model: ModelSettings) -> tuple[str, ...]:
    """Its family's parts, and "styles" where layers are each told a style."""
    return (*family_of(model).parts, *(("styles",) if model.num_styles else ()))

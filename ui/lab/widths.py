"""One width of an open model: what the routes draw where a reference ends in "~0.25"."""

from functools import lru_cache
from pathlib import Path

from gan_core.errors import CheckpointError
from gan_core.generators.onnx_generator import OnnxGenerator

MARK = "~"
KEPT = 24


def referred(reference: str, ratio: float) -> str:
    """How the model `reference` is named at the share `ratio` of its channels."""
    return f"{reference}{MARK}{ratio:g}"


def parted(reference: str) -> tuple[str, float]:
    """The model's own reference, and the share of its channels that draws. Raises CheckpointError with a sentence."""
    name, mark, share = reference.partition(MARK)
    try:
        ratio = float(share) if mark else 1.0
    except ValueError:
        ratio = 0.0
    if not 0 < ratio <= 1:
        raise CheckpointError(f"The share of channels is a number after {MARK}, above 0 and up to 1, got {share!r}.")
    return name, ratio


@lru_cache(maxsize=KEPT)
def at_width(folder: Path, mark: str, ratio: float) -> OnnxGenerator:
    """The model in `folder`, whose weights have the fingerprint `mark`, with `ratio` of its channels.

    Raises CheckpointError.
    """
    from gan_core.variants.width_onnx import load_at

    return load_at(folder, ratio)

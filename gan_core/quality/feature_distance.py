"""How different two pictures look to a network, picture by picture: the way LPIPS goes, on features of our own.

Zhang et al. 2018, The unreasonable effectiveness of deep features as a perceptual metric, arxiv.org/abs/1801.03924.
LPIPS itself weighs the channels of AlexNet or VGG by what people found alike; here every channel counts alike and the
network is the named extractor, so the figure is called by its name and is not LPIPS.
"""

import numpy as np

from gan_core.quality.features import EXTRACTORS

BATCH = 100
"""Pictures at a time: the maps of a hundred pairs take some 60 MB."""
TINY = 1e-10


def title(extractor: str) -> str:
    """What to call the figure, such as "Feature distance (Shape reader)"."""
    return f"Feature distance ({EXTRACTORS[extractor].title})"


def feature_distance(first: np.ndarray, second: np.ndarray, extractor: str) -> np.ndarray:
    """float32 (N,): of each pair of pictures, 0 for equal ones and at most 2 for every layer.

    Pictures (N, C, H, W) are uint8 or floats in [-1, 1]. sum over layers of the mean over places of |a - b|^2, a and b
    the channels at one place, scaled to length 1. Raises ValueError for shapes that differ, and UserError for an
    extractor that is absent or has no layers.
    """
    import torch

    from gan_core.quality.readers import scaled

    if first.shape != second.shape or first.ndim != 4:
        raise ValueError(f"pictures must be two sets (N, C, H, W) of one shape, got {first.shape} and {second.shape}")
    reader, found = EXTRACTORS[extractor].reader(), np.zeros(len(first), np.float32)
    with torch.inference_mode():
        for start in range(0, len(first), BATCH):
            rows = slice(start, start + BATCH)
            pairs = zip(reader.layers(scaled(first[rows])), reader.layers(scaled(second[rows])), strict=True)
            for a, b in pairs:
                a, b = (each / (each.square().sum(dim=1, keepdim=True).sqrt() + TINY) for each in (a, b))
                found[rows] += (a - b).square().sum(dim=1).mean(dim=(1, 2)).numpy()
    return found

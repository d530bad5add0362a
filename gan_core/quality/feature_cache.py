"""Features kept on the disk by what they are features of, so that a reference set is read once."""

import hashlib
from contextlib import suppress
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from gan_core.places import cache_folder
from gan_core.quality.features import EXTRACTORS
from gan_core.store import atomic

MOST_FILES = 32


def cached_features(extractor: str, images: np.ndarray, folder: Path | None = None) -> np.ndarray:
    """`EXTRACTORS[extractor].features(images)`, read from `folder` where it was computed before, else kept there.

    The key is the extractor's version and every byte of uint8 (N, C, H, W). The newest 32 files stay; `folder` is this
    user's cache unless told. A file that is damaged is computed anew. Raises UserError where the extractor is absent.
    """
    found = stored_features(extractor, images, folder)
    if found is None:
        found = EXTRACTORS[extractor].features(images)
        keep_features(extractor, images, found, folder)
    return found


def stored_features(extractor: str, images: np.ndarray, folder: Path | None = None) -> np.ndarray | None:
    """Those that were kept, or None."""
    path = _path(extractor, images, folder)
    try:
        features = load(path.read_bytes())["features"]
    except (OSError, SafetensorError, KeyError):
        return None
    with suppress(OSError):  # found in a cache that is for reading only
        path.touch()
    return features


def keep_features(extractor: str, images: np.ndarray, features: np.ndarray, folder: Path | None = None) -> None:
    """Write down the features of all `images`, where that can be done: else they are computed again the next time."""
    path = _path(extractor, images, folder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path, save({"features": features}))
        _forget_oldest(path.parent)


def _path(extractor: str, images: np.ndarray, folder: Path | None) -> Path:
    found = hashlib.sha256(f"{extractor} {EXTRACTORS[extractor].version()} {images.shape} {images.dtype}".encode())
    found.update(np.ascontiguousarray(images).data)
    place = folder or cache_folder() / "features"
    return place / f"{extractor}-{found.hexdigest()[:32]}.safetensors"


def _forget_oldest(place: Path) -> None:
    dated = []
    for path in place.glob("*.safetensors"):
        try:
            dated.append((path.stat().st_mtime, path))
        except FileNotFoundError:  # another process tidies up too
            continue
    for _, path in sorted(dated)[:-MOST_FILES]:
        path.unlink(missing_ok=True)

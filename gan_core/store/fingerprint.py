"""The identity of a model: a fingerprint of its weights."""

import hashlib
from pathlib import Path

from gan_core.errors import CheckpointError
from gan_core.store.model_card import WEIGHTS

LENGTH = 16
MOST_KEPT = 4096

_seen: dict[Path, tuple[int, str]] = {}
"""The time of writing and the fingerprint of every file that was inspected: a run removes its older checkpoints, and
one that is still open somewhere keeps its name."""


def fingerprint(folder: Path) -> str:
    """The first 16 hex digits of the SHA-256 of the weights in `folder`.

    Raises CheckpointError when they are gone and were never inspected.
    """
    file = folder / WEIGHTS
    try:
        changed = file.stat().st_mtime_ns
        if file not in _seen or _seen[file][0] != changed:
            if len(_seen) >= MOST_KEPT:
                _seen.clear()
            _seen[file] = changed, _digest(file)
    except OSError as error:
        if file not in _seen:
            raise CheckpointError(f"The model in {folder.name} no longer exists. Choose another one.") from error
    return _seen[file][1]


def _digest(file: Path) -> str:
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:LENGTH]

"""What makes a model itself: its weights, wherever they lie and whatever they are called."""

import hashlib
from pathlib import Path

from gan_core.errors import CheckpointError


def fingerprint(path: Path) -> str:
    """16 hexadecimal digits, the start of the SHA-256 of generator.safetensors in the folder `path`.

    Raises CheckpointError when it cannot be read.
    """
    try:
        with (path / "generator.safetensors").open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise CheckpointError(f"{path.name}/generator.safetensors cannot be read: {error.strerror}") from error

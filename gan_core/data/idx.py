"""The IDX format of MNIST and its relatives, plain or gzipped. yann.lecun.org/exdb/mnist"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from gan_core.errors import DataError


def find_idx(folder: Path, name: str) -> Path | None:
    """The file `name` in `folder`, plain or else with .gz, or None."""
    plain, packed = folder / name, folder / f"{name}.gz"
    return plain if plain.is_file() else packed if packed.is_file() else None


def read_idx(path: Path) -> np.ndarray:
    """The bytes of an IDX file: uint8 in the shape that it names, writable. Raises DataError where it is damaged."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        zeros, kind, num_dims = struct.unpack_from(">HBB", content)
        shape = struct.unpack_from(f">{num_dims}I", content, 4)
    except (EOFError, OSError, struct.error, zlib.error) as error:
        raise DataError(_damaged(path)) from error
    start = 4 + 4 * num_dims
    if (zeros, kind) != (0, 8) or len(content) - start != math.prod(shape):
        raise DataError(_damaged(path))
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape).copy()


def _damaged(path: Path) -> str:
    return f"{path} is damaged or incomplete: delete it, then start again to download it anew."

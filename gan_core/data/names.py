"""What the names of files say: which are pictures, which are to be passed over, and which labels they give."""

from pathlib import PurePosixPath

import numpy as np

PICTURES = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff"}
    | {".pbm", ".pgm", ".ppm", ".pnm", ".avif"}
)
ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"})
UNSORTED = "unsorted"
"""The label of pictures that lie beside the sub-folders."""


def is_picture(name: str) -> bool:
    """Whether the name says so; only reading shows whether it lies."""
    return PurePosixPath(name).suffix.lower() in PICTURES


def is_archive(name: str) -> bool:
    """Whether the name is that of an archive, which stays closed."""
    return PurePosixPath(name).suffix.lower() in ARCHIVES


def is_junk(name: str) -> bool:
    """Hidden files, and what macOS puts beside the files of a zip."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def labels_of(names: list[str]) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Labels int64 (N,) and their names, from the first folder in which the names differ; None without folders.

    A folder that holds everything gives no label.
    """
    paths = [PurePosixPath(name).parts for name in names]
    depth = 0
    while len({path[depth] for path in paths}) == 1 and all(len(path) > depth + 1 for path in paths):
        depth += 1
    folders = [path[depth] if len(path) > depth + 1 else UNSORTED for path in paths]
    label_names = tuple(sorted(set(folders), key=lambda each: (each == UNSORTED, each)))
    if label_names == (UNSORTED,) or not names:
        return None, ()
    index = {name: label for label, name in enumerate(label_names)}
    return np.array([index[each] for each in folders], dtype=np.int64), label_names


def shown(name: str) -> str:
    """A name of someone else's making, short and harmless enough for a sentence."""
    harmless = "".join(each if each.isprintable() and each not in "`<>[]" else "?" for each in name)
    return harmless if len(harmless) <= 80 else f"{harmless[:38]}…{harmless[-38:]}"

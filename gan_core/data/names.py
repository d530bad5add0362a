"""What file names tell: which files are pictures, which are skipped, and which labels they give."""

import re
from pathlib import PurePosixPath

import numpy as np

PICTURES = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff"}
    | {".pbm", ".pgm", ".ppm", ".pnm", ".avif"}
)
OTHER_PICTURES = {
    **dict.fromkeys((".heic", ".heif", ".hif"), "HEIC"),
    **dict.fromkeys((".jp2", ".j2k", ".jpf", ".jpx"), "JPEG 2000"),
    **dict.fromkeys((".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".raw"), "camera raw"),
    **dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm"), "video"),
    **dict.fromkeys((".dcm", ".dicom"), "DICOM"),
    **dict.fromkeys((".npy", ".npz"), "NumPy"),
    **dict.fromkeys((".eps", ".ps"), "PostScript"),
    **{".jxl": "JPEG XL", ".svg": "SVG", ".ico": "ICO", ".tga": "TGA", ".psd": "Photoshop", ".pdf": "PDF"},
    **{".exr": "OpenEXR", ".hdr": "Radiance HDR", ".nii": "NIfTI", ".icns": "ICNS"},
}
"""Pictures by their names that are not read here, and what their kind is called."""
ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"})
JUNK = frozenset(
    {"__macosx", "@eadir", "@recycle", "#recycle", "$recycle.bin", "system volume information", "lost+found"}
    | {"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}
)
"""Folders and files that systems put beside one's own, in small letters."""
THUMBNAILS = frozenset({"thumbs", "thumb", "thumbnails", "thumbnail", "_thumbs", "_thumbnails"})
TRAIN = frozenset({"train", "training"})
SPLITS = TRAIN | {"test", "testing", "val", "valid", "validation", "dev", "eval", "holdout", "held_out"}
UNSORTED = "unsorted"
"""The label of pictures that lie beside the sub-folders."""
SHOWN_LETTERS = 80


def is_picture(name: str) -> bool:
    """Whether the name says so; only reading shows whether it lies."""
    return PurePosixPath(name).suffix.lower() in PICTURES


def other_kind(name: str) -> str:
    """The picture format that the name speaks of where it is one that is not read here; or ""."""
    return OTHER_PICTURES.get(PurePosixPath(name).suffix.lower(), "")


def is_archive(name: str) -> bool:
    """Whether the name is that of an archive, which stays closed."""
    return PurePosixPath(name).suffix.lower() in ARCHIVES


def is_junk(name: str) -> bool:
    """Hidden files, and what systems put beside the files of their users."""
    return any(part.startswith(".") or part.lower() in JUNK for part in PurePosixPath(name).parts)


def is_thumbnail(name: str) -> bool:
    """Whether it lies in a folder of thumbnails, which are small copies of other pictures."""
    return any(part.lower() in THUMBNAILS for part in PurePosixPath(name).parts[:-1])


def natural_key(name: str) -> tuple:
    """Sorts as people count: "2" before "10"."""
    return tuple((int(each), "") if each.isdecimal() else (-1, each) for each in re.split(r"(\d+)", name) if each)


def split_of(names: list[str]) -> dict[str, tuple[str, str]] | None:
    """By name the split that its folder names, such as train or test, and the name without that folder.

    None where the folders are no splits. They are splits where the first folders that differ are all called so, and
    one of them is the training part. What lies beside them is of no split.
    """
    paths = {name: PurePosixPath(name).parts for name in names}
    depth = _common_depth(list(paths.values()))
    folders = {path[depth] for path in paths.values() if len(path) > depth + 1}
    called = {folder.lower() for folder in folders}
    if len(folders) < 2 or not called <= SPLITS or not called & TRAIN:
        return None
    return {
        name: (path[depth], "/".join((*path[:depth], *path[depth + 1 :]))) if len(path) > depth + 1 else ("", name)
        for name, path in paths.items()
    }


def labels_of(names: list[str]) -> tuple[np.ndarray | None, tuple[str, ...]]:
    """Labels int64 (N,) and their names, from the first folder in which the names differ; None without folders.

    A folder that holds everything gives no label. Numbers in names count as numbers: "2" comes before "10".
    """
    paths = [PurePosixPath(name).parts for name in names]
    depth = _common_depth(paths)
    folders = [path[depth] if len(path) > depth + 1 else UNSORTED for path in paths]
    label_names = tuple(sorted(set(folders), key=lambda each: (each == UNSORTED, natural_key(each), each)))
    if label_names == (UNSORTED,) or not names:
        return None, ()
    return indexed(folders, label_names), label_names


def indexed(labels: list[str], label_names: tuple[str, ...]) -> np.ndarray:
    """The place of each of `labels` in `label_names`, int64 (N,)."""
    index = {name: label for label, name in enumerate(label_names)}
    return np.array([index[each] for each in labels], dtype=np.int64)


def _common_depth(paths: list[tuple[str, ...]]) -> int:
    depth = 0
    while len({path[depth] for path in paths}) == 1 and all(len(path) > depth + 1 for path in paths):
        depth += 1
    return depth


def readable_name(name: str) -> str:
    """A file's name as text that can be written down: bytes that are no UTF-8 are read as Latin-1."""
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def shown(name: str) -> str:
    """A name of someone else's making, short and harmless enough for a sentence."""
    harmless = "".join(each if each.isprintable() and each not in "`<>[]" else "?" for each in name)
    return harmless if len(harmless) <= SHOWN_LETTERS else f"{harmless[:38]}…{harmless[-38:]}"

"""A user's own pictures, from a folder or a zip."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.archive import MAX_FILES, MAX_PICTURE_BYTES, UNREADABLE, PictureFile, Pictures, open_zip
from gan_core.data.image_data import ImageData, Report
from gan_core.data.names import is_archive, is_junk, is_picture, labels_of, shown
from gan_core.data.settings import PictureSettings, quiet
from gan_core.errors import DataError

GREY_TOLERANCE = 2
"""Channels that differ by no more than this are the same grey: JPEG rounds."""
NAMED = 5
"""So many skipped files are named; of the rest only the number is told."""


class FolderSettings(PictureSettings):
    """Pictures of one's own; sub-folders become labels."""

    title: ClassVar[str] = "My own pictures"
    about: ClassVar[str] = "A folder or a zip of your own pictures; its sub-folders become labels."

    name: Literal["folder"] = "folder"
    path: str = Field("", description="The folder or the zip that holds the pictures, as a path on this machine.")
    colour: Literal["auto", "grey", "rgb"] = Field(
        "auto",
        description="Make all pictures grey or keep them in colour; auto makes them grey only where every one is grey.",
    )

    def load(self, report: Report = quiet) -> ImageData:
        """The middle square of every picture, with `notes` on what was skipped. Raises DataError with what to do."""
        if not self.path:
            raise DataError("No pictures chosen yet: choose a zip or a folder of pictures (data.path).")
        path = Path(self.path).expanduser()
        if not path.exists():
            raise DataError(f"There is nothing at {path}: check the path of the pictures.")
        with open_folder(path) if path.is_dir() else open_zip(path) as pictures:
            if not pictures.files:
                raise DataError(f"There are no pictures in {path}. PNG, JPEG, WebP, GIF, BMP and TIFF will do.")
            images, names, skipped = self._read(pictures.files, report)
        if not names:
            raise DataError(f"None of the pictures in {path} can be read, such as {shown(skipped[0])}.")
        labels, label_names = labels_of(names)
        return ImageData(images, labels, label_names, notes=_notes(skipped, len(names), pictures.num_archives))

    def _read(self, files: list[PictureFile], report: Report) -> tuple[np.ndarray, list[str], list[str]]:
        """Images uint8 (N, C, S, S), the names of their files, and the names of the files that were skipped."""
        from gan_core.data.picture import BrokenPicture, pillow_within_limits, read_picture

        grey = self.colour == "grey"
        images = np.empty((len(files), 1 if grey else 3, self.image_size, self.image_size), dtype=np.uint8)
        names: list[str] = []
        skipped: list[str] = []
        all_grey = self.colour == "auto"
        with pillow_within_limits():
            for i, file in enumerate(files):
                if i % max(1, len(files) // 100) == 0:
                    report(f"Reading pictures: {i:,} of {len(files):,}", i / len(files))
                try:
                    image = read_picture(file.read(), file.name, image_size=self.image_size, grey=grey)
                except (BrokenPicture, *UNREADABLE):
                    skipped.append(file.name)
                    continue
                images[len(names)] = image
                names.append(file.name)
                all_grey = all_grey and int(np.ptp(image, axis=0).max()) <= GREY_TOLERANCE
        images = images[: len(names)]
        # Green stands for the grey: the three channels are the same but for rounding.
        return (np.ascontiguousarray(images[:, 1:2]) if all_grey else images), names, skipped


@contextmanager
def open_folder(root: Path) -> Iterator[Pictures]:
    """The pictures in `root` and below it. Raises DataError where a link leads out of it or there are too many."""
    root, files, num_archives = root.resolve(), [], 0
    for where, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(each for each in folders if not is_junk(each))
        for name in (*folders, *names):
            path = Path(where, name)
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                inside = shown(path.relative_to(root).as_posix())
                raise DataError(f"The folder was refused: {inside} is a link that leads out of it. Copy the pictures.")
        for name in names:
            path = Path(where, name)
            num_archives += is_archive(name)
            if is_picture(name) and not is_junk(name) and path.is_file():
                files.append(PictureFile(path.relative_to(root).as_posix(), _reader(path)))
        if len(files) > MAX_FILES:
            raise DataError(f"There are more than {MAX_FILES:,} pictures in {root}. Take fewer.")
    yield Pictures(sorted(files, key=lambda each: each.name), num_archives)


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise DataError(f"{shown(path.name)} is larger than {MAX_PICTURE_BYTES // 10**6} MB. Leave it out.")
        return path.read_bytes()

    return read


def _notes(skipped: list[str], num_read: int, num_archives: int) -> tuple[str, ...]:
    notes = []
    if skipped:
        named = ", ".join(shown(each) for each in skipped[:NAMED])
        more = f" and {len(skipped) - NAMED:,} more" if len(skipped) > NAMED else ""
        were = (
            "files is no readable picture and was" if len(skipped) == 1 else "files are no readable pictures and were"
        )
        notes.append(f"{len(skipped):,} of {len(skipped) + num_read:,} {were} skipped: {named}{more}.")
    if num_archives:
        what = "archive among the pictures was" if num_archives == 1 else "archives among the pictures were"
        notes.append(f"{num_archives:,} {what} left closed.")
    return tuple(notes)

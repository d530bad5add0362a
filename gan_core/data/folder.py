"""A user's own pictures, from a folder or a zip."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from gan_core.data.archive import MAX_FILES, MAX_PICTURE_BYTES, PictureFile, Pictures, open_zip, sorted_out
from gan_core.data.caption_files import captions_by_name
from gan_core.data.folder_report import as_data, none_read, nothing_there
from gan_core.data.image_data import ImageData, Report
from gan_core.data.labelling import chosen_part, labels_by_name
from gan_core.data.names import is_junk, is_picture, readable_name, shown
from gan_core.data.read_set import read_set
from gan_core.data.settings import PictureSettings, quiet
from gan_core.errors import PLACE, DataError

Part = Literal["learned", "held out"]


class FolderSettings(PictureSettings):
    """Pictures of one's own; sub-folders become labels, or a file beside the pictures tells them."""

    title: ClassVar[str] = "My own pictures"
    about: ClassVar[str] = (
        "A folder or zip of your own pictures; its sub-folders become labels. Folders called train, val and test "
        "are parts of one set, and train is the part to learn from."
    )

    captioned: ClassVar[bool] = True

    name: Literal["folder"] = "folder"
    path: str = Field("", description="The folder or zip that holds the pictures, as a path on this machine.")
    colour: Literal["auto", "grey", "rgb"] = Field(
        "auto",
        description="Convert all pictures to grey or keep them in colour; auto converts only if every picture is grey.",
    )
    label_names: tuple[str, ...] = Field(
        (),
        description="The order of the model's labels; if empty, natural order, in which 2 comes before 10.",
    )

    def load(self, report: Report = quiet) -> ImageData:
        """The middle square of every picture, with a `report` and `notes`. Raises DataError with what to do."""
        return self._load(report, "learned")

    def further(self, most: int) -> ImageData | None:
        """Of the folders test and val, where the pictures lie in such: those are never learned."""
        try:
            return self._load(quiet, "held out", most)
        except NothingHeldOut:
            return None

    def inspected(self, most: int, report: Report = quiet) -> ImageData:
        """As `load`, but of many pictures only `most` from all over the set; of the others only the header is read."""
        return self._load(report, "learned", most, headers=True)

    def _load(self, report: Report, part: Part, most: int | None = None, headers: bool = False) -> ImageData:
        if not self.path:
            raise DataError("No pictures chosen yet: choose a zip or a folder of pictures (data.path).")
        path = Path(self.path).expanduser()
        if not path.exists():
            raise DataError(f"There is nothing at {PLACE}: check the path of the pictures.", str(path))
        with open_folder(path) if path.is_dir() else open_zip(path) as pictures:
            if not pictures.files:
                raise DataError(nothing_there(pictures), str(path))
            chosen = chosen_part([each.name for each in pictures.files], self.label_names)
            if part == "held out" and not chosen.rest:
                raise NothingHeldOut("No part of these pictures is held out.")
            order = self.label_names or (chosen.label_names if part == "held out" else ())
            wanted = set(chosen.taken if part == "learned" else chosen.rest)
            files = [each for each in pictures.files if each.name in wanted]
            told = captions_by_name([each.name for each in files], pictures)
            tables = [each for each in pictures.tables if each.name != told.source]
            known = labels_by_name([each.name for each in files], tables, chosen.bare)
            if part == "held out" and known.labels and order:
                files = [each for each in files if known.labels[each.name] in order]
            read = read_set(
                files, image_size=self.image_size, colour=self.colour, most=most, headers=headers, report=report
            )
            if not read.names:
                raise DataError(none_read(pictures, read), str(path))
        return as_data(pictures, chosen, known, read, order, told.besides(known.source))


class NothingHeldOut(DataError):
    """The pictures lie in no folders called train, test and val."""


@contextmanager
def open_folder(root: Path) -> Iterator[Pictures]:
    """The pictures in `root` and below it. Raises DataError where a link leads out of it or there are too many."""
    root, files, junk, num_pictures = root.resolve(), [], [], 0
    for where, folders, names in os.walk(root, followlinks=False):
        junk += [each for each in folders if is_junk(each)]
        folders[:] = sorted(each for each in folders if not is_junk(each))
        for name in (*folders, *names):
            path = Path(where, name)
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                inside = shown(readable_name(path.relative_to(root).as_posix()))
                raise DataError(
                    f"The folder was refused: {inside} is a link that leads out of it. Copy the pictures themselves "
                    "into the folder."
                )
        for name in names:
            path = Path(where, name)
            if path.is_file():
                files.append(PictureFile(readable_name(path.relative_to(root).as_posix()), _reader(path)))
                num_pictures += is_picture(name)
        if num_pictures > MAX_FILES:
            raise DataError(f"There are more than {MAX_FILES:,} pictures in {root}. Use fewer.")
    yield sorted_out(files, junk)


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise DataError(f"{shown(path.name)} is larger than {MAX_PICTURE_BYTES // 10**6} MB. Leave it out.")
        return path.read_bytes()

    return read

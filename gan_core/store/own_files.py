"""What is in a run's own folder, and nothing else: a link in it leads to files that are not the run's."""

import errno
import os
from pathlib import Path

from gan_core.errors import RunError

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
"""For os.open: a link in the last place is an error. Windows knows no such thing."""


def find_link(folder: Path) -> Path | None:
    """The first link below `folder`, by its path within it; None where every file and folder is its own."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if os.path.islink(os.path.join(place, name)):
                return Path(place, name).relative_to(folder)
    return None


def check_no_links(folder: Path) -> None:
    """Raises RunError where a link lies in `folder`: whoever works there would write and delete elsewhere."""
    if link := find_link(folder):
        raise RunError(
            f"“{link}” in the folder of run {folder.name} is a link to elsewhere: only files in its own folder are "
            "written or deleted. Remove the link, or put in its place what it leads to."
        )


def own_path(folder: Path, *parts: str) -> Path:
    """The path of these parts below `folder`. Raises RunError where one of them is a link."""
    path = folder
    for part in parts:
        path /= part
        if path.is_symlink():
            raise RunError(f"“{part}” in {folder.name} is elsewhere: only files in its own folder are used.")
    return path


def read_own(folder: Path, name: str) -> str:
    """The text of the file `name` in `folder`. Raises OSError where it is not there or is a link."""
    path = folder / name
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is elsewhere", name)
    return path.read_text("utf-8")

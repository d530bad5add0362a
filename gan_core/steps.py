"""Folders named by a step, "step-000001000", as a run keeps them. Other names and links are left out."""

import re
from pathlib import Path

STEP = re.compile(r"step-(\d{1,12})")


def step_folders(place: Path) -> dict[int, Path]:
    """The folders of steps in `place`, by their step, rising; none where there is no such place or it is a link."""
    if place.is_symlink():
        return {}
    found = {}
    for path in place.glob("step-*"):
        named = STEP.fullmatch(path.name)
        if named and not path.is_symlink() and path.is_dir():
            found[int(named[1])] = path
    return dict(sorted(found.items()))


def step_of(path: Path) -> int:
    """The step that a folder found by `step_folders` is named by."""
    return int(path.name.removeprefix("step-"))


def holds(folder: Path, *names: str) -> bool:
    """Whether `folder` holds all these files itself, none of them a link to elsewhere."""
    return all((folder / name).is_file() and not (folder / name).is_symlink() for name in names)

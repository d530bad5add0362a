"""Folders of runs whose names no address can hold, such as copies made by hand, and how they get one that it can."""

import os
import re
import unicodedata
from pathlib import Path

from gan_core.errors import RunError, system_words
from gan_core.jobs.folder import RunFolder, is_run, new_name

MISNAMED = "has letters that addresses cannot hold: small a to z, digits, - and _ will do, at most 80."


def shown_name(name: str) -> str:
    """The name of a folder as text: a disk may hold names that are none."""
    return os.fsencode(name).decode("utf-8", "replace")


def adopt(root: Path, name: str) -> RunFolder:
    """Give the folder `name` of a run a name that addresses can hold: of "shp copy" it makes "shp-copy".

    Raises RunError where there is no such run, where a worker is in it, or where it cannot be renamed.
    """
    folder = RunFolder(root / name)
    if Path(name).name != name or name.startswith(".") or not is_run(folder.path):
        raise RunError("That folder is not here any more.")
    if folder.is_held():
        raise RunError("A worker is in that folder: stop it first, then rename the folder.")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:40]
    target = root / (slug if slug and not os.path.lexists(root / slug) else new_name(root, slug or "run"))
    try:
        return RunFolder(folder.path.rename(target))
    except OSError as error:
        raise RunError(f"The folder cannot be renamed. {system_words(error)}") from error

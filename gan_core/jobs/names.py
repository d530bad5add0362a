"""Run folders whose names no address can hold, such as manual copies, and their renaming."""

import os
import re
import unicodedata
from pathlib import Path

from gan_core.errors import RunError, system_words
from gan_core.jobs.folder import RunFolder, is_run, new_name

MISNAMED = "has characters that addresses cannot hold: use at most 80 of a to z, 0 to 9, - and _."


def shown_name(name: str) -> str:
    """The name of a folder as text: a disk may hold names that are none."""
    return os.fsencode(name).decode("utf-8", "replace")


def adopt(root: Path, name: str) -> RunFolder:
    """Give the folder `name` of a run a name that addresses can hold: of "shp copy" it makes "shp-copy".

    Raises RunError where there is no such run, where a worker is in it, or where it cannot be renamed.
    """
    folder = RunFolder(root / name)
    if Path(name).name != name or name.startswith(".") or not is_run(folder.path):
        raise RunError("That folder no longer exists.")
    if folder.is_held():
        raise RunError("A worker is using that folder: stop it first, then rename the folder.")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:40]
    target = root / (slug if slug and not os.path.lexists(root / slug) else new_name(root, slug or "run"))
    try:
        return RunFolder(folder.path.rename(target))
    except OSError as error:
        raise RunError(f"The folder cannot be renamed. {system_words(error)}") from error

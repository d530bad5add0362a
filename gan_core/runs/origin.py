"""Where a run came from: a file in its folder. These files together make the family tree."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.store import atomic
from gan_core.store.own_files import read_own

FILE = "origin.json"


@dataclass(frozen=True)
class Origin:
    """The run that another one was forked from, the step at which it was, and the settings that were changed."""

    run: str
    title: str
    step: int
    changes: dict[str, Any] = field(default_factory=dict)


def write_origin(folder: Path, origin: Origin) -> None:
    atomic.write_json(folder / FILE, asdict(origin))


def read_origin(folder: Path) -> Origin | None:
    """The origin of the run in `folder`; None for one that began from nothing. Raises RunError for a damaged file."""
    try:
        origin = Origin(**json.loads(read_own(folder, FILE)))
        words = isinstance(origin.run, str) and isinstance(origin.title, str)
        if not (words and type(origin.step) is int and isinstance(origin.changes, dict)):
            raise ValueError("its contents are wrong")
        return origin
    except FileNotFoundError:
        return None
    except (OSError, TypeError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RunError(f"Where the run {folder.name} came from cannot be read: {why}") from error

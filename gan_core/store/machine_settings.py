"""Settings that belong to a machine and not to the experiment: machine.json next to config.json.

config.json never changes. Where the run's data have moved, or its device is not here, machine.json says what holds
instead; it may change at every resume. Pictures that users brought lie beside the runs and move with them.
"""

import copy
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.machine import has_gpu
from gan_core.places import UPLOADS
from gan_core.store import atomic

FILE = "machine.json"
MACHINE_BOUND = ("data.path", "data.root", "runtime.device", "runtime.num_threads", "training.processes")
LATER = ("training.processes",)
"""Settings that runs of earlier versions lack, and that they can have."""
PATHS = ("data.path", "data.root")
UPLOAD = re.compile(rf".*[/\\]{re.escape(UPLOADS)}[/\\](?P<file>upload-[0-9a-f]+\.zip)", re.DOTALL)


class NotHereError(RunError):
    """A run wants what this machine has not; `setting` is the machine-bound setting to choose again."""

    def __init__(self, words: str, setting: str) -> None:
        super().__init__(words)
        self.setting = setting


def read_machine(run: Path) -> dict[str, Any]:
    """The machine-bound settings, by dotted name, that replace those in config.json of the run in the folder `run`.

    Empty where nothing was changed since the run began. Raises RunError for a damaged file.
    """
    try:
        if (run / FILE).is_symlink():
            raise ValueError("it is elsewhere")
        values = json.loads((run / FILE).read_text("utf-8"))
        if not isinstance(values, dict):
            raise ValueError("it is not a JSON object")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(f"{FILE} of run {run.name} cannot be read: remove it, then set where its data is.") from error
    return {name: values[name] for name in MACHINE_BOUND if name in values}


def write_machine(run: Path, changes: dict[str, Any]) -> None:
    """Let `changes` hold in the run in the folder `run` from now on."""
    atomic.write_json(run / FILE, read_machine(run) | changes)


def as_here(values: dict[str, Any], run: Path) -> dict[str, Any]:
    """Saved settings of the run in the folder `run` with what holds on this machine. Settings it lacks stay lacking."""
    here = _with_uploads(copy.deepcopy(values), run.parent / UPLOADS)
    for name, value in read_machine(run).items():
        group, key = name.split(".")
        for holder in (here, here.get("base")):  # a race has its settings there
            if (
                isinstance(holder, dict)
                and isinstance(holder.get(group), dict)
                and (key in holder[group] or name in LATER)
            ):
                holder[group][key] = value
    return here


def _with_uploads(value: Any, uploads: Path) -> Any:
    """`value` in which each upload that lies beside the runs is looked for there, wherever it was when it was saved."""
    if isinstance(value, dict):
        return {name: _with_uploads(each, uploads) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_uploads(each, uploads) for each in value]
    if isinstance(value, str) and (named := UPLOAD.fullmatch(value)) and (uploads / named["file"]).is_file():
        return str(uploads / named["file"])
    return value


def processes_of(values: Mapping[str, Any]) -> int:
    """In how many processes a run of these settings works: 1 where they do not say, or nothing that is a number."""
    groups = (values, base) if isinstance(base := values.get("base"), Mapping) else (values,)
    known = [each["training"] for each in groups if isinstance(each.get("training"), Mapping)]
    found = known[0].get("processes", 1) if known else 1
    return max(1, found) if isinstance(found, int) else 1


def check_here(values: dict[str, Any]) -> None:
    """Raises NotHereError where these settings want pictures or a device that are not on this machine.

    Torch is not asked: what it cannot use although it is there, the worker says.
    """
    data, runtime = (group if isinstance(group := values.get(name), dict) else {} for name in ("data", "runtime"))
    path, device = data.get("path"), runtime.get("device")
    if isinstance(path, str) and path and not _is_there(path):
        error = NotHereError(
            "The pictures of this run are not where they were: open the run and choose them again.", "data.path"
        )
        error.add_note(f"{path} is gone; --set data.path=NEW sets the new location")
        raise error
    if (device == "cuda" and not has_gpu()) or (device == "mps" and sys.platform != "darwin"):
        error = NotHereError(
            f"This run uses {device}, which this machine does not have: open the run and continue training on what "
            "is available. It continues from its last checkpoint, but not bit by bit.",
            "runtime.device",
        )
        error.add_note("--device auto uses what is available")
        raise error


def _is_there(path: str) -> bool:
    try:
        return Path(path).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False

"""python -m gan_core job: any type of long work from its settings, in the foreground."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.errors import RunError, SettingsError

if TYPE_CHECKING:
    from gan_core.jobs.job import JobType


def add_to(commands: Any) -> None:
    """Add `job` to the parser."""
    command = commands.add_parser("job", help="run any type of long work from its settings, or list the types")
    command.add_argument("type", metavar="TYPE", nargs="?", default="", help="what `job` without a name lists")
    command.add_argument("--config", type=Path, metavar="FILE.json", help="its settings, in the form of config.json")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="changes",
        help="one setting, which overrides the file's",
    )
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Work to the end and print what was found; 0 when it ended well."""
    from gan_core.cli.in_terminal import begin, work
    from gan_core.job_types.registry import JOB_TYPES

    if not chosen.type:
        for name, each in JOB_TYPES.items():
            print(f"{name:12} {each.title}: {each.about}")
        return 0
    if chosen.type not in JOB_TYPES:
        raise SettingsError(f"TYPE must be one of {', '.join(JOB_TYPES)}, got {chosen.type!r}")
    job_type = JOB_TYPES[chosen.type]
    config = job_type.load_settings(_values(chosen))
    folder = begin(config, getattr(config, "title", "") or job_type.title)
    line = None if chosen.json else _Line(job_type)
    state = work(folder, line)
    if line:
        line.close()
    if state not in ("done", "stopped"):
        raise RunError(f"The {job_type.noun} {state}. {folder.status().reason}")
    if chosen.json and job_type.results:
        reader = job_type.results()
        print(reader.to_json(reader.read_result(folder)))
    else:
        print(f"{state}: {folder.path}")
    return 0


def _values(chosen: argparse.Namespace) -> dict[str, Any]:
    """The settings of the file, with each NAME=VALUE in its place: a dot leads into a group."""
    import json

    from gan_core.cli.train import assigned

    try:
        values = json.loads(chosen.config.read_text("utf-8")) if chosen.config else {}
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"--config cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise SettingsError("--config must name a file that holds a JSON object")
    for name, value in assigned(chosen.changes).items():
        *groups, last = name.split(".")
        place = values
        for group in groups:
            place = place.setdefault(group, {})
            if not isinstance(place, dict):
                raise SettingsError(f"--set {name}: {group} is not a group of settings")
        place[last] = value
    return values


class _Line:
    """How often the job has reported, on standard error, and its notes."""

    def __init__(self, job_type: JobType) -> None:
        from tqdm import tqdm

        self.bar = tqdm(file=sys.stderr, desc=job_type.title, unit=" steps", mininterval=0.2)

    def __call__(self, event: Any) -> None:
        from gan_core.events import Note, Progress

        if isinstance(event, Progress):
            self.bar.update(event.step - self.bar.n)
        if isinstance(event, Note):
            self.bar.write(event.text, file=sys.stderr)

    def close(self) -> None:
        self.bar.close()

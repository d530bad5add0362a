"""python -m gan_core presets, datasets: what there is to choose from."""

import argparse
import json
from typing import Any

from gan_core.cli import inspect
from gan_core.data import DATASETS
from gan_core.presets import PRESETS


def add_to(commands: Any) -> None:
    """Add the lists to the parser."""
    for name, do, about in (
        ("presets", presets, "list the ready-made runs"),
        ("datasets", datasets, "list the data sets"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("--json", action="store_true")
        command.set_defaults(do=do)
        if do is datasets:
            inspect.add_to(command)


def presets(chosen: argparse.Namespace) -> int:
    """Print every preset with its sentence; as JSON with its complete settings."""
    if chosen.json:
        rows = [
            {"name": name, "title": each.title, "about": each.about, "config": each.config.model_dump(mode="json")}
            for name, each in PRESETS.items()
        ]
        print(json.dumps(rows, indent=1))
        return 0
    for name, each in PRESETS.items():
        print(f"{name:20} {each.title}: {each.about}")
    return 0


def datasets(chosen: argparse.Namespace) -> int:
    """Print every data set with its sentence; as JSON also channels and labels, null where loading tells.

    With --inspect, what would be learned from a folder or a zip.
    """
    if chosen.inspect:
        return inspect.do(chosen)
    if chosen.json:
        rows = [
            {
                "name": name,
                "title": each.title,
                "about": each.about,
                "channels": each.channels,
                "labels": list(each.class_names) or None,
            }
            for name, each in DATASETS.items()
        ]
        print(json.dumps(rows, indent=1))
        return 0
    for name, each in DATASETS.items():
        needed = each().download()
        fetched = f" Needs a download of about {needed.megabytes:.0f} MB." if needed else ""
        print(f"{name:14} {each.title}: {each.about}{fetched}")
    return 0

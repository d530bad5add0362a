"""python -m gan_core tensorboard: runs as TensorBoard event files, one folder each."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from gan_core.cli.models import find
from gan_core.cli.out_file import write_out


def add_to(commands: Any) -> None:
    """Add `tensorboard` to the parser."""
    command = commands.add_parser("tensorboard", help="curves and pictures of runs as TensorBoard event files")
    command.add_argument("runs", nargs="+", metavar="RUN", help="runs, by name or folder")
    command.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where to write, one sub-folder per run"
    )
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the files and print where they are; 0."""
    from gan_core.export.tensorboard import event_file, event_file_name
    from gan_core.store.atomic import write_bytes

    for folder in [find(text) for text in chosen.runs]:
        path = chosen.out / folder.name / event_file_name(folder)
        content = event_file(folder)
        write_out(path, partial(write_bytes, content=content))
        print(f"{path}  {len(content):,} bytes")
    return 0

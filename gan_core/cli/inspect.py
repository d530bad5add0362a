"""python -m gan_core datasets --inspect: what would be learned from a folder or a zip, before anything is trained."""

import argparse
import dataclasses
import json
from pathlib import Path

from gan_core.cli.out_file import check_out, write_out
from gan_core.data import FolderSettings, ImageData
from gan_core.data.report_words import everything, summary
from gan_core.data.subset import spread

SHEET = 64


def add_to(command: argparse.ArgumentParser) -> None:
    """Add the options to `datasets`."""
    command.add_argument("--inspect", metavar="PATH", help="what would be learned from this folder or zip of pictures")
    command.add_argument(
        "--image-size", type=int, default=32, metavar="N", help="pixels per side, as in data.image_size"
    )
    command.add_argument("--colour", choices=("auto", "grey", "rgb"), default="auto")
    command.add_argument(
        "--sheet", type=Path, metavar="FILE.png", help=f"write {SHEET} of the pictures as the network sees them"
    )


def do(chosen: argparse.Namespace) -> int:
    """Print labels with counts, and what was left out, converted or inferred; 0."""
    from gan_core.settings import parse

    if chosen.sheet is not None:
        check_out(chosen.sheet, ".png", option="--sheet")
    wanted = {"path": chosen.inspect, "image_size": chosen.image_size, "colour": chosen.colour}
    data = parse(FolderSettings, wanted).load()
    if chosen.sheet is not None:
        _write_sheet(data, chosen.sheet)
    if chosen.json:
        print(json.dumps(dataclasses.asdict(data.report), indent=1))
        return 0
    print("\n".join((summary(data.report), *everything(data.report))))
    if chosen.sheet is not None:
        print(chosen.sheet)
    return 0


def _write_sheet(data: ImageData, path: Path) -> None:
    from gan_core.grid import write_grid

    write_out(path, lambda file: write_grid(spread(data, SHEET).images, file))

"""python -m gan_core directions: finds directions in a model's latent space."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import DataError, UserError
from gan_core.latent.directions import METHODS, Direction, find, move, reads_data

if TYPE_CHECKING:
    from gan_core.data import ImageData
    from gan_core.generators.generator import Generator

STEPS = 9


def add_to(commands: Any) -> None:
    """Add `directions` to the parser."""
    command = commands.add_parser("directions", help="find directions in a model's latent space: larger, redder, SeFa")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument(
        "--method",
        choices=tuple(METHODS),
        default="sefa",
        help="; ".join(f"{key}: {method.about.rstrip('.')}" for key, method in METHODS.items()),
    )
    command.add_argument("--count", type=int, default=8, help="how many at most, strongest first")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--out", type=Path, metavar="FILE.json", help="save the directions for use with this model")
    command.add_argument(
        "--strip",
        type=Path,
        metavar="FILE.png",
        help="save a picture with one row per direction, from one end of its range to the other",
    )
    command.add_argument("--label", metavar="NAME", help="for a conditional model: the class shown in the strip")
    command.add_argument("--json", action="store_true", help="print what --out would write")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Print name, reach and figure of each; 0."""
    from gan_core.generators import load as generator
    from gan_core.generators.generator import to_bytes
    from gan_core.grid import write_grid
    from gan_core.latent.direction_file import to_json
    from gan_core.store.atomic import write_bytes

    for path, suffix, option in ((chosen.out, ".json", "--out"), (chosen.strip, ".png", "--strip")):
        if path is not None:
            check_out(path, suffix, option=option)
    loaded = generator.load(chosen.model)
    label = loaded.labels_for(1, None if chosen.label is None else loaded.label_named(chosen.label))
    found = find(loaded, chosen.method, _data(loaded, chosen.method), chosen.seed, chosen.count)
    if not found:
        raise UserError(f"{METHODS[chosen.method].title} found no direction here that does what its name says.")
    text = to_json(found, loaded.card)
    if chosen.out is not None:
        write_out(chosen.out, lambda path: write_bytes(path, text.encode()))
    if chosen.strip is not None:
        images = to_bytes(strip(loaded, found, chosen.seed, label))
        write_out(chosen.strip, lambda path: write_grid(images, path, columns=STEPS))
    if chosen.json:
        print(text)
        return 0
    for each in found:
        print(f"{each.name:32} ±{each.reach:.1f}  {each.figure}")
    return 0


def strip(loaded: Generator, directions: Sequence[Direction], seed: int, label: np.ndarray | None) -> np.ndarray:
    """Pictures float32 (rows * 9, C, H, W): a row for each direction, through the first z of the seed, end to end.

    `label` is the one condition of a conditional model: a class int (1,), or numbers float32 (1, condition_width).
    """
    from gan_core.latent_draws import draw_z

    start = draw_z(seed, 1, loaded.latent_dim)[0]
    z = np.stack(
        [
            move(start, [each], [strength])
            for each in directions
            for strength in np.linspace(-each.reach, each.reach, STEPS)
        ]
    )
    return loaded.decode(z, None if label is None else np.repeat(label, len(z), axis=0))


def _data(loaded: Generator, method: str) -> ImageData | None:
    """The training pictures where the method looks at them. One that can do without them says so and continues."""
    from gan_core.data import load_data

    if not reads_data(loaded, method):
        return None
    try:
        return load_data(loaded.card.config.data)
    except DataError as error:
        if METHODS[method].unfit(loaded, None):
            raise
        print(f"gan_core: without the training pictures, from samples alone: {error}", file=sys.stderr)
        return None

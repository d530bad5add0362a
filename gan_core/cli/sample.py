"""python -m gan_core sample: pictures from a run, a checkpoint or a shipped model."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.errors import RunError, UserError


def add_to(commands: Any) -> None:
    """Add `sample` to the parser."""
    sample = commands.add_parser("sample", help="draw pictures from a trained model")
    sample.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    sample.add_argument("--num", type=int, default=64)
    sample.add_argument("--seed", type=int, default=0)
    sample.add_argument(
        "--label", metavar="NAME", help="of a conditional model: only this class, by its name or number"
    )
    sample.add_argument(
        "--out",
        type=Path,
        default=Path("grid.png"),
        help="a .png grid, or .npz with uint8 (N, H, W, C) under images; of a model of points one picture, or float32 "
        "(N, 2) under points",
    )
    sample.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the pictures; 0."""
    from gan_core.generators import load as generator
    from gan_core.generators.generator import to_bytes
    from gan_core.grid import write_grid
    from gan_core.latent_draws import draw_z
    from gan_core.points_picture import draw, window_around

    if chosen.num < 1 or chosen.seed < 0:
        raise UserError("--num must be at least 1 and --seed at least 0.")
    if chosen.out.suffix.lower() not in (".png", ".npz"):
        raise UserError(f"--out must end in .png or .npz, got {chosen.out.name}")
    loaded = generator.load(chosen.model)
    label = loaded.labels_for(chosen.num, None if chosen.label is None else loaded.label_named(chosen.label))
    made = loaded.decode(draw_z(chosen.seed, chosen.num, loaded.latent_dim), label)
    points = loaded.card.shape.kind == "points"
    images = draw(window_around(made), real=made[:0], made=made) if points else to_bytes(made)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    try:
        if chosen.out.suffix.lower() == ".png":
            write_grid(images, chosen.out)
        else:
            kept = {"points": made} if points else {"images": images.transpose(0, 2, 3, 1)}
            np.savez_compressed(chosen.out, **kept)
    except OSError as error:
        raise RunError(f"{chosen.out} cannot be written: {error.strerror}") from error
    print(chosen.out)
    return 0

"""python -m gan_core interpolate: a path through latents as a film, as PNG frames or as a strip."""

import argparse
import re
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError
from gan_core.export.frames import FORMATS, MAX_FRAMES
from gan_core.latent.interpolation import EASINGS, INTERPOLATION_METHODS
from gan_core.latent.latent_key import MOST_SEED, from_token
from gan_core.latent_draws import draw_z

FILM_FRAMES, STRIP_FRAMES = 60, 12
DEFAULT_SEEDS = (1, 2, 3)
TOKEN = re.compile(r"[0-9]+\.[0-9]+(:[0-9]+)?|~.+")
"""A picture's name, or a latent's own numbers, as the addresses of pages hold them."""


def add_to(commands: Any) -> None:
    """Add `interpolate` to the parser."""
    command = commands.add_parser("interpolate", help="walk through latent space: a film or a strip of pictures")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    keys = command.add_mutually_exclusive_group()
    keys.add_argument(
        "--seeds",
        type=int,
        nargs="+",
        metavar="N",
        help="one key per seed, the first picture of that seed (default: 1 2 3)",
    )
    keys.add_argument(
        "--pictures",
        nargs="+",
        metavar="SEED.NUMBER",
        help="or keys named as the pages do: 0.17 is picture 17 of `sample --seed 0`, counted from 0; of a conditional "
        "model 0.2:7 is number 2 under class 7, which is row 2, column 7 of its training grids",
    )
    command.add_argument(
        "--label", nargs="+", metavar="NAME", help="for a conditional model: one class for all keys, or one per key"
    )
    ways = [name.replace(" ", "-") for name in INTERPOLATION_METHODS]
    command.add_argument("--way", choices=ways, default=ways[0], help="how to get from key to key")
    command.add_argument("--easing", choices=list(EASINGS), default="even", help="gentle slows down at every key")
    command.add_argument("--closed", action="store_true", help="return from the last key to the first")
    command.add_argument("--even", action="store_true", help="frames at equal steps of perceived change")
    command.add_argument("--boomerang", action="store_true", help="play it forwards, then backwards")
    command.add_argument(
        "--frames", type=int, help=f"how many (default: {FILM_FRAMES} for a film, {STRIP_FRAMES} for a strip)"
    )
    command.add_argument("--fps", type=float, default=20, help="frames per second, 1 to 50 (default: 20)")
    command.add_argument(
        "--out",
        type=Path,
        default=Path("path.webp"),
        help=".webp or .gif for a film, .zip for its frames as PNG, .png for one strip (default: path.webp)",
    )
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the path; 0."""
    from gan_core.export.frames import encode
    from gan_core.generators.generator import to_bytes
    from gan_core.generators.load import load
    from gan_core.grid import write_grid
    from gan_core.latent.interpolation_frames import interpolation_frames
    from gan_core.store.atomic import write_bytes

    kind = chosen.out.suffix.lower().removeprefix(".")
    _check(chosen, kind)
    model = load(chosen.model)
    keys, labels = _keys(model, chosen)
    path = interpolation_frames(
        model,
        keys,
        chosen.frames or (STRIP_FRAMES if kind == "png" else FILM_FRAMES),
        labels=labels,
        way=chosen.way.replace("-", " "),
        easing=chosen.easing,
        closed=chosen.closed,
        even=chosen.even,
    )
    pictures = to_bytes(model.decode(path.z, path.label))
    if kind == "png":
        write_out(chosen.out, lambda path: write_grid(pictures, path, columns=len(pictures)))
    else:
        content = encode(pictures, kind, frames_per_second=chosen.fps, boomerang=chosen.boomerang)
        write_out(chosen.out, lambda path: write_bytes(path, content))
    print(chosen.out)
    return 0


def _keys(model: Any, chosen: argparse.Namespace) -> tuple[np.ndarray, np.ndarray | None]:
    """float32 (K, latent_dim), and a label or its weights for each, or None."""
    if chosen.pictures:
        keys = [from_token(model, token) for token in chosen.pictures]
        weights = np.stack([key.y for key in keys if key.y is not None]) if model.num_classes else None
        return np.stack([key.z for key in keys]), _labels(model, chosen, len(keys)) if chosen.label else weights
    seeds = chosen.seeds or DEFAULT_SEEDS
    return np.concatenate([draw_z(seed, 1, model.latent_dim) for seed in seeds]), _labels(model, chosen, len(seeds))


def _labels(model: Any, chosen: argparse.Namespace, num_keys: int) -> np.ndarray | None:
    """A label for each key; those of `sample`, class after class, where none was asked for."""
    if not chosen.label:
        return model.labels_for(num_keys)
    if len(chosen.label) not in (1, num_keys):
        raise UserError(
            f"--label takes 1 label or one for each of the {num_keys} {'pictures' if chosen.pictures else 'seeds'}."
        )
    return np.resize([model.label_named(label) for label in chosen.label], num_keys)


def _check(chosen: argparse.Namespace, kind: str) -> None:
    """Refuse before anything is loaded. Raises UserError."""
    check_out(chosen.out, *(f".{each}" for each in FORMATS), ".png")
    if chosen.seeds and not 0 <= min(chosen.seeds) <= max(chosen.seeds) <= MOST_SEED:
        raise UserError(f"--seeds must be at least 0 and at most {MOST_SEED}.")
    for token in chosen.pictures or ():
        if not TOKEN.fullmatch(token):
            raise UserError(f"--pictures are named SEED.NUMBER or SEED.NUMBER:CLASS, as in 0.17, got {token!r}")
    if chosen.frames is not None and not 1 <= chosen.frames <= MAX_FRAMES:
        raise UserError(f"--frames must be 1 to {MAX_FRAMES}, got {chosen.frames}")

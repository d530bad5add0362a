"""python -m gan_core interpolate: a path through latents as a film, as PNG frames or as a strip."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.errors import RunError, UserError
from gan_core.export.frames import FORMATS, MAX_FRAMES
from gan_core.latent.interpolation import EASINGS, INTERPOLATION_METHODS

FILM_FRAMES, STRIP_FRAMES = 60, 12


def add_to(commands: Any) -> None:
    """Add `interpolate` to the parser."""
    command = commands.add_parser("interpolate", help="walk through latent space: a film or a strip of pictures")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], metavar="N", help="a key picture each (default: 1 2 3)"
    )
    command.add_argument(
        "--label", nargs="+", metavar="NAME", help="of a conditional model: one for all keys, or one for each"
    )
    ways = [name.replace(" ", "-") for name in INTERPOLATION_METHODS]
    command.add_argument("--way", choices=ways, default=ways[0], help="how to get from key to key")
    command.add_argument("--easing", choices=list(EASINGS), default="even", help="gentle slows down at every key")
    command.add_argument("--closed", action="store_true", help="go home from the last key to the first")
    command.add_argument("--even", action="store_true", help="frames at equal steps of perceived change")
    command.add_argument("--boomerang", action="store_true", help="there and back again")
    command.add_argument(
        "--frames", type=int, help=f"how many (default: {FILM_FRAMES} of a film, {STRIP_FRAMES} of a strip)"
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
    from gan_core.latent_draws import draw_z
    from gan_core.store.atomic import write_bytes

    kind = chosen.out.suffix.lower().removeprefix(".")
    _check(chosen, kind)
    model = load(chosen.model)
    keys = np.concatenate([draw_z(seed, 1, model.latent_dim) for seed in chosen.seeds])
    path = interpolation_frames(
        model,
        keys,
        chosen.frames or (STRIP_FRAMES if kind == "png" else FILM_FRAMES),
        labels=_labels(model, chosen),
        way=chosen.way.replace("-", " "),
        easing=chosen.easing,
        closed=chosen.closed,
        even=chosen.even,
    )
    pictures = to_bytes(model.decode(path.z, path.label))
    try:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        if kind == "png":
            write_grid(pictures, chosen.out, columns=len(pictures))
        else:
            content = encode(pictures, kind, frames_per_second=chosen.fps, boomerang=chosen.boomerang)
            write_bytes(chosen.out, content)
    except OSError as error:
        raise RunError(f"{chosen.out} cannot be written: {error.strerror}") from error
    print(chosen.out)
    return 0


def _labels(model: Any, chosen: argparse.Namespace) -> np.ndarray | None:
    """A label for each key; those of `sample`, class after class, where none was asked for."""
    if not chosen.label:
        return model.labels_for(len(chosen.seeds))
    if len(chosen.label) not in (1, len(chosen.seeds)):
        raise UserError(f"--label takes 1 label or one for each of the {len(chosen.seeds)} seeds.")
    found = [model.label_named(label) for label in chosen.label]
    return np.resize(found, len(chosen.seeds))


def _check(chosen: argparse.Namespace, kind: str) -> None:
    """Refuse before anything is loaded. Raises UserError."""
    if kind not in (*FORMATS, "png"):
        raise UserError(f"--out must end in .{', .'.join(FORMATS)} or .png, got {chosen.out.name}")
    if min(chosen.seeds) < 0:
        raise UserError("--seeds must be at least 0.")
    if chosen.frames is not None and not 1 <= chosen.frames <= MAX_FRAMES:
        raise UserError(f"--frames must be 1 to {MAX_FRAMES}, got {chosen.frames}")

"""python -m gan_core drag: pull points of a picture to where they should be, and film what the model makes of it."""

import argparse
import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.invert import content_of
from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError
from gan_core.export.frames import FORMATS, MAX_FRAMES
from gan_core.latent.latent_key import MOST_SEED

PLACE = re.compile(r"(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)")
HOLD_FRAMES = 15
"""How long the last picture stands in the film."""


def add_to(commands: Any) -> None:
    """Add `drag` to the parser."""
    command = commands.add_parser("drag", help="pull points of a picture elsewhere: a film, or first and last picture")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument("--seed", type=int, default=0, help="the first picture of this seed (default: 0)")
    command.add_argument("--label", metavar="NAME", help="for a conditional model: this class, by name or number")
    command.add_argument(
        "--from",
        dest="starts",
        action="append",
        required=True,
        metavar="X,Y",
        help="a point in pixels from the top left; give it again, with another --to, for several points",
    )
    command.add_argument(
        "--to", dest="targets", action="append", required=True, metavar="X,Y", help="where that point should be"
    )
    command.add_argument(
        "--radius", type=float, metavar="PX", help="how much around a point is pulled (default: a quarter)"
    )
    command.add_argument("--keep", type=Path, metavar="MASK", help="a picture that is light where nothing may change")
    command.add_argument("--fps", type=float, default=30, help="frames per second, 1 to 50 (default: 30)")
    command.add_argument(
        "--out",
        type=Path,
        default=Path("drag.webp"),
        help=".webp or .gif for a film, .zip for its frames as PNG, .png for the first and the last picture "
        "(default: drag.webp)",
    )
    command.add_argument("--json", action="store_true", help="print latent and figures as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Drag, write the pictures, print what came of it; 0."""
    from gan_core.export.frames import encode
    from gan_core.generators.generator import to_bytes
    from gan_core.generators.load import load
    from gan_core.grid import write_grid
    from gan_core.latent.drag import drag
    from gan_core.latent.drag_wording import outcome
    from gan_core.latent.target import fit_mask
    from gan_core.latent_draws import draw_z
    from gan_core.store.atomic import write_bytes

    check_out(chosen.out, *(f".{each}" for each in FORMATS), ".png")
    if not 0 <= chosen.seed <= MOST_SEED:
        raise UserError(f"--seed must be 0 to {MOST_SEED}, got {chosen.seed}.")
    handles = _handles(chosen)
    model = load(chosen.model, backend="onnx")
    z = draw_z(chosen.seed, 1, model.latent_dim)
    label = None if chosen.label is None else model.label_named(chosen.label)
    told = model.conditions(model.labels_for(1, label), 1)
    kept = fit_mask(content_of(chosen.keep), model.card.shape, name=chosen.keep.name) if chosen.keep else None
    started = time.perf_counter()
    y = None if told is None else told[0]
    states = list(drag(model, z[0], y, handles, kept=kept, radius=chosen.radius))
    seconds = time.perf_counter() - started
    last = states[-1]
    shown = np.stack([model.decode(z, told)[0], *(each.picture for each in states)])
    kind = chosen.out.suffix.lower().removeprefix(".")
    if kind == "png":
        write_out(chosen.out, lambda path: write_grid(to_bytes(shown[[0, -1]]), path, columns=2))
    else:
        shown = np.concatenate([shown, np.repeat(shown[-1:], HOLD_FRAMES, axis=0)])[-MAX_FRAMES:]
        content = encode(to_bytes(shown), kind, frames_per_second=chosen.fps)
        write_out(chosen.out, lambda path: write_bytes(path, content))
    if chosen.json:
        figures = {
            "rest": round(last.rest, 3),
            "reached": last.reached,
            "steps": last.step,
            "seconds": round(seconds, 3),
        }
        print(json.dumps({"z": last.z.tolist(), **figures, "out": str(chosen.out)}))
        return 0
    print(f"{outcome(last)} {last.step} steps, {seconds:.2f} s\n{chosen.out}")
    return 0


def _handles(chosen: argparse.Namespace) -> list[Any]:
    from gan_core.latent.drag import Handle

    if len(chosen.starts) != len(chosen.targets):
        raise UserError(
            f"Each --from needs a --to: there are {len(chosen.starts)} of one and {len(chosen.targets)} of the other."
        )
    starts, targets = (
        [_place(each, option) for each in texts]
        for texts, option in ((chosen.starts, "--from"), (chosen.targets, "--to"))
    )
    return [Handle(start, target) for start, target in zip(starts, targets, strict=True)]


def _place(text: str, option: str) -> tuple[float, float]:
    found = PLACE.fullmatch(text)
    if not found:
        raise UserError(f"{option} must be two numbers with a comma, as in 10,12, got {text!r}.")
    return float(found[1]), float(found[2])

"""python -m gan_core repair: a picture repaired by two small U-Nets, one of which had an opponent."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.cli.invert import content_of
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError
from gan_core.repair.damage import TASKS


def add_to(commands: Any) -> None:
    """Add `repair` to the parser."""
    command = commands.add_parser("repair", help="remove noise, fill a hole, draw twice as large: by MSE and by a GAN")
    command.add_argument(
        "model", metavar="RUN_OR_MODEL", help="a run of `job repair`, or a shipped one: shapes-repair, digits-repair"
    )
    command.add_argument("picture", metavar="PICTURE", type=Path, help="a PNG, JPEG or WebP")
    command.add_argument("--task", choices=TASKS, default="denoise", help="(default: denoise)")
    command.add_argument(
        "--strength",
        type=float,
        metavar="S",
        help="denoise: the noise's standard deviation, pixels in [-1, 1] (default: 0.5); fill: the hole's side as a "
        "share of the width (default: 0.45)",
    )
    command.add_argument(
        "--mask", type=Path, metavar="FILE", help="fill: light where PICTURE is known, dark where the hole is"
    )
    command.add_argument(
        "--damaged",
        action="store_true",
        help="PICTURE is damaged already: nothing is added, and there is nothing to score against",
    )
    command.add_argument("--centre", action="store_true", help="cut out what is drawn and centre it as MNIST does")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument(
        "--out",
        type=Path,
        default=Path("repaired.png"),
        help="the picture, damaged, repaired by MSE, and with the adversarial term (default: repaired.png)",
    )
    command.add_argument("--json", action="store_true", help="print figures as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Damage, repair, write the pictures, print how near they are; 0."""
    from gan_core.grid import write_grid
    from gan_core.latent.target import fit_mask, fit_picture
    from gan_core.repair.findings import ADVERSARIAL, BEFORE, MSE
    from gan_core.repair.one_picture import already_damaged, damage_one, repair_one
    from gan_core.repair.saved import find_repair, load_networks
    from gan_core.shape import SampleShape

    check_out(chosen.out, ".png")
    if chosen.mask and chosen.task != "fill":
        raise UserError("--mask must come with --task fill")
    if not 0 <= chosen.seed < 2**31:
        raise UserError(f"--seed must be 0 to {2**31 - 1}, got {chosen.seed}")
    model = find_repair(chosen.model)
    shape = model.shape
    if chosen.damaged and chosen.task == "double":
        shape = SampleShape(shape.channels, shape.image_size // 2)
    name = chosen.picture.name
    fitted = fit_picture(
        content_of(chosen.picture), shape, name=name, ground=model.ground, centre=chosen.centre and not chosen.damaged
    )
    hole = ~fit_mask(content_of(chosen.mask), shape, name=chosen.mask.name) if chosen.mask else None
    if chosen.damaged:
        spoiled = already_damaged(chosen.task, fitted.picture, strength=chosen.strength, hole=hole)
    else:
        spoiled = damage_one(chosen.task, fitted.picture, strength=chosen.strength, hole=hole, seed=chosen.seed)
    whole = None if chosen.damaged else fitted.picture
    found = repair_one(load_networks(model), spoiled, whole, model.data.name)
    shown = [found.pictures[each] for each in (BEFORE, MSE, ADVERSARIAL)]
    shown = shown if found.whole is None else [found.whole, *shown]
    write_out(chosen.out, lambda path: write_grid(np.stack(shown), path, columns=len(shown)))
    figures = {
        each: {"psnr": _finite(opinion.psnr), "ssim": opinion.ssim, "read": opinion.read}
        for each, opinion in found.opinions.items()
    }
    if chosen.json:
        more = {"task": chosen.task, "notes": fitted.notes, "read": found.whole_read, "out": str(chosen.out)}
        print(json.dumps({**figures, **more}))
        return 0
    names = {BEFORE: "damaged", MSE: "MSE", ADVERSARIAL: "MSE and adversarial"}
    lines = [*fitted.notes]
    if found.whole_read is not None:
        lines.append(f"read as {found.whole_read or 'nothing for sure'} before it was damaged")
    for each, opinion in found.opinions.items():
        words = [] if opinion.psnr is None else [f"PSNR {opinion.psnr:.1f} dB, SSIM {opinion.ssim:.3f}"]
        words += [] if opinion.read is None else [f"read as {opinion.read or 'nothing for sure'}"]
        lines.append(f"{names[each]}: {', '.join(words) or 'nothing to score it against'}")
    print("\n".join([*lines, str(chosen.out)]))
    return 0


def _finite(value: float | None) -> float | None:
    """JSON knows no infinity: null says equal, or that there is nothing to compare with."""
    return value if value is not None and math.isfinite(value) else None

"""python -m gan_core invert: the picture nearest to a given one that a model can draw, and its latent."""

import argparse
import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.latent.inversion import InversionResult

GROUND_SAMPLES = 32


def add_to(commands: Any) -> None:
    """Add `invert` to the parser."""
    command = commands.add_parser("invert", help="find the latent of a picture; fill a hole in it")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument("picture", metavar="PICTURE", type=Path, help="a PNG, JPEG or WebP")
    command.add_argument("--label", metavar="NAME", help="for a conditional model: only this class, by name or number")
    command.add_argument(
        "--mask", type=Path, help="a mask: light where PICTURE is known, dark where it is to be filled"
    )
    command.add_argument("--centre", action="store_true", help="cut out what is drawn and centre it as MNIST does")
    command.add_argument("--starts", type=int, default=16, metavar="N", help="places to search from (default: 16)")
    command.add_argument(
        "--steps", type=int, default=30, metavar="N", help="most steps from each of them (default: 30)"
    )
    command.add_argument("--seed", type=int, default=0)
    command.add_argument(
        "--out",
        type=Path,
        default=Path("found.png"),
        help="target and result side by side; with a mask, the filled picture too (default: found.png)",
    )
    command.add_argument("--json", action="store_true", help="print latent, label and figures as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Search, write the pictures, print how near they are; 0."""
    from gan_core.generators.generator import to_bytes
    from gan_core.generators.load import load
    from gan_core.grid import write_grid
    from gan_core.latent.inversion import inpaint, invert
    from gan_core.latent.target import fit_mask, fit_picture, ground_of
    from gan_core.latent_draws import draw_z

    check_out(chosen.out, ".png")
    model = load(chosen.model)
    shape, ground = model.card.shape, None
    if shape.kind == "image" and shape.channels == 1:
        ground = ground_of(model.decode(draw_z(0, GROUND_SAMPLES, model.latent_dim), model.labels_for(GROUND_SAMPLES)))
    fitted = fit_picture(
        content_of(chosen.picture), shape, name=chosen.picture.name, ground=ground, centre=chosen.centre
    )
    mask = fit_mask(content_of(chosen.mask), shape, name=chosen.mask.name) if chosen.mask else None
    started = time.perf_counter()
    *_, found = invert(
        model,
        fitted.picture,
        mask=mask,
        label=None if chosen.label is None else model.label_named(chosen.label),
        starts=chosen.starts,
        steps=chosen.steps,
        seed=chosen.seed,
    )
    seconds = time.perf_counter() - started
    shown = [fitted.picture, found.picture]
    if mask is not None:
        shown = [np.where(mask, fitted.picture, 0), found.picture, inpaint(found.picture, fitted.picture, mask)]
    write_out(chosen.out, lambda path: write_grid(to_bytes(np.stack(shown)), path, columns=len(shown)))
    _tell(chosen, model, found, fitted.notes, seconds)
    return 0


def _tell(
    chosen: argparse.Namespace, model: "Generator", found: "InversionResult", notes: tuple[str, ...], seconds: float
) -> None:
    psnr = found.psnr if math.isfinite(found.psnr) else None  # JSON knows no infinity: null says equal
    label = int(found.label.argmax()) if found.label is not None and model.num_classes else None
    caption = _caption(model, found) if model.card.config.model.sentence_width else None
    if chosen.json:
        figures = {"psnr": psnr, "ssim": found.ssim, "seconds": round(seconds, 3), "notes": notes}
        asked = {"label": label} if caption is None else {"caption": caption}
        print(json.dumps({"z": found.z.tolist(), **asked, **figures, "out": str(chosen.out)}))
        return
    for note in notes:
        print(note)
    names = model.card.labels
    known = "" if label is None else f", label {names[label] if label < len(names) else label}"
    known += "" if caption is None else f', told "{caption}"'
    near = "equal" if psnr is None else f"PSNR {psnr:.1f} dB"
    print(f"{near}, SSIM {found.ssim:.3f}{known}, {seconds:.2f} s\n{chosen.out}")


def _caption(model: "Generator", found: "InversionResult") -> str:
    """What the model was told for the picture that was found: one of the captions that it keeps."""
    from gan_core.latent.sentences import TextModel
    from gan_core.present import present

    captions = TextModel(model).examples  # type: ignore[arg-type]  # `load` without a backend gives one in torch
    told = present(model.labels_for(len(captions)))
    return captions[int(np.abs(told - present(found.label)).sum(axis=1).argmin())]


def content_of(path: Path) -> bytes:
    """The file's bytes. Raises UserError with a sentence."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error

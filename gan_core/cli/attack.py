"""python -m gan_core attack: pictures changed within epsilon so that a network reads them wrongly."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gan_core.attack.settings import MOST_EPSILON
from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError

if TYPE_CHECKING:
    from gan_core.attack.pictures import Digits

MOST = 1000
MOST_STEPS = 200
NUM_SHOWN = 8


def add_to(commands: Any) -> None:
    """Add `attack` to the parser."""
    command = commands.add_parser("attack", help="fool the digit classifier or a run's discriminator by FGSM or PGD")
    command.add_argument(
        "model",
        metavar="RUN_OR_MODEL",
        nargs="?",
        default="",
        help=f"{MODEL_HELP}; its digits are attacked beside real ones (default: real ones alone)",
    )
    command.add_argument(
        "--epsilon", type=float, default=0.1, help="0 to 0.5; black is 0 and white is 1 (default: 0.1)"
    )
    command.add_argument("--method", choices=("fgsm", "pgd"), default="pgd", help="(default: pgd)")
    command.add_argument(
        "--on",
        choices=("classifier", "discriminator"),
        default="classifier",
        help="what is fooled: the digit classifier, or the D of the run (default: classifier)",
    )
    command.add_argument("--picture", type=Path, metavar="FILE", help="attack this digit: a PNG, JPEG or WebP")
    command.add_argument("--num", type=int, default=100, metavar="N", help="pictures of each sort (default: 100)")
    command.add_argument("--steps", type=int, default=20, metavar="N", help="steps of PGD (default: 20)")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument(
        "--out",
        type=Path,
        default=Path("attack.png"),
        help="a row each: before, the perturbation times ten, after (default: attack.png)",
    )
    command.add_argument("--json", action="store_true", help="print figures as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Attack, write the pictures, print how often it worked; 0."""
    _check(chosen)
    if chosen.on == "discriminator":
        rows, figures = _discriminator(chosen)
    elif chosen.picture:
        rows, figures = _picture(chosen)
    else:
        rows, figures = _digits(chosen)
    _write(chosen.out, rows)
    figures = {"epsilon": chosen.epsilon, "method": chosen.method, **figures, "out": str(chosen.out)}
    if chosen.json:
        print(json.dumps({name: value for name, value in figures.items() if name != "words"}))
    else:
        print("\n".join([*figures["words"], str(chosen.out)]))
    return 0


def _check(chosen: argparse.Namespace) -> None:
    check_out(chosen.out, ".png")
    if not 0 <= chosen.epsilon <= MOST_EPSILON:
        raise UserError(f"--epsilon must be 0 to {MOST_EPSILON}, got {chosen.epsilon:g}")
    if not 1 <= chosen.num <= MOST:
        raise UserError(f"--num must be 1 to {MOST:,}, got {chosen.num:,}")
    if not 1 <= chosen.steps <= MOST_STEPS:
        raise UserError(f"--steps must be 1 to {MOST_STEPS}, got {chosen.steps:,}")
    if not 0 <= chosen.seed < 2**31 - 1:
        raise UserError(f"--seed must be 0 to {2**31 - 2}, got {chosen.seed}")
    if chosen.on == "discriminator" and (chosen.picture or not chosen.model):
        raise UserError("--on discriminator must come with RUN_OR_MODEL and without --picture")
    if chosen.picture and chosen.model:
        raise UserError("--picture must come without RUN_OR_MODEL: one digit, or a model's")


Rows = list[tuple[np.ndarray, np.ndarray]]
"""uint8 (C, H, W) before and after."""


def _digits(chosen: argparse.Namespace) -> tuple[Rows, dict[str, Any]]:
    from gan_core.attack.pictures import Digits, built_in_digits, generated_digits
    from gan_core.generators.load import load
    from gan_core.quality.digit_classifier import name_digits
    from gan_core.wording import listed

    real = built_in_digits()[1]
    right = np.flatnonzero(name_digits(real.images)[0] == real.labels)[: chosen.num]
    sources = {"real": Digits(real.images[right], real.labels[right])}
    if chosen.model:
        counts = np.bincount(sources["real"].labels, minlength=10)
        sources["generated"] = generated_digits(load(chosen.model), counts, chosen.seed)
    rows: Rows = []
    figures: dict[str, Any] = {"words": []}
    for name, digits in sources.items():
        attacked, fooled = _attack(digits, chosen)
        figures[name] = fooled
        low, high = (100 * each for each in fooled["interval"])
        figures["words"].append(
            f"{name}: {fooled['fooled']} of {fooled['right_before']} digits read right before are read wrongly after "
            f"({100 * fooled['success']:.0f} %, {low:.0f} to {high:.0f} %)"
        )
        rows += list(zip(digits.images, attacked, strict=True))[: NUM_SHOWN // len(sources)]
        if short := [
            str(digit)
            for digit in range(10)
            if (digits.labels == digit).sum() < (sources["real"].labels == digit).sum()
        ]:
            figures["words"].append(f"the model drew too few of {listed(short)}")
    return rows, figures


def _attack(digits: Digits, chosen: argparse.Namespace) -> tuple[np.ndarray, dict[str, Any]]:
    """The digits afterwards, uint8, and how many of them are read wrongly."""
    import torch

    from gan_core.attack.losses import away_from, lead
    from gan_core.attack.perturb import fgsm, pgd
    from gan_core.attack.sweep import PORTION, read
    from gan_core.generators.generator import to_bytes
    from gan_core.quality.digit_classifier import shipped_classifier
    from gan_core.quality.proportion import wilson

    network, (x, y), rng = shipped_classifier(), digits.tensors(), torch.Generator().manual_seed(chosen.seed)
    parts = []
    for each, label in zip(x.split(PORTION), y.split(PORTION), strict=True):
        if chosen.method == "pgd":
            parts.append(pgd(lead(network, label), each, chosen.epsilon, rng, num_steps=chosen.steps))
        else:
            parts.append(fgsm(away_from(network, label), each, chosen.epsilon))
    after = torch.cat(parts)
    fooled = int((read(network, after) != y).sum())
    figures = {"right_before": len(x), "fooled": fooled, "success": fooled / len(x)}
    return to_bytes(after.numpy()), figures | {"interval": list(wilson(fooled, len(x)))}


def _picture(chosen: argparse.Namespace) -> tuple[Rows, dict[str, Any]]:
    from gan_core.attack.own_picture import own_digit
    from gan_core.attack.pictures import Digits
    from gan_core.quality.digit_classifier import name_digits

    try:
        content = chosen.picture.read_bytes()
    except OSError as error:
        raise UserError(f"{chosen.picture} cannot be read: {error.strerror}") from error
    digit = own_digit(content, chosen.picture.name)
    before, sure = name_digits(digit.picture[None])
    attacked, _ = _attack(Digits(digit.picture[None], before), chosen)
    after, still = name_digits(attacked)
    figures = {"before": int(before[0]), "certainty": float(sure[0]), "after": int(after[0])}
    words = [
        *digit.notes,
        f"read as {before[0]} ({100 * sure[0]:.0f} %) before, as {after[0]} ({100 * still[0]:.0f} %) after",
    ]
    return [(digit.picture, attacked[0])], figures | {"certainty_after": float(still[0]), "words": words}


def _discriminator(chosen: argparse.Namespace) -> tuple[Rows, dict[str, Any]]:
    from gan_core.attack.opponent import fool, load_opponent
    from gan_core.data import load_data
    from gan_core.generators.load import load
    from gan_core.quality.proportion import wilson

    generator = load(chosen.model)
    opponent = load_opponent(generator.card)
    data = load_data(generator.card.config.data)
    found = fool(
        generator,
        opponent,
        data,
        epsilon=chosen.epsilon,
        method=chosen.method,
        num=min(chosen.num, len(data)),
        seed=chosen.seed,
        num_steps=chosen.steps,
    )
    num, before, after = len(found.before), found.num_taken(found.before), found.num_taken(found.after)
    low, high = wilson(after, num)
    words = [
        f"D finds {before} of {num} fakes more real than half of the real pictures before, and {after} after "
        f"({100 * after / num:.0f} %, {100 * low:.0f} to {100 * high:.0f} %)",
        f"median logit: {np.median(found.before):.2f} before, {np.median(found.after):.2f} after; "
        f"of real pictures {np.median(found.real):.2f}",
    ]
    figures = {"fakes": num, "taken_before": before, "taken_after": after, "interval": [low, high], "words": words}
    return list(zip(found.pictures, found.attacked, strict=True))[:NUM_SHOWN], figures


def _write(out: Path, rows: Rows) -> None:
    from gan_core.attack.strip import enlarged
    from gan_core.grid import write_grid

    every = np.stack([each for before, after in rows for each in (before, enlarged(before, after), after)])
    write_out(out, lambda path: write_grid(every, path, columns=3))

"""python -m gan_core draw: pictures of a sentence, by a model that was trained on captions."""

import argparse
import sys
from pathlib import Path
from typing import Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError

MOST = 1000


def add_to(commands: Any) -> None:
    """Add `draw` to the parser."""
    draw = commands.add_parser("draw", help="draw what a sentence says, with a text-to-image model")
    draw.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    draw.add_argument("sentence", metavar="SENTENCE", help='what to draw: "a large red circle, left"')
    draw.add_argument("--num", type=int, default=8, help=f"how many pictures, each of another latent: 1 to {MOST:,}")
    draw.add_argument("--seed", type=int, default=0)
    draw.add_argument("--out", type=Path, default=Path("drawn.png"), help="a .png grid")
    draw.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the pictures, and say on standard error which words are not known; 0."""
    from gan_core.generators.generator import to_bytes
    from gan_core.grid import write_grid
    from gan_core.latent.latent_key import MOST_SEED
    from gan_core.latent.sentences import load_text_model

    check_out(chosen.out, ".png")
    if not 1 <= chosen.num <= MOST:
        raise UserError(f"--num must be 1 to {MOST:,}, got {chosen.num:,}")
    if not 0 <= chosen.seed <= MOST_SEED:
        raise UserError(f"--seed must be 0 to {MOST_SEED}, got {chosen.seed}")
    model = load_text_model(chosen.model)
    for note in model.read(chosen.sentence).notes:
        print(note, file=sys.stderr)
    images = to_bytes(model.draw([chosen.sentence] * chosen.num, chosen.seed))
    write_out(chosen.out, lambda path: write_grid(images, path))
    print(chosen.out)
    return 0

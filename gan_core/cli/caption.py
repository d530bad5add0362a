"""python -m gan_core caption: a picture put into words, by a model that was trained on captions."""

import argparse
from pathlib import Path
from typing import Any

from gan_core.cli.models import MODEL_HELP

MOST = 100


def add_to(commands: Any) -> None:
    """Add `caption` to the parser."""
    caption = commands.add_parser("caption", help="put a picture into words, with a text-to-image model")
    caption.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    caption.add_argument("picture", metavar="PICTURE", type=Path, help="a picture file, of any size")
    caption.add_argument("--num", type=int, default=3, help=f"how many of the nearest captions: 1 to {MOST}")
    caption.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Print the captions that the contrastive head finds nearest, and the language model's own words; 0."""
    from gan_core.errors import UserError
    from gan_core.latent.sentences import load_text_model
    from gan_core.latent.target import fit_picture

    if not 1 <= chosen.num <= MOST:
        raise UserError(f"--num must be 1 to {MOST}, got {chosen.num:,}")
    model = load_text_model(chosen.model)
    try:
        content = chosen.picture.read_bytes()
    except OSError as error:
        raise UserError(f"{chosen.picture} cannot be read: {error.strerror}") from error
    image = fit_picture(content, model.generator.card.shape, name=chosen.picture.name).picture[None]
    print("Nearest captions (cosine):")
    for each in model.find_captions(image, chosen.num)[0]:
        print(f"  {each.similarity:.3f}  {each.caption}")
    if model.network.predicts:
        print(f"The language model's own words: {model.describe(image)[0]}")
    return 0

"""python -m gan_core interactive-export (alias: playground): a model as one HTML file that opens on a double click."""

import argparse
from pathlib import Path
from typing import Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.errors import UserError
from gan_core.latent.latent_key import MOST_SEED


def add_to(commands: Any) -> None:
    """Add `interactive-export`, also called `playground`, to the parser."""
    command = commands.add_parser(
        "interactive-export",
        aliases=["playground"],
        help="a latent page to take along: one HTML file with the model in it, which needs no Python and no network",
    )
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument(
        "--out", type=Path, default=Path("interactive-export.html"), help="default: interactive-export.html"
    )
    command.add_argument("--seed", type=int, default=0, help="decides which pictures the page starts with (default: 0)")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the page; 0."""
    from gan_core.export.interactive_export import interactive_export
    from gan_core.store.atomic import write_bytes
    from gan_core.store.model_ref import find_model

    check_out(chosen.out, ".html", ".htm")
    if not 0 <= chosen.seed <= MOST_SEED:
        raise UserError(f"--seed must be 0 to {MOST_SEED}, got {chosen.seed}")
    page = interactive_export(find_model(chosen.model), seed=chosen.seed)
    write_out(chosen.out, lambda path: write_bytes(path, page))
    print(chosen.out)
    return 0

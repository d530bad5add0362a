"""python -m gan_core plane: the Playground as one HTML file that opens on a double click and trains by itself."""

import argparse
from pathlib import Path
from typing import Any

from gan_core.errors import RunError, UserError


def add_to(commands: Any) -> None:
    """Add `plane` to the parser."""
    command = commands.add_parser(
        "plane", help="the Playground: one HTML file in which small GANs and VAEs train, without Python"
    )
    command.add_argument("--out", type=Path, default=Path("plane.html"), help="default: plane.html")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the page; 0."""
    from gan_core.export.plane_page import plane_html
    from gan_core.store.atomic import write_bytes

    if chosen.out.suffix not in (".html", ".htm"):
        raise UserError(f"--out must end in .html, got {chosen.out.name}")
    try:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(chosen.out, plane_html())
    except OSError as error:
        raise RunError(f"{chosen.out} cannot be written: {error.strerror}") from error
    print(chosen.out)
    return 0

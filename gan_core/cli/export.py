"""python -m gan_core export: a model as a file for other programs, compared with the model before it is written."""

import argparse
import json
from pathlib import Path
from typing import Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.export.formats import FORMATS


def add_to(commands: Any) -> None:
    """Add `export` to the parser."""
    command = commands.add_parser("export", help="a model as a file for other programs, checked before it is written")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument("--format", required=True, choices=tuple(FORMATS))
    command.add_argument(
        "--out", type=Path, required=True, help="the file to write; it ends in the format's extension, or in .zip"
    )
    command.add_argument(
        "--zip", action="store_true", help="with a model card, settings and a script that draws without this project"
    )
    command.add_argument("--json", action="store_true", help="print path, size and differences as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the file, print how near its pictures are to the model's; 0."""
    suffix = ".zip" if chosen.zip else FORMATS[chosen.format].suffix
    check_out(chosen.out, suffix)

    from gan_core.data.names import readable_name
    from gan_core.export.checked import export
    from gan_core.export.package import package
    from gan_core.generators.load import load
    from gan_core.store.atomic import write_bytes

    generator = load(chosen.model)
    exported = export(generator, chosen.format)
    content = package(generator, exported, readable_name(chosen.out.stem)) if chosen.zip else exported.content
    write_out(chosen.out, lambda path: write_bytes(path, content))
    _tell(chosen, exported, len(content))
    return 0


def _tell(chosen: argparse.Namespace, exported: Any, size: int) -> None:
    from gan_core.export.checked import NUM_LATENTS, parity_json
    from gan_core.export.wording import parity_words

    if chosen.json:
        found = {"path": str(chosen.out), "format": exported.format, "bytes": size, "parity": parity_json(exported)}
        print(json.dumps(found | {"notes": list(exported.notes)}, allow_nan=False))
        return
    print(f"{chosen.out}  {size:,} bytes")
    print(f"Pictures on {NUM_LATENTS} latents, against the model's: {parity_words(exported.parity.message)}")
    for note in exported.notes:
        print(note)

"""A measured variant as files: rebuilt from its recipe, written, read back, compared and zipped."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.errors import RunError, UserError
from gan_core.export.earlier import earlier_parity
from gan_core.export.formats import FORMATS
from gan_core.jobs.folder import RunFolder
from gan_core.measure.results import read_result
from gan_core.message import Message, read_message
from gan_core.steps import holds
from gan_core.store import atomic
from gan_core.store.own_files import own_path, read_own

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

PLACE = "exports"
"""The folder inside the measurement's own."""


@dataclass(frozen=True)
class Away:
    """What lies ready: names of the files in the folder `exports`, and how near their pictures are.

    `zip` is empty where the format's script has nothing to draw, and `no_zip` says why.
    """

    file: str
    bytes: int
    zip: str
    parity: Message
    notes: tuple[str, ...] = ()
    no_zip: str = ""


def unfit_formats(generator: Generator) -> dict[str, str]:
    """For each format that does not fit this generator the reason."""
    return {name: why for name, each in FORMATS.items() if (why := each.unfit(generator))}


def make(asked: dict[str, str]) -> dict[str, Any]:
    """Write the variant `variant` of the measurement in `folder` in the format `format`; returns an Away as JSON.

    Raises UserError with by how much where the file does not draw what the variant draws: then nothing is written.
    """
    import torch

    from gan_core.export.checked import export
    from gan_core.export.package import package
    from gan_core.variants.recipe import build

    torch.set_num_threads(1)
    folder, variant, name = RunFolder(asked["folder"]), asked["variant"], asked["format"]
    found = read_result(folder)
    config, recipe = found.config, found.variants.get(variant)
    if recipe is None:
        raise RunError(f"This measurement has no variant “{variant}”.")
    generator = build(recipe.model_copy(update={"model": found.measured or recipe.model}))
    exported = export(generator, name)
    title = re.sub(r"[^a-z0-9]+", "-", f"{config.model} {variant}".lower()).strip("-")
    away = Away(f"{title}{FORMATS[name].suffix}", len(exported.content), "", exported.parity.message, exported.notes)
    place = own_path(folder.path, PLACE, key_of(found.variants, variant, name))
    place.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(place / away.file, exported.content)
    try:
        content = package(generator, exported, title)
        away = dataclasses.replace(away, zip=f"{title}-{name.replace('_', '-')}.zip")
        atomic.write_bytes(place / away.zip, content)
    except UserError as error:
        away = dataclasses.replace(away, no_zip=str(error))
    atomic.write_json(place / "away.json", dataclasses.asdict(away))
    return dataclasses.asdict(away)


def key_of(variants: dict[str, Any], variant: str, name: str) -> str:
    """The folder of one variant in one format. Raises ValueError for a variant that is none."""
    return f"{[*variants].index(variant):02d}-{name}"


def made(folder: RunFolder, key: str) -> tuple[Away, Path] | None:
    """What was made before, with its folder; None where nothing was or where a file is gone."""
    try:
        place = own_path(folder.path, PLACE, key)
        found = json.loads(read_own(place, "away.json"))
        parity = read_message(found["parity"], earlier_parity)
        away = Away(**{**found, "notes": tuple(found["notes"]), "parity": parity})
    except (RunError, OSError, ValueError, TypeError, KeyError):
        return None
    names = [each for each in (away.file, away.zip) if each]
    there = all(Path(each).name == each and holds(place, each) for each in names)
    return (away, place) if there else None

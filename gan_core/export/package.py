"""A model as a package: one zip with the file, a model card, its settings, and a script that draws a picture."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from gan_core.errors import UserError
from gan_core.export.checked import Exported, parity_json
from gan_core.export.formats import FORMATS
from gan_core.export.model_readme import model_readme
from gan_core.export.picture_script import SCRIPT, picture_script
from gan_core.generators.generator import to_bytes
from gan_core.grid import make_grid
from gan_core.latent_draws import draw_z
from gan_core.store.model_card import META, to_meta

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

NUM_PICTURES = 20
ONE_DAY = (1980, 1, 1, 0, 0, 0)
"""The same model gives the same zip: the earliest date that a zip can hold stands for all."""
POINTS = "The script in the zip draws pictures, and this model makes points: download the file alone."

NO_PRIOR = (
    "The script in the zip draws latents from N(0, I), and a {title} has no prior: download the file alone, and decode "
    "codes that were encoded, or a sampler's."
)


def package(generator: Generator, exported: Exported, folder: str) -> bytes:
    """The zip of `exported`, which was made of `generator`; it unpacks into a folder of the name `folder`.

    Inside: the model file, README.md, meta.json, pictures.png drawn by the file itself, and make_picture.py, which
    needs nothing of this project. Raises UserError for a model of points, and for a network that cannot be written out.
    """
    if generator.card.shape.kind != "image":
        raise UserError(POINTS)
    if not generator.family.has_prior:
        raise UserError(NO_PRIOR.format(title=generator.family.title))
    chosen = FORMATS[exported.format]
    reading = chosen.reading(generator)
    files = {
        chosen.file: exported.content,
        "README.md": model_readme(generator, exported, reading).encode(),
        META: (json.dumps(meta(generator, exported), indent=1) + "\n").encode(),
        SCRIPT: picture_script(generator.card, reading).encode(),
        "pictures.png": _pictures(chosen.read(exported.content, generator.card)),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", ONE_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, content)
    return out.getvalue()


def meta(generator: Generator, exported: Exported) -> dict[str, Any]:
    """What the model is, as a saved model's meta.json tells it, and under `export` what the file is.

    Beside generator.safetensors it makes a model folder that this project loads again.
    """
    card = generator.card
    takes = {"z": ["N", generator.latent_dim]} | (
        {"y": ["N", generator.condition_width]} if generator.condition_width else {}
    )
    return {
        **to_meta(card),
        "notes": list(exported.notes),
        "export": {
            "format": exported.format,
            "file": FORMATS[exported.format].file,
            "bytes": len(exported.content),
            "sha256": hashlib.sha256(exported.content).hexdigest(),
            "inputs": takes,
            "outputs": {"x": ["N", *card.shape.dims]},
            "parity": parity_json(exported),
        },
    }


def _pictures(drawn_by: Generator) -> bytes:
    """A grid as PNG: class after class where there are labels."""
    x = drawn_by.decode(draw_z(0, NUM_PICTURES, drawn_by.latent_dim), drawn_by.labels_for(NUM_PICTURES))
    out = io.BytesIO()
    make_grid(to_bytes(x), columns=NUM_PICTURES // 2).save(out, format="PNG")
    return out.getvalue()

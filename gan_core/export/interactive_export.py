"""A trained model as one HTML file, with network, runtime and pad inside it: it opens on a double click."""

import base64
import gzip
import hashlib
import html
import json
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnx

from gan_core.errors import UserError
from gan_core.export.join_modules import join_modules
from gan_core.generators import onnx_generator
from gan_core.generators.generator import LoadedModel
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.onnx_graph.fill import PREFIX
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.latent.latent_key import LatentKey, of_seed
from gan_core.present import present
from gan_core.store.model_card import ModelCard, read_card
from gan_core.web import RUNTIME, RUNTIME_FILES, WEB

NUM_PICTURES = 12
MISSING = (
    "An interactive export includes ONNX Runtime Web, which is not installed here. In the project's folder run: "
    "npm ci --ignore-scripts --omit=dev --prefix gan_core/web"
)
POINTS = (
    "An interactive export draws pictures, and this model makes points: download its film from the run's page instead."
)
PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
CARRIED = ("runtime", "loader", "wasm")
SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=\S+\s*$")
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def can_make() -> bool:
    """Whether ONNX Runtime Web is installed, which an interactive export carries."""
    return all((RUNTIME / name).is_file() for name in RUNTIME_FILES)


def interactive_export(folder: Path, keys: Sequence[LatentKey] | None = None, *, seed: int = 0) -> bytes:
    """The page of the model in the folder of a checkpoint, as UTF-8: 5 MB and four thirds of the network's own size.

    Its pictures are the first 12 of `keys`, filled up with those of `seed`; the first three span its plane. The page
    loads nothing, from anywhere: its own policy forbids it. Raises UserError when ONNX Runtime Web is not installed or
    keys are of another model, or the model is one of points; CheckpointError when the model cannot be read.
    """
    if not can_make():
        raise UserError(MISSING)
    card = read_card(folder)
    if card.shape.kind != "image":
        raise UserError(POINTS)
    reads = onnx_generator.load(folder) if card.config.model.sentence_width else None
    network = reads.file if reads else onnx_bytes(folder)
    own = {
        "style": (WEB / "pad.css").read_text("utf-8") + (WEB / "interactive_export.css").read_text("utf-8"),
        "script": join_modules(WEB / "interactive_export.js"),
    }
    page = _filled((WEB / "interactive_export.html").read_text("utf-8"), own)
    given = {
        "policy": _policy(page),
        "title": html.escape(card.title),
        "lead": html.escape(_lead(card)),
        "facts": "".join(
            f"<dt>{each}</dt><dd>{html.escape(text)}</dd>" for each, text in _facts(card, network, reads).items()
        ),
        "model": safe_json(
            _model(card, _pictures(reads or LoadedModel(card), keys or (), seed), seed) | {"text": _text(reads)}
        ),
        "generator": _packed(network),
        "reader": _packed(reads.files["embed"]) if reads else "",
    }
    runtime = {name: _packed_file(RUNTIME / file) for name, file in zip(CARRIED, RUNTIME_FILES, strict=True)}
    return _filled(page, given | runtime).encode()


def about_bytes(folder: Path) -> int:
    """About how large the page of this model is, without making it: packing shrinks a runtime, and no network."""
    runtime = sum((RUNTIME / name).stat().st_size for name in RUNTIME_FILES)
    parts = ["decode", *(["embed"] if read_card(folder).config.model.sentence_width else [])]
    return round(0.35 * runtime + 1.25 * sum(len(onnx_bytes(folder, part)) for part in parts))


def safe_json(value: object) -> str:
    """`value` as JSON that can stand in a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&]", lambda found: f"\\u{ord(found.group()):04x}", text)


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with the known {{names}} replaced. What is put in is not inspected again: titles are the users'."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _policy(page: str) -> str:
    """Only the page's own scripts and style, known by their hashes; the runtime from memory; nothing else."""

    def hashes(tag: str) -> str:
        found = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digests = (hashlib.sha256(each.encode()).digest() for each in found)
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    scripts = f"script-src {hashes('script')} blob: 'wasm-unsafe-eval'"
    return f"default-src 'none'; {scripts}; style-src {hashes('style')}; base-uri 'none'; form-action 'none'"


def _pictures(model: LoadedModel, keys: Sequence[LatentKey], seed: int) -> list[LatentKey]:
    """Exactly 12 keys that fit the model. Raises UserError when one does not."""
    for key in keys:
        label = None if key.y is None else len(key.y)
        if key.z.shape != (model.latent_dim,) or (label or 0) != model.condition_width:
            raise UserError("These pictures belong to another model. Choose pictures of this one.")
    taken = {key.token for key in keys}
    more = [of_seed(model, seed, number) for number in range(NUM_PICTURES + len(keys))]
    return [*keys, *(key for key in more if key.token not in taken)][:NUM_PICTURES]


def _model(card: ModelCard, keys: Sequence[LatentKey], seed: int) -> dict[str, object]:
    """What the page's script knows of the model."""
    shape = card.shape
    num_classes = LoadedModel(card).num_classes
    names = card.labels if len(card.labels) == num_classes else tuple(map(str, range(num_classes)))
    return {
        "name": card.name,
        "shape": {
            "channels": shape.channels,
            "size": shape.image_size,
            "latentDim": card.latent_dim,
            "conditionWidth": shape.condition_width,
            "numClasses": num_classes,
        },
        "keep": card.config.family.latents_keep_length,
        "labels": list(names),
        "keys": [{"z": _numbers(key.z), "y": None if key.y is None else _numbers(key.y)} for key in keys],
        "seed": seed,
    }


def _text(reads: OnnxGenerator | None) -> dict[str, object] | None:
    """The words that a model of sentences knows, and a caption that it learned from; None for any other model."""
    if reads is None:
        return None
    known, first = present(reads.tokeniser), present(reads.examples)[0]
    return {"words": known.words, "maxWords": known.max_words, "example": known.decode(first[1:])}


def _numbers(values: np.ndarray) -> list[float]:
    """The shortest decimals that are the same float32."""
    return [float(str(value)) for value in values.astype(np.float32)]


def _lead(card: ModelCard) -> str:
    dim = card.latent_dim
    numbers = "one number" if dim == 1 else f"{dim} numbers"
    if card.config.model.sentence_width:
        return (
            f"{card.config.family.what_draws} turns a sentence and {numbers} into a picture: type, and the pictures "
            "follow. Every point of the field below stands for such numbers: drag in it, or use the arrow keys. "
            "Everything happens in this one file, without the internet."
        )
    return (
        f"{card.config.family.what_draws} turns {numbers} into a picture. Every point of the field below stands for "
        "such numbers: drag in it, or use the arrow keys, and the picture follows. Everything happens in this one "
        "file, without the internet."
    )


def _facts(card: ModelCard, network: bytes, reads: OnnxGenerator | None) -> dict[str, str]:
    config, shape = card.config, card.shape
    networks = [network, *([reads.files["embed"]] if reads else [])]
    slots = [each for part in networks for each in onnx.load_from_string(part).graph.initializer]
    weights = [w for w in slots if w.name.startswith(PREFIX) and not w.name.endswith(BUFFERS)]
    return {
        "Architecture": config.model.title + (", with labels" if LoadedModel(card).num_classes else ""),
        "Trained on": config.data.title,
        "Trained for": f"{card.step:,} steps, {card.images:,} pictures",
        "Parameters": f"{sum(math.prod(each.dims) for each in weights):,} in this page",
        "Picture": f"{shape.image_size} x {shape.image_size} pixels, {'grey' if shape.channels == 1 else 'colour'}",
    }


def _packed(content: bytes) -> str:
    """Compressed, in base64. The same content is always the same text."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _packed_file(path: Path) -> str:
    return _packed_once(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=len(RUNTIME_FILES))
def _packed_once(path: Path, _changed: int) -> str:
    """Fourteen megabytes take a second: they are kept."""
    return _packed(SOURCE_MAP.sub(b"\n", path.read_bytes()))

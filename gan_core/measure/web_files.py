"""What a reader's browser needs to measure the same variants: their ONNX files, some latents, the server's pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.errors import CheckpointError, RunError, UserError
from gan_core.latent_draws import draw_z
from gan_core.store import atomic
from gan_core.store.own_files import own_path, read_own

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.variants.recipe import Recipe

FOLDER, INDEX, LATENTS = "web", "index.json", "z.f32"
NUM_PICTURES = 4
KIND = {".json": "application/json", ".onnx": "application/octet-stream", ".f32": "application/octet-stream"}


def write_web_files(run: Path, variants: Mapping[str, Generator], recipes: Mapping[str, Recipe], seed: int) -> None:
    """Put into the folder `run` every variant that has an ONNX form, and what the server draws with it.

    Numbers are little-endian float32: latents (4, latent_dim), pictures (4, C, H, W) in [-1, 1]; labels go in turn.
    """
    alike = {name: each for name, each in variants.items() if recipes[name].same_latents}
    forms = {name: form for name, each in alike.items() if (form := onnx_form(each, recipes[name]))}
    if not forms:
        return
    original = next(iter(variants.values()))
    z, label = draw_z(seed, NUM_PICTURES, original.latent_dim), original.labels_for(NUM_PICTURES)
    with atomic.new_folder(run / FOLDER) as new:
        (new / LATENTS).write_bytes(z.astype("<f4").tobytes())
        for number, (name, form) in enumerate(forms.items()):
            (new / f"{number}.onnx").write_bytes(form)
            (new / f"{number}.f32").write_bytes(variants[name].decode(z, label).astype("<f4").tobytes())
        shape = {"latentDim": original.latent_dim, "numClasses": original.num_classes, "numPictures": NUM_PICTURES}
        atomic.write_json(new / INDEX, {**shape, "variants": list(forms)})


def onnx_form(generator: Generator, recipe: Recipe) -> bytes | None:
    """The ONNX file of a variant; None where it is something that only torch has, or would first have to be traced.

    The baseline is traced where it must be.
    """
    from gan_core.generators.onnx_generator import OnnxGenerator
    from gan_core.generators.onnx_graph.graphs import find_graph
    from gan_core.generators.torch_generator import TorchGenerator
    from gan_core.optimise.onnx_variant import decoder_file

    if isinstance(generator, OnnxGenerator):
        return generator.files["decode"]
    card, only_weights = generator.card, all(step.stage == "weights" for step in recipe.steps)
    if not isinstance(generator, TorchGenerator) or not only_weights:
        return None
    if recipe.steps and find_graph(card.config.model, card.shape) is None:
        return None
    try:
        return decoder_file(generator)
    except UserError:  # it stays a row of the server's cost table
        return None


def web_index(run: Path) -> dict[str, Any]:
    """What is there for a browser; empty for a measurement from before, or without a variant that has an ONNX form."""
    place = own_path(run, FOLDER)
    if not (place / INDEX).is_file():
        return {}
    try:
        return _checked(json.loads(read_own(place, INDEX)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{FOLDER}/{INDEX} of this measurement is damaged: measure again.") from error


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    sizes = {name: int(found[name]) for name in ("latentDim", "numClasses", "numPictures")}
    return {**sizes, "variants": [str(each) for each in found["variants"]]}


def web_file(run: Path, name: str) -> Path:
    """The file of that name. Raises CheckpointError where there is none."""
    file = run / FOLDER / name
    if Path(name).name != name or Path(name).suffix not in KIND or not own_path(run, FOLDER, name).is_file():
        raise CheckpointError("There is no such file here. It may have been deleted: measure again.")
    return file

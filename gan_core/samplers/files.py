"""Fitted samplers as files: one safetensors file each, which says in its head what it is and whose."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from gan_core.errors import CheckpointError, UserError
from gan_core.places import cache_folder, runs_root
from gan_core.samplers.sampler import PRIOR, SAMPLERS, Sampler, in_sentence
from gan_core.store import atomic
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import ModelCard

FORMAT = 1
HEAD = "sampler"
"""The entry of the file's metadata that holds the facts, as JSON."""


def sampler_path(card: ModelCard, name: str) -> Path | None:
    """Where the sampler `name` of this model lies: in the cache, else beside a shipped model; None where it is not.

    What is damaged, or was fitted for other weights, is passed over: the next fit takes its place.
    """
    mark = fingerprint(card.path)
    places = [folder / f"{mark}-{name}.safetensors" for folder in _folders()] + [card.path / f"{name}.safetensors"]
    return next((path for path in places if _is_of(path, card)), None)


def sampler_mark(card: ModelCard, name: str) -> str:
    """The fingerprint of the fitted sampler; empty of the prior, and of one that is not there."""
    path = None if name == PRIOR else sampler_path(card, name)
    return "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def load_sampler(card: ModelCard, name: str) -> Sampler | None:
    """The sampler `name` that was fitted for this model; None for the prior, which is N(0, I) as it is.

    Raises UserError that says what to do where it was not fitted, and CheckpointError for a damaged file.
    """
    if name == PRIOR:
        return None
    if name not in SAMPLERS:
        raise UserError(f"The sampler must be one of {', '.join((PRIOR, *SAMPLERS))}, got {name}.")
    path = sampler_path(card, name)
    if path is None:
        raise UserError(
            f"No {in_sentence(SAMPLERS[name].title)} has been fitted for “{card.title}” yet: fit one first."
        )
    facts, tensors = _read(path, path.stat().st_mtime_ns)
    try:
        return SAMPLERS[name].read(tensors, facts)
    except KeyError as error:
        raise CheckpointError(f"{path.name} lacks {error}: fit this sampler anew.") from error


def keep_sampler(sampler: Sampler, card: ModelCard, name: str, folder: Path | None = None) -> Path:
    """Write the sampler of this model into the user's cache, or into `folder`; returns where."""
    facts = {**sampler.facts, "format": FORMAT, "name": name, "model": _model(card)}
    content = save(
        {key: np.ascontiguousarray(value) for key, value in sampler.tensors().items()},
        metadata={HEAD: json.dumps(facts)},
    )
    if folder is not None:
        return _written(content, folder / f"{name}.safetensors")
    file = f"{fingerprint(card.path)}-{name}.safetensors"
    *first, last = _folders()
    for place in first:
        with suppress(OSError):
            return _written(content, place / file)
    return _written(content, last / file)


def _folders() -> list[Path]:
    """This user's cache, or beside the runs where that cannot be written to."""
    return [cache_folder() / "samplers", runs_root() / ".samplers"]


def _written(content: bytes, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, content)
    return path


def _is_of(path: Path, card: ModelCard) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    try:
        facts, _ = _read(path, path.stat().st_mtime_ns)
    except (OSError, CheckpointError):
        return False
    return facts.get("model") == _model(card)


def _model(card: ModelCard) -> dict[str, Any]:
    return {"fingerprint": fingerprint(card.path), "latent_dim": card.latent_dim}


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the head of the file says that was `changed` then, and its tensors. Raises CheckpointError."""
    try:
        with safe_open(path, framework="numpy") as file:
            facts = json.loads((file.metadata() or {})[HEAD])
            if not isinstance(facts, dict) or facts.get("format") != FORMAT:
                raise CheckpointError(f"{path.name} is not a sampler of this version: fit it anew.")
            return facts, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dictionary
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise CheckpointError(f"{path.name} is damaged: fit this sampler anew.") from error

"""Very many samples of a model, in a folder of files of equal size, drawn by one process or by several.

Sample i is decided by the seed and i: not by how many there are, which process draws it, or how many lie in a file. So
a folder that was left half done is completed by the same call, and a longer one begins with the shorter one's samples.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from functools import lru_cache
from multiprocessing.connection import wait as wait_for_end
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np

from gan_core.errors import UserError
from gan_core.generators import load as generator
from gan_core.generators.generator import Generator, to_bytes
from gan_core.latent_draws import draw_z
from gan_core.present import present
from gan_core.samplers.files import load_sampler, sampler_mark
from gan_core.samplers.sampler import PRIOR, Sampler, drawn_from
from gan_core.store import atomic
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import read_card

PORTION = 512
"""Samples drawn at once, always from a multiple of it on: a sum is rounded otherwise in a batch of another size."""
SHARD_SIZE = 16 * PORTION
MANIFEST = "manifest.json"
NOTE_SECONDS = 1.0
"""How often the manifest is written: what is newer is drawn again after a kill."""
Tell = Callable[[int], None]
Known = dict[str, Any]
"""What the manifest says of a file: its place, size and SHA-256."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn: samples 0 to `num` of the model in the folder `model`, with one class or class after class."""

    model: str
    weights: str
    seed: int
    num: int
    shard_size: int = SHARD_SIZE
    label: int | None = None
    device: str = "cpu"
    sampler: str = PRIOR
    sampler_weights: str = ""
    """The fingerprint of what was fitted, so that no folder holds samples of two fits."""

    def __post_init__(self) -> None:
        if self.shard_size < PORTION or self.shard_size % PORTION:
            raise UserError(f"The size of a shard must be a multiple of {PORTION}, got {self.shard_size:,}.")

    @property
    def shards(self) -> dict[str, tuple[int, int]]:
        """The first sample and the number of samples of each file, by its name."""
        firsts = range(0, self.num, self.shard_size)
        return {f"samples-{first:010d}.npz": (first, min(self.shard_size, self.num - first)) for first in firsts}


Draw = Callable[[Drawing, Path, list[str]], Iterator[tuple[str, Known]]]
"""Draws these files of a drawing into the folder, in any order; says of each once it is written what is to be known."""


def draw(
    drawing: Drawing,
    folder: Path,
    *,
    processes: int = 1,
    tell: Tell = lambda number: None,
    elsewhere: Draw | None = None,
) -> int:
    """Fill `folder`; returns how many samples were there already. `tell` hears how many are there.

    Other machines draw where `elsewhere` says how. Raises UserError, with all that is complete kept, where the folder
    holds other samples, the disk is full, or a process ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ready = _begun(drawing, folder)
    for half in folder.glob(".*.part"):  # of a call that was killed as it wrote
        half.unlink()
    there = before = sum(each["count"] for each in ready.values())
    tell(there)
    missing = [name for name in drawing.shards if name not in ready]
    noted = 0.0
    try:
        _note(drawing, folder, ready)
        drawn = elsewhere(drawing, folder, missing) if elsewhere else _all_of(drawing, folder, missing, processes)
        for name, told in drawn:
            ready[name] = told
            there += told["count"]
            tell(there)
            if time.monotonic() - noted > NOTE_SECONDS:
                _note(drawing, folder, ready)
                noted = time.monotonic()
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise UserError(
            f"The disk is full: {there:,} of {drawing.num:,} samples are written, and nothing of them is lost. Free "
            "space, then give the same command again: it draws the rest."
        ) from error
    except BrokenProcessPool as error:
        raise UserError(
            f"One of the {processes} processes ended, perhaps because the machine ran out of memory: {there:,} of "
            f"{drawing.num:,} samples are written. Give the same command again, perhaps with fewer processes: it draws "
            "the rest."
        ) from error
    finally:
        _note_quietly(drawing, folder, ready)
    return before


def _begun(drawing: Drawing, folder: Path) -> dict[str, Known]:
    """What the manifest says of files that are there and are part of this drawing. Raises UserError for another one."""
    if not (folder / MANIFEST).exists():
        if any(folder.iterdir()):
            raise UserError("--out must be a new or an empty folder, or one that this command began to fill.")
        return {}
    try:
        known = json.loads((folder / MANIFEST).read_text("utf-8"))
        known = {"sampler": PRIOR, "sampler_weights": "", **known}  # folders of before there were samplers
        same = {name: known[name] for name in _fixed(drawing)}
        shards = dict(known["shards"])
        if same != _fixed(drawing) or known["num"] > drawing.num:
            raise UserError(
                f"The folder holds {known['num']:,} samples of {known['model']} with seed {known['seed']}, in files of "
                f"{known['shard_size']:,}: choose another folder, or the same model, seed, label and size, no fewer."
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{MANIFEST} in the folder cannot be read: choose another folder.") from error
    wanted = drawing.shards
    return {
        name: each
        for name, each in shards.items()
        if name in wanted and (each["first"], each["count"]) == wanted[name] and _size(folder / name) == each["bytes"]
    }


def _fixed(drawing: Drawing) -> dict[str, Any]:
    """What may not change between two calls that fill one folder."""
    return {name: value for name, value in asdict(drawing).items() if name not in ("model", "num", "device")}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _note(drawing: Drawing, folder: Path, ready: dict[str, Known]) -> None:
    complete = len(ready) == len(drawing.shards)
    values = {**asdict(drawing), "model": Path(drawing.model).name, "portion": PORTION, "complete": complete}
    atomic.write_json(folder / MANIFEST, {"format": 1, **values, "shards": dict(sorted(ready.items()))})


def _note_quietly(drawing: Drawing, folder: Path, ready: dict[str, Known]) -> None:
    """The last word of a call that may have failed for want of space: the manifest before it holds, too."""
    try:
        _note(drawing, folder, ready)
    except OSError:
        return


def _all_of(drawing: Drawing, folder: Path, names: Iterable[str], processes: int) -> Iterator[tuple[str, Known]]:
    """Each file's name, and what is to be known of it, once it is written."""
    if processes == 1:
        model = loaded(drawing)
        for name in names:
            yield name, write_shard(model, drawing, folder, name)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, context, _begin_process, (drawing, str(folder)))
    try:
        at_work: dict[Future, str] = {}
        for name in names:
            if len(at_work) >= 2 * processes:  # a next one is always ready, and few are given up when this ends
                yield from _finished(at_work)
            at_work[pool.submit(_one, name)] = name
        while at_work:
            yield from _finished(at_work)
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(at_work: dict[Future, str]) -> Iterator[tuple[str, Known]]:
    for each in wait(at_work, return_when=FIRST_COMPLETED).done:
        name = at_work.pop(each)
        yield name, each.result()


_here: dict[str, Any] = {}
"""In a process that draws: the model, what is drawn, and where to."""


def _begin_process(drawing: Drawing, folder: str) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _here.update(model=loaded(drawing), drawing=drawing, folder=Path(folder))


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    wait_for_end([present(multiprocessing.parent_process()).sentinel])
    os._exit(1)


def _one(name: str) -> Known:
    return write_shard(_here["model"], _here["drawing"], _here["folder"], name)


def loaded(drawing: Drawing) -> Generator:
    """The model of a drawing. Raises UserError where it is another one by now."""
    if fingerprint(Path(drawing.model)) != drawing.weights:
        raise UserError("The model changed while its samples were drawn: give the command again.")
    return generator.load(drawing.model, device=drawing.device)


@lru_cache(maxsize=2)
def _sampler(drawing: Drawing) -> Sampler | None:
    card = read_card(Path(drawing.model))
    if sampler_mark(card, drawing.sampler) != drawing.sampler_weights:
        raise UserError("The sampler was fitted anew while samples were drawn: give the command again.")
    return load_sampler(card, drawing.sampler)


def write_shard(model: Generator, drawing: Drawing, folder: Path, name: str) -> Known:
    """Draw one file whole; returns what is to be known of it. Raises OSError, and leaves nothing then."""
    return keep_shard(drawing, folder, name, shard_content(model, drawing, name))


def shard_content(model: Generator, drawing: Drawing, name: str) -> bytes:
    """What the file `name` holds."""
    first, count = drawing.shards[name]
    parts = [_portion(model, drawing, start) for start in range(first, first + count, PORTION)]
    arrays = {key: np.concatenate([part[key] for part in parts])[:count] for key in parts[0]}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]  # numpy takes arrays by any name
    return content.getvalue()


def keep_shard(drawing: Drawing, folder: Path, name: str, content: bytes) -> Known:
    """Write one file whole; returns what is to be known of it. Raises OSError, and leaves nothing then."""
    first, count = drawing.shards[name]
    atomic.write_bytes(folder / name, content)
    return {"first": first, "count": count, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _portion(model: Generator, drawing: Drawing, first: int) -> dict[str, np.ndarray]:
    """PORTION samples from `first` on: uint8 images (N, H, W, C) or float32 points (N, 2); labels (N,) of classes."""
    index = np.arange(first, first + PORTION)
    classes, asked = model.num_classes, model.labels_for(PORTION, drawing.label)
    if classes and drawing.label is None:
        asked = index % classes
    z = drawn_from(_sampler(drawing), model, draw_z(drawing.seed, PORTION, model.latent_dim, first=first), asked)
    made = model.decode(z, asked)
    points = model.card.shape.kind == "points"
    arrays = {"points": made} if points else {"images": to_bytes(made).transpose(0, 2, 3, 1)}
    return {**arrays, **({"labels": present(asked).astype(np.int64)} if classes else {})}

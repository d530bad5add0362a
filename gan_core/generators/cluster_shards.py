"""Very many samples drawn by the machines of a Ray cluster: one task for each file, which is written here."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.generators.shards import Draw, Drawing, Known, keep_shard, loaded, shard_content

MOST_AHEAD = 2
"""Files that are asked for at once, for each core of the cluster: what is drawn waits in Ray's object store."""


def draw_with(ray: Any, *, cpus: float, slots: int) -> Draw:
    """Draws in the cluster that `ray` has joined, `slots` files at once, each with `cpus` cores."""

    def draw(drawing: Drawing, folder: Path, names: list[str]) -> Iterator[tuple[str, Known]]:
        model = ray.put({path.name: path.read_bytes() for path in Path(drawing.model).iterdir() if path.is_file()})
        task = ray.remote(shard_of).options(num_cpus=cpus)
        waiting = list(reversed(names))
        at_work: dict[Any, str] = {}
        try:
            while waiting or at_work:
                while waiting and len(at_work) < MOST_AHEAD * max(1, slots):
                    name = waiting.pop()
                    at_work[task.remote(model, drawing, name)] = name
                for done in ray.wait(list(at_work), num_returns=1)[0]:
                    name = at_work.pop(done)
                    yield name, keep_shard(drawing, folder, name, ray.get(done))
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, UserError):
                raise error.cause from error
            raise
        except ray.exceptions.RayError as error:
            raise UserError(
                "The cluster could not draw one of the files: a machine left it, or ran out of memory. Nothing of the "
                "others is lost: give the same command again, and it draws the rest."
            ) from error
        finally:
            for each in at_work:
                ray.cancel(each)

    return draw


_model: dict[str, Generator] = {}
"""In a process that draws: the model that it drew with last, by its weights."""


def shard_of(files: dict[str, bytes], drawing: Drawing, name: str) -> bytes:
    """One file of a drawing, drawn by a process that has nothing of it but this."""
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    if drawing.weights not in _model:
        with tempfile.TemporaryDirectory(prefix="gan_core-model-") as place:
            for file, content in files.items():
                (Path(place) / Path(file).name).write_bytes(content)
            _model.clear()
            _model[drawing.weights] = loaded(replace(drawing, model=place))
    return shard_content(_model[drawing.weights], drawing, name)

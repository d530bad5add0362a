"""What only a fresh process can show: the start-up time and peak memory of a variant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gan_core.errors import RunError
from gan_core.places import PROJECT

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.variants.recipe import Recipe

LONGEST_SECONDS = 300.0
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Origin:
    """From what a fresh process gets a variant: a saved model, an ONNX file of it, or a recipe made anew.

    `model` as `generators.load` takes it; `file` the bytes of an ONNX file; `recipe` as JSON. `saved` is a
    folder with the variant's own weights: only the steps of `recipe` that no file holds are then left to do.
    """

    model: str
    backend: str = "torch"
    device: str = "cpu"
    file: bytes | None = None
    recipe: dict[str, Any] | None = None
    saved: str = ""


@dataclass(frozen=True)
class Start:
    """One start. Seconds to the first picture: from the start of the process, and from when all is imported.

    Bytes: the most that resident memory rose above the imports while the model was got, drew one picture and then
    whole batches; all that was resident then, libraries included; the most on the GPU, None without one. `marked` is
    whether the system's own mark told the first.
    """

    start_seconds: float
    ready_seconds: float
    peak_bytes: int
    resident_bytes: int
    marked: bool
    gpu_bytes: int | None = None


def origin_of(generator: Generator, recipe: Recipe, folder: Path | None = None) -> Origin:
    """From what a fresh process gets the variant that `recipe` made: from its ONNX file where it draws with one.

    A network in torch is saved into `folder`, and opened from there: pruning and the like are no start-up. Without a
    folder it is made anew.
    """
    from gan_core.generators.onnx_generator import OnnxGenerator

    if isinstance(generator, OnnxGenerator):
        from gan_core.store.model_ref import resolve

        return Origin(model=str(resolve(recipe.model)), file=generator.files["decode"])
    from gan_core.generators.torch_generator import TorchGenerator

    if folder is None or not isinstance(generator, TorchGenerator):
        return Origin(model=recipe.model, recipe=recipe.model_dump(mode="json"))
    from gan_core.optimise.files import save_variant

    left = tuple(step for step in recipe.steps if step.stage != "weights")
    rest = recipe.model_copy(update={"steps": left}).model_dump(mode="json")
    return Origin(model=recipe.model, recipe=rest, saved=str(save_variant(generator, folder)))


def start(origin: Origin, *, batch: int = 64, num_threads: int | None = None) -> Iterator[Start | None]:
    """Start a process that gets the variant and draws: None again and again while it works, then the figures.

    Closing the iterator ends the process. Raises RunError with the process's last words where it fails.
    """
    with ExitStack() as stack:
        request = _request(origin, batch, num_threads, stack)
        output = stack.enter_context(TemporaryDirectory())
        said, complaints = Path(output) / "said", Path(output) / "complaints"
        with said.open("w") as out, complaints.open("w") as err:
            process = _spawn(request, out, err)
        stack.callback(_end, process)
        deadline = time.monotonic() + LONGEST_SECONDS
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise RunError(f"The variant drew nothing within {LONGEST_SECONDS:.0f} seconds of its start.")
            yield None
            with suppress(subprocess.TimeoutExpired):
                process.wait(POLL_SECONDS)
        if process.returncode:
            raise RunError(f"The variant does not start in a fresh process: {_last_line(complaints)}")
        yield Start(**json.loads(_last_line(said)))


def _request(origin: Origin, batch: int, num_threads: int | None, stack: ExitStack) -> dict[str, Any]:
    request = {"batch": batch, "num_threads": num_threads, "model": origin.model}
    if origin.recipe is not None:
        source = "saved" if origin.saved else "recipe"
        return {**request, "source": source, "recipe": origin.recipe, "saved": origin.saved}
    if origin.file is not None:
        file = Path(stack.enter_context(TemporaryDirectory())) / "model.onnx"
        file.write_bytes(origin.file)
        return {**request, "source": "onnx", "file": str(file)}
    return {**request, "source": "model", "backend": origin.backend, "device": origin.device}


def _spawn(request: dict[str, Any], out: Any, err: Any) -> subprocess.Popen:
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-m", "gan_core.cost.child", json.dumps(request), repr(time.monotonic())],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)},
    )


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def _last_line(path: Path) -> str:
    lines = path.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it printed nothing"

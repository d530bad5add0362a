"""python -m gan_core.cost.child REQUEST STARTED: get a variant, draw with it, and print what that took, as JSON.

What `gan_core.cost.fresh` starts: memory and start-up are those of a process that does nothing else. STARTED is when
it was started, by the system's monotonic clock, which all processes share.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BIG_BATCHES = 3


def main(arguments: list[str]) -> int:
    """Print one line; 0."""
    request, started = json.loads(arguments[0]), float(arguments[1])
    get = SOURCES[request["source"]](request)

    from gan_core.cost.memory import PeakMemory
    from gan_core.cost.timing import decoding, threads

    imported = time.monotonic()
    with threads(request["num_threads"]), PeakMemory() as memory:
        generator = get()
        decoding(generator, 1)()
        drawn = time.monotonic()
        work = decoding(generator, request["batch"])
        for _ in range(BIG_BATCHES):
            work()
    found = {
        "start_seconds": drawn - started,
        "ready_seconds": drawn - imported,
        "peak_bytes": memory.bytes,
        "resident_bytes": memory.resident,
        "marked": memory.marked,
        "gpu_bytes": _gpu_bytes(generator),
    }
    print(json.dumps(found), flush=True)
    return 0


def _from_model(request: dict[str, Any]) -> Callable[[], Any]:
    """A saved model. Everything is imported before its file is opened: that is start-up of another kind."""
    from gan_core.generators.load import load

    if request["backend"] == "onnx":
        import gan_core.generators.onnx_generator

        return lambda: load(request["model"], backend="onnx")
    import gan_core.generators.torch_generator  # noqa: F401

    return lambda: load(request["model"], device=request["device"])


def _from_onnx(request: dict[str, Any]) -> Callable[[], Any]:
    """An ONNX file that draws; the model's card says how many dimensions and labels it has."""
    from gan_core.generators.onnx_generator import OnnxGenerator
    from gan_core.store.model_card import read_card
    from gan_core.store.model_ref import find_model

    file = Path(request["file"])
    return lambda: OnnxGenerator(read_card(find_model(request["model"])), {"decode": file.read_bytes()})


def _from_recipe(request: dict[str, Any]) -> Callable[[], Any]:
    """A variant that is made anew."""
    import gan_core.generators.torch_generator  # noqa: F401
    from gan_core.variants.recipe import build, load_recipe

    return lambda: build(load_recipe(request["recipe"]))


def _from_saved(request: dict[str, Any]) -> Callable[[], Any]:
    """A variant's own weights, and then what no file holds: another precision, another layout, compiling."""
    import gan_core.optimise.variant  # noqa: F401
    from gan_core.generators.torch_generator import load
    from gan_core.variants.recipe import build, load_recipe

    recipe = load_recipe(request["recipe"])
    device = "cuda" if recipe.needs_gpu else "cpu"
    return lambda: build(recipe, base=load(Path(request["saved"]), device=device))


SOURCES: dict[str, Callable[[dict[str, Any]], Callable[[], Any]]] = {
    "model": _from_model,
    "onnx": _from_onnx,
    "recipe": _from_recipe,
    "saved": _from_saved,
}


def _gpu_bytes(generator: Any) -> int | None:
    """The most that tensors took on the GPU at a time; None for a variant that computes elsewhere."""
    torch = sys.modules.get("torch")
    if torch is None or not generator.device.startswith("cuda"):
        return None
    return int(torch.cuda.max_memory_allocated())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""python -m benchmarks.latent_library [--repeats 20]: what paths and maps of the shipped models take, without a page.

Everything runs in this process, on one thread, by the clock on the wall. Before each the model has been loaded and has
drawn once; loading is not counted. Sixty frames of a spherical path through three keys:

- decode: latents and labels, decoded and rounded to bytes;
- even: the same with equal steps of perceived change, which decodes the path five times as closely;
- WebP, GIF, zip: from bytes to the file's bytes, each pixel enlarged until the picture is at least 256 wide;
- film: decode and WebP and GIF together: what "sixty frames of a path exported" costs if one wants both.

A 20 x 20 map: 400 pictures decoded, put side by side and written as PNG into memory.
"""

import argparse
import io
import time
from collections.abc import Callable

import numpy as np
import torch

from benchmarks.machine import machine
from gan_core.export.frames import encode
from gan_core.generators.generator import Generator, to_bytes
from gan_core.generators.load import load
from gan_core.grid import make_grid
from gan_core.latent.interpolation_frames import interpolation_frames
from gan_core.latent.maps import grid
from gan_core.latent_draws import draw_z
from gan_core.store.model_card import shipped

NUM_FRAMES, MAP_SIDE, MAP_EXTENT = 60, 20, 2.0
GENERATORS = ("digits-gan", "shapes-gan", "digits-vae", "shapes-vae")


def path(model: Generator, *, even: bool = False) -> np.ndarray:
    """The bytes of sixty frames."""
    found = interpolation_frames(
        model, draw_z(0, 3, model.latent_dim), NUM_FRAMES, labels=model.labels_for(3), even=even
    )
    return to_bytes(model.decode(found.z, found.label))


def film(model: Generator) -> None:
    pictures = path(model)
    encode(pictures, "webp")
    encode(pictures, "gif")


def picture_map(model: Generator) -> None:
    """A plane through two keys, all of label 0 where there are labels."""
    axes = draw_z(1, 2, model.latent_dim)
    z = grid(np.zeros(model.latent_dim), axes[0], axes[1], MAP_EXTENT / np.sqrt(model.latent_dim), MAP_SIDE)
    label = model.labels_for(len(z), 0) if model.num_classes else None
    make_grid(to_bytes(model.decode(z, label)), MAP_SIDE).save(io.BytesIO(), "PNG", compress_level=3)


def milliseconds(work: Callable[[], object], repeats: int) -> str:
    """p50 and p95 of that many, after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return f"{np.percentile(times, 50):.0f} / {np.percentile(times, 95):.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--backend", choices=["onnx", "torch"], default="onnx")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(machine())
    print(f"{chosen.backend}, one thread, p50 / p95 of {chosen.repeats} in ms")
    there = {each.name for each in shipped()}
    for name in GENERATORS:
        if name not in there:
            continue
        model = load(name, backend=chosen.backend)
        pictures = path(model)
        work: dict[str, Callable[[], object]] = {
            "decode": lambda model=model: path(model),
            "even": lambda model=model: path(model, even=True),
            "WebP": lambda pictures=pictures: encode(pictures, "webp"),
            "GIF": lambda pictures=pictures: encode(pictures, "gif"),
            "zip": lambda pictures=pictures: encode(pictures, "zip"),
            "film": lambda model=model: film(model),
            "map": lambda model=model: picture_map(model),
        }
        sizes = ", ".join(f"{kind} {len(encode(pictures, kind)) / 1e3:.0f} kB" for kind in ("webp", "gif", "zip"))
        print(f"{name} ({'x'.join(str(size) for size in pictures.shape[1:])}; {sizes})")
        for title, each in work.items():
            print(f"  {title:7} {milliseconds(each, chosen.repeats)}", flush=True)


if __name__ == "__main__":
    main()

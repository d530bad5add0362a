"""python -m benchmarks.inversion [--num 20] [--backend torch]: how near a search comes, and how long it takes.

For each shipped model, on one CPU thread: pictures of its own making, none of them among the search's samples, whole;
with a hole of a ninth of their area, judged by what was hidden; and under noise of 0.3, judged by the clean picture.
Then pictures that it has never seen: shapes of another seed, and MNIST's test digits where --data-dir names
torchvision's root with them. How near one could come to those is not known: it shows what the model can draw.
"""

import argparse
import os
import time
from collections.abc import Callable

import numpy as np
import torch

from benchmarks.machine import machine, spread
from gan_core.data import quiet
from gan_core.data.settings import DataSettings
from gan_core.data.shapes import ShapesSettings
from gan_core.data.torchvision_sets import MnistSettings
from gan_core.generators.generator import Generator
from gan_core.generators.load import load
from gan_core.latent.inversion import invert
from gan_core.latent.target import add_noise
from gan_core.latent_draws import draw_z
from gan_core.quality.similarity import psnr
from gan_core.store.model_card import read_card, shipped

SIGMA = 0.3
Case = Callable[[Generator, np.ndarray, int], tuple[float, float]]


def whole(model: Generator, picture: np.ndarray, seed: int) -> tuple[float, float]:
    """PSNR in dB of the picture found, and seconds."""
    started = time.perf_counter()
    *_, found = invert(model, picture, seed=seed)
    return found.psnr, time.perf_counter() - started


def hole(model: Generator, picture: np.ndarray, seed: int) -> tuple[float, float]:
    """The same with the middle hidden; the PSNR is that of the hidden pixels."""
    size = picture.shape[1]
    mask = np.ones((size, size))
    mask[size // 3 : 2 * size // 3, size // 3 : 2 * size // 3] = 0
    started = time.perf_counter()
    *_, found = invert(model, np.where(mask, picture, 0).astype(np.float32), mask=mask, seed=seed)
    return psnr(found.picture, picture, 1 - mask), time.perf_counter() - started


def noise(model: Generator, picture: np.ndarray, seed: int) -> tuple[float, float]:
    """The same under noise; the PSNR is that against the clean picture."""
    started = time.perf_counter()
    *_, found = invert(model, add_noise(picture, SIGMA, seed), seed=seed)
    return psnr(found.picture, picture), time.perf_counter() - started


def own(model: Generator, num: int) -> np.ndarray:
    """That many pictures of the model's own making."""
    return model.decode(draw_z(1, num, model.latent_dim), model.labels_for(num))


def unseen(name: str, num: int) -> np.ndarray | None:
    """Pictures of the data that the model learnt from, but none of those; None where they are not to be had."""
    if name.startswith("digits") and "GAN_CORE_DATA" not in os.environ:
        return None
    digits, shapes = {"image_size": 28, "split": "test"}, {"image_size": 32, "num_images": 100, "seed": 99}
    settings: DataSettings = MnistSettings(**digits) if name.startswith("digits") else ShapesSettings(**shapes)
    return (settings.load(quiet).images[:num] / 127.5 - 1).astype(np.float32)


def tell(title: str, case: Case, model: Generator, pictures: np.ndarray) -> None:
    """Print one line."""
    found = [case(model, picture, seed) for seed, picture in enumerate(pictures)]
    near, seconds = zip(*found, strict=True)
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    print(
        f"  {title:17} PSNR {spread(near, 1)} dB; p50 {p50:.2f} s, p95 {p95:.2f} s, most {max(seconds):.2f} s",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--num", type=int, default=20, help="pictures of each sort")
    parser.add_argument("--backend", choices=["torch", "onnx"], default="torch")
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    chosen = parser.parse_args()
    if chosen.data_dir:
        os.environ["GAN_CORE_DATA"] = chosen.data_dir
    torch.set_num_threads(1)
    print(f"{machine()}; {chosen.backend}, one thread; median (worst to best)")
    for path in shipped():
        if not read_card(path).config.family.one_pass:  # refused, in a sentence
            continue
        model = load(path.name, backend=chosen.backend)
        print(f"{path.name}, {model.latent_dim} dimensions:")
        pictures, others = own(model, chosen.num), unseen(path.name, chosen.num)
        whole(model, pictures[0], chosen.num)
        for title, case in (("own, whole", whole), ("own, hole", hole), (f"own, noise {SIGMA}", noise)):
            tell(title, case, model, pictures)
        if others is not None:
            tell("never seen, whole", whole, model, others)


if __name__ == "__main__":
    main()

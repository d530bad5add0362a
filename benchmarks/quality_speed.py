"""python -m benchmarks.quality_speed [--num 10000] [--threads 2]: seconds for 10,000 against 10,000 pictures of 32x32.

Half of 20,000 drawn shapes against the other half, by the clock on the wall: features with each extractor (nothing is
read from a cache), then, from features, the Fréchet distance, its bootstrap interval (100 draws), its floor (5 draws),
KID, the sliced Wasserstein distance, and the feature distance of pairs. "Cached" is what remains when the reference's
features are known, "uncached" is all, "processor" all of it in seconds of processor time, which other programs on the
same machine hardly move.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import torch

from benchmarks.machine import machine
from gan_core.data.shapes import ShapesSettings
from gan_core.quality.feature_distance import feature_distance
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.kid import kid
from gan_core.quality.sliced import sliced_wasserstein
from gan_core.quality.uncertainty import bootstrap, floor


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def distances(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """Seconds of each measure on features (N, D)."""
    return {
        "Fréchet distance": seconds(lambda: frechet_distance(first, second)),
        "its interval": seconds(lambda: bootstrap(frechet_distance, first, second)),
        "its floor": seconds(lambda: floor(frechet_distance, second, num_images=len(second) // 2)),
        "KID": seconds(lambda: kid(first, second)),
        "sliced Wasserstein": seconds(lambda: sliced_wasserstein(first, second)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--num", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    images = ShapesSettings(num_images=2 * chosen.num).load().images
    first, second = images[: chosen.num], images[chosen.num :]
    print(machine())
    print(f"{chosen.num:,} against {chosen.num:,} pictures of 32x32, {chosen.threads} threads, seconds")
    for name, extractor in EXTRACTORS.items():
        if extractor.absent() or extractor.dim > chosen.num:
            print(f"{extractor.title}: {extractor.absent() or 'more features than pictures'}")
            continue
        extractor.features(images[:10])  # loading is not counted
        started, worked = time.perf_counter(), time.process_time()
        features = [extractor.features(first)]
        made = time.perf_counter() - started
        features.append(extractor.features(second))
        both = time.perf_counter() - started
        found = distances(*features)
        if extractor.has_layers:
            found["feature distance of 1,000 pairs"] = seconds(
                lambda name=name: feature_distance(first[:1000], second[:1000], name)
            )
        rest, worked = sum(found.values()), time.process_time() - worked
        print(f"{extractor.title}: cached {made + rest:.1f}, uncached {both + rest:.1f}, processor {worked:.1f}")
        print(f"  features {made:.2f} and {both - made:.2f}, " + ", ".join(f"{k} {v:.2f}" for k, v in found.items()))


if __name__ == "__main__":
    main()

"""python -m benchmarks.drag [--num 24] [--models shapes-gan]: do dragged points arrive, and is the rest kept?

For each shipped model that draws pictures in one pass, in ONNX Runtime on one thread: the first 24 seeds whose picture
the shape reader or the digit classifier is sure of, two drags of 5 pixels each, towards the side that has more room. Of
a shape, its middle goes to the side, and a random point of it goes up or down; of a digit, the end of the ink at the
top and that at the bottom go to the side. Where they arrive is not asked of the drag's own tracker: the middle of what
stands out from the background, or of the ink's outermost rows, is measured in the first and in the last picture. Kept
is what the reader reads in both. The last column says what the tracker believed, for whoever trusts it in the page.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from benchmarks.machine import machine
from gan_core.generators.generator import Generator, to_bytes
from gan_core.generators.load import load
from gan_core.latent.drag import REACHED, Drag, Handle, unfit
from gan_core.latent.picture_attributes import cover
from gan_core.latent_draws import draw_z
from gan_core.quality import digit_classifier, shape_reader
from gan_core.quality.proportion import wilson
from gan_core.store.model_card import shipped

DISTANCE = 5.0
MOST_SEEDS = 3000
INK_ROWS = 2
SHAPES_KEPT, DIGITS_KEPT = ("shape", "colour", "size", "background"), ("digit",)


@dataclass(frozen=True)
class Case:
    """One drag: the latent and its condition, and the first picture (C, H, W); `measure` says which middle counts."""

    z: np.ndarray
    y: np.ndarray | None
    picture: np.ndarray
    handle: Handle
    measure: str
    seed: int


def middle(picture: np.ndarray, what: str = "all") -> np.ndarray:
    """(x, y) of the middle of what stands out of (C, H, W); of its "top" or "bottom" rows alone; nan without any."""
    weight = cover(picture[None])[0]
    if what != "all":
        rows = np.flatnonzero(weight.max(axis=1) > 0.5)
        if not len(rows):
            return np.full(2, np.nan)
        keep = rows[:INK_ROWS] if what == "top" else rows[-INK_ROWS:]
        weight = weight * np.isin(np.arange(len(weight)), keep)[:, None]
    total = weight.sum()
    if not total:
        return np.full(2, np.nan)
    return np.array([weight.sum(0) @ np.arange(weight.shape[1]), weight.sum(1) @ np.arange(len(weight))]) / total


def readings(images: np.ndarray, digits: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the reader reads in uint8 (N, C, H, W), int (N, properties), and whether it is sure, bool (N,)."""
    if digits:
        names, chance = digit_classifier.name_digits(images)
        return names[:, None], chance > digit_classifier.SURE
    read = shape_reader.read(images)
    return np.stack([read.properties[kind] for kind in SHAPES_KEPT], axis=1), read.sure


def cases(model: Generator, num: int, digits: bool) -> Iterator[Case]:
    """Two drags for each of the first `num` seeds with a clear picture."""
    found = 0
    told = model.conditions(model.labels_for(10), 10)
    for seed in range(MOST_SEEDS):
        z = draw_z(seed, 1, model.latent_dim)
        y = None if told is None else told[seed % len(told)]
        picture = model.decode(z, None if y is None else y[None])[0]
        at = middle(picture)
        if np.isnan(at).any() or not readings(to_bytes(picture[None]), digits)[1][0]:
            continue
        yield from (Case(z[0], y, picture, handle, what, seed) for handle, what in drags(picture, at, seed, digits))
        found += 1
        if found == num:
            return


def drags(picture: np.ndarray, at: np.ndarray, seed: int, digits: bool) -> Iterator[tuple[Handle, str]]:
    """The two handles of a picture, and by which middle each is judged."""
    size = picture.shape[2]
    if digits:
        for what in ("top", "bottom"):
            start = middle(picture, what)
            way = DISTANCE if start[0] < (size - 1) / 2 else -DISTANCE
            yield Handle((start[0], start[1]), (start[0] + way, start[1])), what
        return
    rows, columns = np.nonzero(cover(picture[None])[0] > 0.9)
    chosen = int(np.random.default_rng(seed).integers(len(rows)))
    starts = (np.round(at), np.array([columns[chosen], rows[chosen]], float))
    for axis, start in enumerate(starts):
        target = start.copy()
        target[axis] += DISTANCE if at[axis] < (size - 1) / 2 else -DISTANCE
        target = np.clip(target, 0, size - 1)
        yield Handle(tuple(start), tuple(target)), "all"


def measured(name: str, num: int) -> str:
    """One row of the table."""
    model = load(name, backend="onnx")
    if why := unfit(model):
        return f"{name:16} {why}"
    digits = model.card.config.data.name in ("mnist", "digits")
    kept_names = DIGITS_KEPT if digits else SHAPES_KEPT
    rests, believed, kept, steps, seconds = [], [], [], 0, 0.0
    for case in cases(model, num, digits):
        started = time.perf_counter()
        begun = Drag(model, case.z, case.y, [case.handle])
        state = begun.step()
        while not state.done:
            state = begun.step()
        seconds += time.perf_counter() - started
        steps += state.step
        way = np.subtract(case.handle.target, case.handle.start)
        rest = np.linalg.norm(middle(state.picture, case.measure) - middle(case.picture, case.measure) - way)
        rests.append(np.inf if np.isnan(rest) else float(rest))
        believed.append(state.rest)
        before, after = (readings(to_bytes(x[None]), digits)[0][0] for x in (case.picture, state.picture))
        kept.append(before == after)
    if not rests:
        return f"{name:16} no clear picture among {MOST_SEEDS} seeds"
    near = int(np.sum(np.array(rests) <= REACHED))
    agree = np.mean((np.array(rests) <= REACHED) == (np.array(believed) <= REACHED))
    return (
        f"{name:16} {len(rests):3}  {np.median(rests):4.2f}  {share(near, len(rests))}  "
        + "  ".join(
            f"{title} {share(int(np.sum(each)), len(rests))}"
            for title, each in zip(kept_names, np.array(kept).T, strict=True)
        )
        + f"  {1000 * seconds / steps:5.1f}  {steps / len(rests):4.0f}  {seconds / len(rests):5.2f}  {agree:4.0%}"
    )


def share(count: int, total: int) -> str:
    low, high = wilson(count, total)
    return f"{count / total:4.0%} ({low:.0%}-{high:.0%})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--num", type=int, default=24, help="seeds for each model")
    parser.add_argument("--models", nargs="+", default=[path.name for path in shipped()], metavar="NAME")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(f"{machine()}; one thread; {DISTANCE:g} pixels")
    print("model, n, median rest, within 1.5 px (95 %), kept (95 %), ms a step, steps, s a drag, tracker agrees")
    for name in chosen.models:
        print(measured(name, chosen.num), flush=True)


if __name__ == "__main__":
    main()

"""python -m gan_core.quality.train_shape_reader: makes the shipped shape reader again, in a few minutes of one core.

Every epoch draws new pictures, so that none is seen twice, and none is one that a model learns from; it is scored on
others. It also sees what is no shape (noise, empty paper, shapes spliced, blended, doubled, scrambled, melted, blurred)
and learns to be sure of nothing there. Hendrycks et al. 2019, Deep anomaly detection with outlier exposure,
arxiv.org/abs/1812.04606
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor
from torch.nn.functional import affine_grid, conv2d, cross_entropy, grid_sample, interpolate, pad

from gan_core.data.augment import shift
from gan_core.data.shapes import NAMES, ShapesSettings
from gan_core.quality.shape_reader import FOLDER, SIZE, SURE, ShapeReader
from gan_core.store import atomic

BATCH = 128
EPOCHS = 8
PER_EPOCH = 16_000
OUTLIER_WEIGHT = 0.2
FIRST_SEED, TEST_SEED, NUM_TEST = 1001, 2001, 5000
"""Seeds of the drawn pictures; the models that ship learned from those of seed 0."""
PAPER = (slice(None), slice(None), slice(0, 1), slice(0, 1))
"""The top left corner, which no shape reaches: the background's colour."""


def drawn(seed: int, count: int) -> tuple[Tensor, dict[str, Tensor]]:
    """Pictures float32 (N, 3, 32, 32) in [-1, 1], and their properties int64 (N,) by name."""
    data = ShapesSettings(num_images=count, seed=seed).load()
    x = torch.from_numpy(data.images).float().div_(127.5).sub_(1.0)
    return x, {kind: torch.from_numpy(each.values) for kind, each in data.attributes.items()}


def train() -> ShapeReader:
    """A reader after eight epochs of Adam with a falling rate."""
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    network = ShapeReader()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    steps = EPOCHS * (PER_EPOCH // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        x, truth = drawn(FIRST_SEED + epoch, PER_EPOCH)
        for start in range(0, len(x) - BATCH + 1, BATCH):
            part = slice(start, start + BATCH)
            wrong = no_shapes(x[part], truth["shape"][part], rng)
            logits = network(torch.cat([varied(x[part], rng), wrong]))
            losses = [cross_entropy(each[:BATCH], truth[kind][part]) for kind, each in logits.items()]
            loss = torch.stack(losses).sum() + OUTLIER_WEIGHT * uncertain(logits["shape"][BATCH:])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {loss.item():.4f}", flush=True)
    return network.eval()


def uncertain(logits: Tensor) -> Tensor:
    """Cross-entropy to the uniform distribution: least when the network is sure of nothing."""
    return -logits.log_softmax(dim=1).mean()


def varied(x: Tensor, rng: torch.Generator) -> Tensor:
    """The shapes as a generator may draw them: moved, off in colour, soft, bent, stained, with traces of others."""
    ghosts = x.lerp(x.roll(1, dims=0), 0.2 * torch.rand(len(x), 1, 1, 1, generator=rng))
    x = shift(torch.where(torch.rand(len(x), 1, 1, 1, generator=rng) < 0.3, ghosts, x), 1, rng)
    soft, bent = len(x) // 3, 2 * len(x) // 3
    x = torch.cat(
        [blurred(x[:soft], _between(0.3, 1.2, rng)), warped(x[soft:bent], _between(0.2, 1.0, rng), 6, rng), x[bent:]]
    )
    stains = 0.15 * torch.rand(len(x), 1, 1, 1, generator=rng) * noise(x, x, rng)
    tint = 0.08 * torch.randn(len(x), 3, 1, 1, generator=rng)
    return (x * (1 + 0.15 * torch.randn(len(x), 1, 1, 1, generator=rng)) + tint + stains).clamp(-1, 1)


def no_shapes(x: Tensor, shape: Tensor, rng: torch.Generator) -> Tensor:
    """Half as many pictures (N, 3, 32, 32) that show no shape, or no single one: as many of each kind of `RUINS`."""
    order = shape.argsort()
    other = torch.empty_like(x)
    other[order] = x[order.roll(len(order) // 2)]  # of another shape, as good as always
    count = len(x) // 2 // len(RUINS)
    rows = torch.randperm(len(x), generator=rng)[: count * len(RUINS)].split(count)
    return torch.cat([ruin(x[index], other[index], rng) for ruin, index in zip(RUINS, rows, strict=True)])


def spliced(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """The left half of one, the right half of another."""
    return torch.cat([a[..., : SIZE // 2], b[..., SIZE // 2 :]], dim=3)


def blended(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Both at once, half transparent, on one paper: what the way between two latents may show."""
    return a.lerp(b - b[PAPER] + a[PAPER], 0.5).clamp(-1, 1)


def doubled(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """The smaller shape over the larger one; noise where both have one colour, since then one may hide the other."""
    in_a, in_b = (((each - each[PAPER]).abs().amax(dim=1, keepdim=True) > 0.2).float() for each in (a, b))
    area_a, area_b = (each.sum(dim=(2, 3)).clamp_min(1) for each in (in_a, in_b))
    a_above = (area_a < area_b)[:, :, None, None]
    both = torch.where((in_b > 0) & ~((in_a > 0) & a_above), b, a)
    ink_a, ink_b = (a * in_a).sum(dim=(2, 3)) / area_a, (b * in_b).sum(dim=(2, 3)) / area_b
    alike = (ink_a - ink_b).abs().amax(dim=1) < 0.2
    return torch.where(alike[:, None, None, None], noise(a, b, rng), both)


def scrambled(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Sixteen patches in another order."""
    patches = a.unflatten(2, (4, 8)).unflatten(4, (4, 8)).permute(0, 2, 4, 1, 3, 5).flatten(1, 2)
    mixed = patches[:, torch.randperm(16, generator=rng)].unflatten(1, (4, 4))
    return mixed.permute(0, 3, 1, 4, 2, 5).flatten(4, 5).flatten(2, 3)


def melted(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Torn until no edge is left as it was."""
    return warped(a, _between(3.0, 6.0, rng), 12, rng)


def smeared(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Blurred to a blob."""
    return blurred(a, _between(4.0, 6.0, rng))


def empty(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Paper with stains, from none to strong ones."""
    return (a[PAPER] + _between(0.0, 0.5, rng) * noise(a, b, rng)).clamp(-1, 1)


def noise(a: Tensor, b: Tensor, rng: torch.Generator) -> Tensor:
    """Random colours, fine to coarse."""
    grain = int(torch.randint(2, SIZE + 1, (), generator=rng))
    return interpolate(torch.rand(len(a), 3, grain, grain, generator=rng) * 2 - 1, size=(SIZE, SIZE), mode="bilinear")


RUINS: tuple[Callable[[Tensor, Tensor, torch.Generator], Tensor], ...] = (
    *(spliced, blended, doubled, scrambled),
    *(melted, smeared, empty, noise),
)
"""Each takes pictures and others of other shapes (N, 3, 32, 32), and a random generator."""


def blurred(x: Tensor, sigma: float) -> Tensor:
    """Under a Gaussian of `sigma` pixels; the edge is repeated outwards."""
    reach = int(3 * sigma + 1)
    line = torch.exp(-(torch.arange(-reach, reach + 1).float() ** 2) / (2 * sigma**2))
    kernel = (line / line.sum()).expand(3, 1, 1, -1)
    x = conv2d(pad(x, (reach, reach, 0, 0), mode="replicate"), kernel, groups=3)
    return conv2d(pad(x, (0, 0, reach, reach), mode="replicate"), kernel.mT, groups=3)


def warped(x: Tensor, pixels: float, cells: int, rng: torch.Generator) -> Tensor:
    """Each place moved by about so many pixels; neighbours alike, as far as a grid of `cells` by `cells` lets them."""
    moved = torch.randn(len(x), 2, cells, cells, generator=rng) * (2 * pixels / SIZE)
    moved = interpolate(moved, size=(SIZE, SIZE), mode="bicubic").permute(0, 2, 3, 1)
    straight = affine_grid(torch.eye(2, 3).expand(len(x), -1, -1), list(x.shape), align_corners=False)
    return grid_sample(x, straight + moved, padding_mode="border", align_corners=False)


def _between(low: float, high: float, rng: torch.Generator) -> float:
    return low + (high - low) * float(torch.rand((), generator=rng))


@torch.no_grad()
def figures(network: ShapeReader) -> dict[str, float]:
    """On held-out pictures: the share read right by property, and what is taken for a sure shape."""
    x, truth = drawn(TEST_SEED, NUM_TEST)
    rng = torch.Generator().manual_seed(TEST_SEED)
    logits = [network(part) for part in x.split(1000)]
    found = {
        f"accuracy_{kind}": float(
            (torch.cat([each[kind] for each in logits]).argmax(dim=1) == truth[kind]).float().mean()
        )
        for kind in NAMES
    }
    found["readable_held_out"] = _sure(torch.cat([each["shape"] for each in logits]))
    other = x.roll(1, dims=0)
    keep = (truth["shape"] != truth["shape"].roll(1, dims=0))[:1000]
    for ruin in RUINS:
        found[f"readable_{ruin.__name__}"] = _sure(network(ruin(x[:1000][keep], other[:1000][keep], rng))["shape"])
    return {name: round(value, 4) for name, value in found.items()}


def _sure(logits: Tensor) -> float:
    return float((logits.softmax(dim=1).amax(dim=1) > SURE).float().mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    started = time.process_time()
    network = train()
    found = figures(network)
    chosen.out.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(chosen.out / "reader.safetensors", save(network.state_dict()))
    meta = {
        "title": "Shape reader",
        "command": "python -m gan_core.quality.train_shape_reader",
        "seconds_of_one_core": round(time.process_time() - started, 1),
        "parameters": sum(each.numel() for each in network.parameters()),
        "figures": found,
    }
    atomic.write_json(chosen.out / "meta.json", meta)
    print(found)


if __name__ == "__main__":
    main()

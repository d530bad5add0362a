"""python -m gan_core.quality.train_digit_classifier --data-dir DIR: makes the shipped digit classifier again.

Learns MNIST's 60,000 training digits and four fifths of scikit-learn's 1,797, and is scored on the rest of both. It
also sees what is no digit (noise, digits spliced, mixed and scrambled) and learns to be sure of nothing there: a
network that saw digits only takes plain noise for an 8. Hendrycks et al. 2019, Deep anomaly detection with outlier
exposure, arxiv.org/abs/1812.04606
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor
from torch.nn.functional import cross_entropy, interpolate

from gan_core.data import load_data
from gan_core.data.augment import shift
from gan_core.data.digits import DigitsSettings
from gan_core.data.torchvision_sets import MnistSettings
from gan_core.present import present
from gan_core.quality.digit_classifier import FOLDER, SIZE, SURE, DigitClassifier, split_digits
from gan_core.store import atomic

BATCH = 128
EPOCHS = 4
DIGITS_REPEATED = 6
OUTLIER_WEIGHT = 0.3


def sources(root: str) -> tuple[Tensor, Tensor, dict[str, tuple[Tensor, Tensor]]]:
    """Training pictures and labels, and the held-out ones by name; pictures float32 (N, 1, 28, 28) in [-1, 1]."""
    mnist, test = (load_data(MnistSettings(root=root, split=split)) for split in ("train", "test"))
    small = load_data(DigitsSettings(image_size=SIZE))
    kept, held = split_digits(len(small))
    x = np.concatenate([mnist.images, *[small.images[kept]] * DIGITS_REPEATED])
    y = np.concatenate([present(mnist.labels), *[present(small.labels)[kept]] * DIGITS_REPEATED])
    tests = {"mnist_test": (_scaled(test.images), torch.from_numpy(test.labels))}
    tests["digits_held_out"] = (_scaled(small.images[held]), torch.from_numpy(present(small.labels)[held]))
    return _scaled(x), torch.from_numpy(y), tests


def train(x: Tensor, y: Tensor) -> DigitClassifier:
    """A classifier after four epochs of Adam with a falling rate, on shifted pictures."""
    torch.manual_seed(0)
    rng = torch.Generator().manual_seed(0)
    network = DigitClassifier()
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=2e-3, total_steps=EPOCHS * (len(x) // BATCH))
    for epoch in range(EPOCHS):
        order = torch.randperm(len(x), generator=rng)
        for start in range(0, len(x) - BATCH + 1, BATCH):
            index = order[start : start + BATCH]
            digits = shift(x[index], 2, rng)
            wrong = no_digits(digits[: BATCH // 2], rng)
            logits = network(torch.cat([digits, wrong]))
            loss = cross_entropy(logits[:BATCH], y[index])
            loss = loss + OUTLIER_WEIGHT * uncertain(logits[BATCH:])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {loss.item():.4f}")
    return network.eval()


def uncertain(logits: Tensor) -> Tensor:
    """Cross-entropy to the uniform distribution: least when the network is sure of nothing."""
    return -logits.log_softmax(dim=1).mean()


def no_digits(digits: Tensor, rng: torch.Generator) -> Tensor:
    """As many pictures that are no digits: a fifth each of four sorts of ruined digit, and of noise, fine to coarse."""
    fifth = len(digits) // 5
    a, b = digits, digits.roll(1, dims=0)
    spliced = torch.cat([a[:fifth, :, :14], b[:fifth, :, 14:].flip(3)], dim=2)
    mixed = torch.maximum(a[fifth : 2 * fifth], b[fifth : 2 * fifth])
    patches = a[2 * fifth : 3 * fifth].unflatten(2, (4, 7)).unflatten(4, (4, 7)).permute(0, 2, 4, 1, 3, 5).flatten(1, 2)
    scrambled = (
        patches[:, torch.randperm(16, generator=rng)].unflatten(1, (4, 4)).permute(0, 3, 1, 4, 2, 5).flatten(2, 3)
    )
    speckled = a[3 * fifth : 4 * fifth] + 2 * torch.randn(fifth, 1, SIZE, SIZE, generator=rng)
    grain = int(torch.randint(2, SIZE + 1, (), generator=rng))
    noise = torch.rand(len(digits) - 4 * fifth, 1, grain, grain, generator=rng) * 2 - 1
    noise = interpolate(noise, size=(SIZE, SIZE), mode="bilinear")
    return torch.cat([spliced, mixed, scrambled.flatten(3), speckled.clamp(-1, 1), noise])


@torch.no_grad()
def accuracy(network: DigitClassifier, x: Tensor, y: Tensor) -> float:
    """The share of pictures that are read right."""
    right = [network(x[i : i + 1000]).argmax(dim=1) == y[i : i + 1000] for i in range(0, len(x), 1000)]
    return float(torch.cat(right).float().mean())


@torch.no_grad()
def recognised(network: DigitClassifier, x: Tensor) -> float:
    """The share of real digits that are read with over 0.9 certainty; a generator of clear digits lies above."""
    sure = [network(x[i : i + 1000]).softmax(dim=1).amax(dim=1) > SURE for i in range(0, len(x), 1000)]
    return float(torch.cat(sure).float().mean())


def _scaled(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).float().div_(127.5).sub_(1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    started = time.perf_counter()
    x, y, tests = sources(chosen.data_dir)
    network = train(x, y)
    figures = {f"accuracy_{name}": round(accuracy(network, *each), 4) for name, each in tests.items()}
    figures |= {f"recognised_{name}": round(recognised(network, x), 4) for name, (x, _) in tests.items()}
    chosen.out.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(chosen.out / "classifier.safetensors", save(network.state_dict()))
    meta = {
        "title": "Digit classifier",
        "command": "python -m gan_core.quality.train_digit_classifier --data-dir DIR",
        "seconds": round(time.perf_counter() - started, 1),
        "figures": figures,
    }
    atomic.write_json(chosen.out / "meta.json", meta)
    print(figures)


if __name__ == "__main__":
    main()

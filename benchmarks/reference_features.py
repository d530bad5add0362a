"""python -m benchmarks.reference_features --data-dir DIR: writes the features of MNIST that ship with the project.

DIR is torchvision's root with MNIST in it. What is written are figures and not pictures: 64 numbers of each of 5,000
test and 5,000 training pictures, as the shipped digit classifier sees them, with label and what was read. By them the
shipped models are judged where MNIST itself is not on the machine. It takes some ten seconds.
"""

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from gan_core.data.torchvision_sets import MnistSettings
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.protocol import divide
from gan_core.quality.reference_features import FOLDER, MNIST
from gan_core.store import atomic

NUM = 5000
SEED = 0
PARTS = {"held_out": "test", "training": "train"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    extractor, reader, tensors, told = EXTRACTORS["digits"], CLASS_READERS["mnist"], {}, {}
    for part, split in PARTS.items():
        data = MnistSettings(root=chosen.data_dir, split=split).load()
        rows = divide(len(data), NUM, 0, SEED)[0]
        images = data.images[rows]
        tensors[f"{part}/features"] = extractor.features(images).astype(np.float16)
        tensors[f"{part}/labels"] = data.labels[rows].astype(np.int8)
        tensors[f"{part}/read"] = reader.read(images).astype(np.int8)
        told[part] = f"{NUM:,} of MNIST's {len(data):,} {split} pictures, by chance, seed {SEED}"
    chosen.out.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(chosen.out / f"{MNIST}.safetensors", save(tensors))
    meta = {
        "title": "Features of MNIST as the digit classifier sees it",
        "data": "mnist",
        "extractor": "digits",
        "extractor_version": extractor.version(),
        "dims": [1, 28, 28],
        "classes": list(reader.names),
        "parts": told,
        "command": "python -m benchmarks.reference_features --data-dir DIR",
    }
    atomic.write_json(chosen.out / f"{MNIST}.json", meta)
    print(told)


if __name__ == "__main__":
    main()

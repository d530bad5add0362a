"""python -m benchmarks.any_cost: teaches shapes-gan to draw at four widths, and ships it as shapes-any-cost.

Prints what each width costs and how far it is from its teacher and from real pictures. About six minutes on one core.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.machine import machine
from gan_core.data import load_data, quiet
from gan_core.generators import load as generator
from gan_core.generators.generator import to_bytes
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from gan_core.latent_draws import draw_z
from gan_core.models.drawing import count_parameters
from gan_core.optimise.parity import difference
from gan_core.optimise.stored_widths import FILE, widths_of
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.frechet import between, gaussian
from gan_core.recovery.any_cost import at_width
from gan_core.recovery.settings import load_recover_config
from gan_core.store import atomic
from gan_core.store.model_card import PRETRAINED, read_meta
from gan_core.store.model_ref import find_model

NAME, TEACHER = "shapes-any-cost", "shapes-gan"
TITLE = "Coloured shapes at any cost (one GAN, four widths)"
NUM_IMAGES = 5000
LESSON = {
    "title": TITLE,
    "teacher": TEACHER,
    "method": "any_cost",
    "training": {"batch_size": 32, "ema_halflife_images": 4000},
    "recording": {"sample_interval": 500, "num_samples": 48, "log_interval": 50},
}


def make(num_steps: int, out: Path) -> dict[str, Any]:
    """Teach and put the model at `out`; returns its figures."""
    config = load_recover_config(LESSON | {"training": LESSON["training"] | {"num_steps": num_steps}})
    with tempfile.TemporaryDirectory() as place:
        values = config.model_dump(mode="json")
        folder = RunFolder.create(Path(place) / NAME, values, title=TITLE, job_type="recover")
        state = Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run()
        if state != "done":
            raise SystemExit(f"{state}. {folder.status().reason}")
        model = find_model(folder.path)
        figures = measure(generator.load(model))
        command = f"python -m benchmarks.any_cost --steps {num_steps} --out checkpoints/pretrained/{NAME}"
        meta = read_meta(model, "meta.json") | {"title": TITLE, "figures": figures, "command": command}
        with atomic.new_folder(out) as new:
            for name in ("generator.safetensors", FILE):
                shutil.copy(model / name, new)
            atomic.write_json(new / "meta.json", meta)
    return figures


def measure(whole: TorchGenerator) -> dict[str, Any]:
    """For each width its parameters, its PSNR to the teacher and its Fréchet distance to real pictures."""
    teacher = generator.load(TEACHER)
    extractor = EXTRACTORS["shapes"]
    real = gaussian(extractor.features(load_data(teacher.card.config.data, quiet).images[:NUM_IMAGES]))
    z = draw_z(3, NUM_IMAGES, teacher.latent_dim)

    def frechet(model: TorchGenerator) -> float:
        made = np.concatenate([to_bytes(model.decode(part)) for part in np.array_split(z, 10)])
        return round(between(gaussian(extractor.features(made)), real), 2)

    widths = {}
    for ratio in widths_of(whole.card):
        cut = at_width(whole, ratio)
        widths[f"{ratio:g}"] = {
            "parameters": count_parameters(cut.module),
            "psnr_db": round(difference(teacher, cut, num=256, seed=3).psnr_db, 2),
            "frechet_shape_reader": frechet(cut),
        }
    return {
        "parameters": count_parameters(whole.module),
        "machine": machine(),
        "widths": widths,
        "frechet_of": NUM_IMAGES,
        "teacher_frechet_shape_reader": frechet(teacher),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--out", type=Path, default=PRETRAINED / NAME)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    print(make(chosen.steps, chosen.out))


if __name__ == "__main__":
    main()

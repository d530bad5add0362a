"""python -m benchmarks.shipped_models NAME --data-dir DIR: trains a shipped model again, and writes its card.

DIR is torchvision's root with MNIST in it (only the models on digits read it). Without NAME all are made, which takes
about half an hour on one core.
"""

import argparse
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks.machine import machine
from gan_core.config import RunConfig, load_config
from gan_core.evaluation.attributes import attributes_of
from gan_core.generators import load as generator
from gan_core.generators.generator import to_bytes
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from gan_core.latent_draws import draw_z
from gan_core.models.drawing import count_parameters
from gan_core.quality.digit_classifier import read_digits
from gan_core.store import atomic
from gan_core.store.model_card import PRETRAINED, read_meta
from gan_core.store.model_ref import find_model

NUM_READ = 1000
DIGITS = {"name": "mnist", "image_size": 28}
SHAPES = {"name": "shapes", "image_size": 32, "num_images": 20000}
QUIET = {"sample_interval": 500, "num_samples": 50, "log_interval": 50}
FALLING = {"schedule": "cosine"}


@dataclass(frozen=True)
class Recipe:
    """A shipped model: its title and its complete settings."""

    title: str
    groups: dict[str, Any]

    @property
    def config(self) -> RunConfig:
        return load_config({"title": self.title, "recording": QUIET, **self.groups})


RECIPES = {
    "digits-gan": Recipe(
        "Handwritten digits on demand (conditional GAN)",
        {
            "data": DIGITS,
            "model": {
                "name": "dcgan",
                "latent_dim": 16,
                "conditional": True,
                "g_channels": [64, 32],
                "d_channels": [24, 48, 96],
            },
            "objective": {"name": "least_squares"},
            "optimiser": {"lr": 2e-3, "d_lr": 1e-3, **FALLING},
            "training": {"batch_size": 32, "num_steps": 16000, "ema_halflife_images": 10000},
        },
    ),
    "shapes-gan": Recipe(
        "Coloured shapes (GAN, upsample + convolution)",
        {
            "data": SHAPES,
            "model": {
                "name": "dcgan",
                "latent_dim": 32,
                "g_channels": [128, 96, 48],
                "d_channels": [32, 64, 128],
                "d_norm": "none",
                "upsample": "resize",
            },
            "objective": {"name": "relativistic", "r1_gamma": 0.3, "r2_gamma": 0.3, "penalty_interval": 16},
            "optimiser": {"lr": 1.5e-3, "d_lr": 1e-3, "beta1": 0.0, **FALLING},
            "training": {"batch_size": 32, "num_steps": 20000, "ema_halflife_images": 20000},
        },
    ),
    "shapes-small": Recipe(
        "Coloured shapes, small (a tenth of the multiply-adds)",
        {
            "data": SHAPES,
            "model": {
                "name": "dcgan",
                "latent_dim": 32,
                "g_channels": [37, 28, 14],
                "d_channels": [32, 64, 128],
                "d_norm": "none",
                "upsample": "resize",
            },
            "objective": {"name": "relativistic", "r1_gamma": 0.3, "r2_gamma": 0.3, "penalty_interval": 16},
            "optimiser": {"lr": 1.5e-3, "d_lr": 1e-3, "beta1": 0.0, **FALLING},
            "training": {"batch_size": 32, "num_steps": 20000, "ema_halflife_images": 20000},
        },
    ),
    "shapes-style": Recipe(
        "Coloured shapes in styles (style-based GAN)",
        {
            "data": SHAPES,
            "model": {"name": "style_gan", "g_channels": [48, 32, 16], "d_channels": [16, 32, 64]},
            "objective": {"name": "relativistic", "r1_gamma": 0.1, "r2_gamma": 0.1, "penalty_interval": 16},
            "optimiser": {"lr": 2.5e-3, "d_lr": 2.5e-3, "beta1": 0.0, **FALLING},
            "training": {"batch_size": 32, "num_steps": 5000, "ema_halflife_images": 10000},
            "runtime": {"precision": "bf16", "channels_last": "on"},
        },
    ),
    "shapes-text": Recipe(
        "Coloured shapes from sentences (text-to-image GAN)",
        {
            "data": {**SHAPES, "hold_out": True},
            "model": {"name": "text_gan", "latent_dim": 16, "d_channels": [48, 96, 192]},
            "objective": {"name": "text_to_image"},
            "optimiser": {"lr": 1e-3, "d_lr": 1e-3, "beta1": 0.0, **FALLING},
            "training": {"batch_size": 32, "num_steps": 20000, "ema_halflife_images": 10000},
        },
    ),
    "digits-vae": Recipe(
        "Handwritten digits on a plane (VAE, two dimensions)",
        {
            "data": DIGITS,
            "model": {"name": "mlp_vae", "latent_dim": 2, "widths": [256, 128]},
            "objective": {"name": "elbo"},
            "optimiser": {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, **FALLING},
            "training": {"batch_size": 128, "num_steps": 12000, "ema_halflife_images": 20000},
        },
    ),
    "digits-flow": Recipe(
        "Handwritten digits from noise (flow, ten steps)",
        {
            "data": DIGITS,
            "model": {"name": "unet_flow", "conditional": True},
            "objective": {"name": "flow_matching"},
            "optimiser": {"lr": 2e-3, "beta1": 0.9, "beta2": 0.99, **FALLING},
            "training": {"batch_size": 64, "num_steps": 8000, "ema_halflife_images": 20000},
        },
    ),
    "shapes-vae": Recipe(
        "Coloured shapes (VAE, sixteen dimensions)",
        {
            "data": SHAPES,
            "model": {"name": "mlp_vae", "latent_dim": 16, "widths": [160, 128]},
            "objective": {"name": "elbo", "beta": 2},
            "optimiser": {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, **FALLING},
            "training": {"batch_size": 64, "num_steps": 15000, "ema_halflife_images": 20000},
        },
    ),
}


def make(name: str, out: Path) -> dict[str, Any]:
    """Train the model `name` and put it at `out`; returns its figures."""
    recipe = RECIPES[name]
    with tempfile.TemporaryDirectory() as place:
        folder = RunFolder.create(Path(place) / name, recipe.config.model_dump(mode="json"), title=recipe.title)
        state = Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run()
        if state != "done":
            raise SystemExit(f"{name}: {state}. {folder.status().reason}")
        model = find_model(folder.path)
        figures = measure(folder, name)
        meta = read_meta(model, "meta.json") | {
            "title": recipe.title,
            "figures": figures,
            "command": f"python -m benchmarks.shipped_models {name} --data-dir DIR",
        }
        meta["config"]["data"].pop("root", None)
        with atomic.new_folder(out) as new:
            shutil.copy(model / "generator.safetensors", new)
            atomic.write_json(new / "meta.json", meta)
    return figures


def measure(folder: RunFolder, name: str) -> dict[str, Any]:
    """Parameters, time and machine; what the digit classifier reads, or the parts of the ELBO."""
    loaded = generator.load(folder.path)
    found: dict[str, Any] = {"parameters": count_parameters(loaded.module), "machine": machine()}
    if name.startswith("digits"):
        z, label = draw_z(0, NUM_READ, loaded.latent_dim), loaded.labels_for(NUM_READ)
        report = read_digits(to_bytes(loaded.decode(z, label)))
        found |= {
            "recognised": round(report.recognised, 4),
            "recognised_of": NUM_READ,
            "digits_missing": list(report.missing),
        }
    if name == "shapes-text":
        shares = attributes_of(loaded.card, seed=0)
        found |= {f"attributes/{key}": round(value, 4) for key, value in shares.items()}
    with folder.record() as record:
        last = record.rows()[-1][4]
    found |= {key: round(value, 4) for key, value in last.items() if key in ("VAE/reconstruction", "VAE/kl")}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*RECIPES, []], metavar="NAME")
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    parser.add_argument("--out", type=Path, default=PRETRAINED)
    chosen = parser.parse_args()
    if chosen.data_dir:
        os.environ["GAN_CORE_DATA"] = chosen.data_dir
    torch.set_num_threads(1)
    for name in chosen.names or RECIPES:
        print(name, make(name, chosen.out / name), flush=True)


if __name__ == "__main__":
    main()

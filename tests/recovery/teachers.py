"""Small teachers that draw something, saved among the runs."""

from pathlib import Path

import torch
from torch import nn

from gan_core.generators.torch_generator import TorchGenerator
from gan_core.jobs.folder import RunFolder
from gan_core.models.initialise import WEIGHTED
from gan_core.optimise.files import save_variant
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from tests.latent.small_models import fresh
from tests.running import make

HINTS = {"feature_on": "hidden", "feature_weight": 0.1, "adversarial_weight": 0.0}
SMALL = {
    "dcgan": {"g_channels": [16, 12], "d_channels": [4, 8]},
    "mlp_gan": {"g_widths": [12, 16], "d_widths": [8]},
    "resnet_gan": {"g_channels": [8, 8, 4], "d_channels": [4, 8]},
    "conv_vae": {"channels": [4, 8]},
    "mlp_vae": {"widths": [16, 12]},
}


def teacher(name: str = "dcgan", num_classes: int = 0) -> TorchGenerator:
    """A model whose pictures use the whole range: its norms know what flows, and its last layer is strong."""
    made = fresh(name, num_classes, **SMALL[name])
    rng = torch.Generator().manual_seed(1)
    last = [layer for layer in made.module.drawing_layers.modules() if isinstance(layer, WEIGHTED)][-1]
    with torch.no_grad():
        made.module.train()
        for _ in range(40):
            z = torch.randn(32, 4, generator=rng)
            y = torch.eye(num_classes)[torch.arange(32) % num_classes] if num_classes else None
            raw = made.module.decode(z, y) if made.encodes else made.module(z, y)
        last.weight.mul_(3 / raw.std())
    made.module.eval()
    return made


def saved(root: Path, name: str = "dcgan", num_classes: int = 0) -> str:
    """A teacher as a model among the runs; returns its reference."""
    save_variant(teacher(name, num_classes), root / f"{name}-teacher")
    return f"{name}-teacher"


def distillation(reference: str, *, ratio: float = 0.5, num_steps: int = 12, **changes: object) -> RecoverConfig:
    """Milliseconds a step. A pruned student unless `student_ratio` is among the changes."""
    steps = [] if "student_ratio" in changes else [{"name": "prune", "ratio": ratio, "importance": "magnitude"}]
    base = {
        "teacher": reference,
        "steps": steps,
        "frechet_images": 0,
        "losses": HINTS,
        "training": {"num_steps": num_steps, "batch_size": 8, "ema_halflife_images": 0},
        "optimiser": {"lr": 0.01, "beta1": 0.9, "schedule": "constant"},
        "runtime": {"device": "cpu", "precision": "fp32", "num_threads": 1},
        "recording": {"sample_interval": 4, "num_samples": 8, "log_interval": 2},
    }
    return load_recover_config(base | changes)


def num_weights(module: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(each.numel() for each in module.parameters())


def make_student(root: Path, config: RecoverConfig, name: str = "lesson") -> RunFolder:
    """A new folder in which a student is to learn."""
    return make(root, config, name)

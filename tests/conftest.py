"""Small runs for all tests: built-in data, tiny networks, a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.config import RunConfig, load_config


@pytest.fixture(autouse=True)
def runs_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every test has its own runs folder; nothing is written beside the code."""
    root = tmp_path / "runs"
    root.mkdir()
    monkeypatch.setenv("GAN_CORE_RUNS", str(root))
    return root


def tiny(family: str = "gan", **changes: object) -> RunConfig:
    """A run that takes milliseconds a step. `changes` are dotted settings, with __ for the dot."""
    model = {
        "gan": {"name": "dcgan", "latent_dim": 4, "g_channels": [8, 4], "d_channels": [4, 8]},
        "vae": {"name": "conv_vae", "latent_dim": 2, "channels": [4, 8]},
        "rae": {"name": "conv_rae", "latent_dim": 2, "channels": [4, 8]},
        "vq": {"name": "conv_vq", "channels": [4, 8], "grid_size": 2, "num_codes": 6, "code_dim": 3, "prior_width": 8},
        "text_gan": {
            **{"name": "text_gan", "latent_dim": 4, "text_width": 16, "text_layers": 1, "vocabulary": 80},
            **{"g_channels": [8, 4], "d_channels": [4, 8], "picture_channels": [4, 8]},
        },
        "flow": {"name": "unet_flow", "channels": [8, 8], "embedding": 8, "num_steps": 2},
    }[family]
    objective = {
        **{"gan": "least_squares", "vae": "elbo", "rae": "rae_l2", "vq": "vector_quantisation"},
        **{"text_gan": "text_to_image", "flow": "flow_matching"},
    }[family]
    base = load_config(
        {
            "title": "Tiny",
            "data": {"name": "shapes", "image_size": 16, "num_images": 100},
            "model": model,
            "objective": {"name": objective},
            "training": {"batch_size": 8, "num_steps": 12},
            "runtime": {"device": "cpu", "precision": "fp32", "num_threads": 1},
            "recording": {"sample_interval": 4, "num_samples": 4, "log_interval": 2},
        }
    )
    return base.with_changes({name.replace("__", "."): value for name, value in changes.items()})


def grows(**changes: object) -> RunConfig:
    """A tiny run of networks that grow from 4 to 8 and 16 px: the first fade is from the second step to the fifth."""
    settings = {
        "model__name": "progressive_gan",
        "model__g_channels": [8, 8, 4],
        "model__d_channels": [4, 8, 8],
        "model__d_norm": "none",
        "model__stable_images": 8,
        "model__fading_images": 32,
    }
    return tiny(**{**settings, **changes})

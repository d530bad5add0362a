"""A run of repair networks that has learned for two steps, and findings as a longer one would have them."""

from pathlib import Path
from typing import Any

from gan_core.jobs.folder import RunFolder
from gan_core.repair.settings import RepairConfig, load_repair_config
from tests.running import finished, make


def quick(**changes: object) -> RepairConfig:
    values = {
        "data": {"name": "shapes", "num_images": 100, "image_size": 16},
        "num_steps": 3,
        "batch_size": 6,
        "num": 20,
    }
    return load_repair_config({**values, **changes})


def trained_run(root: Path, name: str = "a-repair", **changes: object) -> RunFolder:
    """Worked on to its end; of 32 pixels, as shipped models draw, unless told."""
    shapes = {"name": "shapes", "num_images": 100}
    return finished(make(root, quick(**{"data": shapes, **changes}), name))


def _score(pictures: str, psnr: float, right: int) -> dict[str, Any]:
    value = {"value": psnr, "low": psnr - 1, "high": psnr + 1}
    near = {"value": 0.9, "low": 0.8, "high": 0.95}
    more = {"psnr": value, "ssim": near, "right": right, "frechet": {"value": 30 - psnr, "low": 1.0, "high": 9.0}}
    return {"task": "fill", "pictures": pictures, "num": 100, **more}


FOUND: dict[str, Any] = {
    "history": [{"step": 1, "values": {"mse/MSE": 0.5}}],
    "scores": [_score("damaged", 15.0, 40), _score("mse", 24.0, 80), _score("adversarial", 23.0, 85)],
    "gaps": [{"task": "fill", "metric": "psnr", "value": -1.0, "low": -1.2, "high": -0.8}],
    "num": 100,
    "right": 99,
    "reader": "shapes",
    "extractor": "shapes",
    "learned": False,
}

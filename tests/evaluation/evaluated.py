"""Evaluations that take a second or two."""

from pathlib import Path

from gan_core.evaluation.settings import EvaluateConfig, load_evaluate_config
from gan_core.jobs.folder import RunFolder
from tests.running import make


def quick(*models: str, **changes: object) -> EvaluateConfig:
    """Eighty pictures, by pixels, with three measures."""
    base = {
        "subjects": [{"where": each, "title": each} for each in models],
        "num": 80,
        "extractors": ["random"],
        "measures": ["frechet", "kid", "precision"],
    }
    return load_evaluate_config(base | changes)


def folder_of(root: Path, config: EvaluateConfig, name: str = "evaluation") -> RunFolder:
    return make(root, config, name)

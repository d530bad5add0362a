"""Evaluations that take a second or two."""

from pathlib import Path

from gan_core.evaluation.settings import EvaluateConfig, load_evaluate_config
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker


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
    return RunFolder.create(root / name, config.model_dump(mode="json"), title=config.title, job_type="evaluate")


def work(folder: RunFolder, listener=None) -> str:
    return Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN, listener).run()

"""A tiny model among the runs, and measurements of it that take seconds."""

from pathlib import Path

from gan_core.jobs.folder import RunFolder
from gan_core.measure.settings import MeasureConfig, load_measure_config
from tests.conftest import tiny
from tests.running import make, work

BF16 = {"name": "precision"}
MASK = {"name": "mask"}


def trained(root: Path, name: str = "tiny-run") -> str:
    """A run that has saved something; its reference."""
    folder = RunFolder.create(root / name, tiny().model_dump(mode="json"), title="Tiny run")
    assert work(folder) == "done"
    return name


def quick(model: str, *steps: dict, **changes: object) -> MeasureConfig:
    """As few rounds and pictures as there can be; a variant for each of `steps`."""
    recipes = [{"model": model, "steps": [each]} for each in steps]
    base = {"batches": [1, 2], "num_rounds": 6, "seconds_a_batch": 1, "num_quality": 40}
    return load_measure_config({"model": model, "recipes": recipes} | base | changes)


def folder_of(root: Path, config: MeasureConfig, name: str = "ledger") -> RunFolder:
    return make(root, config, name)

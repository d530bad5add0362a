"""Settings of a training of repair networks. Torch is not imported."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.data import DATASETS, DataSettings
from gan_core.data.shapes import ShapesSettings
from gan_core.settings import Settings, choice, parse

FEWEST_SCORED = 20


class RepairConfig(Settings):
    """Two repair networks on the same pictures and the same damage: by squared error alone, and with an opponent."""

    job_type: ClassVar[str] = "repair"
    version: Literal[1] = 1
    title: str = Field("Repair", min_length=1, max_length=80, description="Its name in lists.")
    data: choice(DATASETS) = Field(  # type: ignore[valid-type]  # the registry says which
        default_factory=ShapesSettings, description="The pictures that it learns to repair."
    )
    num_steps: int = Field(
        1500,
        ge=1,
        le=100_000,
        title="Steps",
        description="How often both networks are updated. 1,500 steps take two to three minutes on one core.",
    )
    batch_size: int = Field(
        32, ge=3, le=256, title="Batch size", description="Pictures a step; a third of them for each task."
    )
    lr: float = Field(
        2e-3, gt=0, le=0.1, title="Learning rate", description="Of all networks at the start; it falls to 0."
    )
    adversarial: float = Field(
        0.05,
        ge=0,
        le=10,
        allow_inf_nan=False,
        title="Adversarial weight",
        description="How much D's verdict counts beside MSE in the second network. 0: both learn the same. Too much: "
        "what it draws is sharp and has little to do with the picture.",
    )
    num: int = Field(
        300,
        ge=FEWEST_SCORED,
        le=5000,
        title="Pictures scored",
        description="Held-out pictures that are damaged and repaired at the end: more make intervals narrower.",
    )
    seed: int = Field(
        0, ge=0, lt=2**31, title="Seed", description="Determines the first weights, the batches and the damage."
    )

    @model_validator(mode="after")
    def _pictures(self) -> RepairConfig:
        data: DataSettings = self.data
        if data.kind != "image":
            raise ValueError(f"data must be pictures, got points: {data.title}")
        return self


def load_repair_config(values: dict[str, Any]) -> RepairConfig:
    """A training from its JSON. Raises SettingsError with a sentence."""
    return parse(RepairConfig, values)

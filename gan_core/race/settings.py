"""Settings of a race: a run's settings, and two to four lanes that change them. Torch is not imported."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.config import RunConfig
from gan_core.energy.grids import GRIDS
from gan_core.errors import SettingsError
from gan_core.quality.features import EXTRACTORS
from gan_core.settings import Settings, parse

FEWEST_LANES, MOST_LANES = 2, 4
UNBOUNDED = {"training.num_steps": 0, "training.num_images": 0, "training.seconds": 0.0}
"""A lane ends when its own clock says so."""
UNSEEN = {"recording.sample_interval": 10**6, "recording.num_samples": 4}
"""The race draws its own pictures, off the clock."""
NOT_OF_A_LANE = ("version", "title", "seed", "recording", *UNBOUNDED)
ONE_FOR_ALL = ("data.name", "data.image_size")


class Lane(Settings):
    """One who races: a name, and what is different there."""

    name: str = Field(min_length=1, max_length=40, description="The name of the lane.")
    changes: dict[str, Any] = Field(
        default_factory=dict, description="Dotted settings and their values, such as runtime.precision: bf16."
    )


class RaceConfig(Settings):
    """One race: who races, for how long, and what is scored on the way."""

    job_type: ClassVar[str] = "race"
    version: Literal[1] = 1
    title: str = Field("Race", min_length=1, max_length=80, description="Its name in lists.")
    base: RunConfig = Field(description="The settings that all lanes share, seed included.")
    lanes: tuple[Lane, ...] = Field(description="Two to four of them; the first is the reference for the others.")
    seconds: float = Field(
        30.0,
        ge=0.5,
        le=3600,
        title="Seconds per run",
        description="How long each lane trains, by its own clock, which stops while another lane trains.",
    )
    slice_seconds: float = Field(
        1.0,
        ge=0.1,
        le=60,
        title="Seconds per turn",
        description="How long a lane trains before the next one takes its turn. The order is random in each round, "
        "so that a busy machine affects all alike.",
    )
    num_looks: int = Field(
        12,
        ge=3,
        le=60,
        title="Checkpoints scored",
        description="How often the samples are scored, at equal intervals of a lane's own seconds; scoring does "
        "not count on its clock.",
    )
    num_samples: int = Field(
        1000,
        ge=100,
        le=10_000,
        title="Samples per score",
        description="How many samples are compared with as many real images. Too few make the distance high and noisy.",
    )
    measure: Literal["", "frechet", "attributes"] = Field(
        "",
        title="Scored by",
        description="Fréchet distance, or the share of attributes that samples show as their captions ask. If empty: "
        "attributes for models that draw coloured shapes from sentences, Fréchet distance for all others.",
    )
    extractor: str = Field(
        "",
        title="Feature network",
        description="The network whose features the Fréchet distance uses; if empty, the one made for the data.",
    )
    target: float = Field(
        0.0,
        ge=0,
        le=1e6,
        title="Finishing line",
        description="The Fréchet distance to be reached, or the share of attributes drawn wrong (0 to 1). 0 stands for "
        "the best one that every lane reaches.",
    )
    grid: str = Field("World", description="The electricity grid, for grams of CO2 per kilowatt-hour.")

    @model_validator(mode="after")
    def _fits_together(self) -> RaceConfig:
        names = [lane.name for lane in self.lanes]
        if not FEWEST_LANES <= len(names) <= MOST_LANES:
            raise ValueError(f"lanes must be {FEWEST_LANES} to {MOST_LANES}, got {len(names)}")
        if len(set(names)) < len(names):
            raise ValueError(f"lanes must have different names, got {', '.join(names)}")
        if self.base.data.kind != "image":
            raise ValueError(
                "base.data must be pictures: a race is scored on features of pictures, and points have none"
            )
        if self.measure == "attributes" and not self.has_attributes:
            raise ValueError(
                "measure must be frechet or empty, got 'attributes': only models that draw coloured shapes from "
                "sentences (data.name shapes, model.name text_gan) are asked for attributes"
            )
        if self.grid not in GRIDS:
            raise ValueError(f"grid must be one of {', '.join(GRIDS)}, got {self.grid!r}")
        if self.extractor and self.extractor not in EXTRACTORS:
            raise ValueError(f"extractor must be empty or one of {', '.join(EXTRACTORS)}, got {self.extractor!r}")
        for lane in self.lanes:
            self._check(lane)
        return self

    @property
    def has_attributes(self) -> bool:
        """Whether the lanes are told sentences whose attributes can be read in what they draw."""
        return bool(self.base.model.sentence_width) and self.base.data.name == "shapes"

    @property
    def scored_by(self) -> str:
        """The metric that decides: frechet or attributes."""
        readable = self.has_attributes and not EXTRACTORS["shapes"].absent()
        return self.measure or ("attributes" if readable else "frechet")

    def _check(self, lane: Lane) -> None:
        for name in lane.changes:
            if name.startswith(NOT_OF_A_LANE):
                raise ValueError(f"lane {lane.name!r} must leave {name} alone: it is the same for all lanes of a race")
        try:
            config = self.lane_config(lane)
        except SettingsError as error:
            raise ValueError(f"lane {lane.name!r}: {error}") from error
        if not config.family.has_prior:
            raise ValueError(
                f"lane {lane.name!r} must not be a {config.family.title}: it draws only from what is fitted to its "
                "codes afterwards, and a race scores its lanes as they learn"
            )
        before, now = self.base.model_dump(mode="json"), config.model_dump(mode="json")
        for name in ONE_FOR_ALL:
            group, key = name.split(".")
            if before[group][key] != now[group][key]:
                raise ValueError(
                    f"lane {lane.name!r} must leave {name} alone: one metric cannot score pictures of different data"
                )

    def lane_config(self, lane: Lane) -> RunConfig:
        """The whole settings of a lane, without budget and without looking. Raises SettingsError with a sentence."""
        if self.base.optimiser.schedule == "cosine" or lane.changes.get("optimiser.schedule") == "cosine":
            raise SettingsError(
                "optimiser.schedule must be constant in a race, got 'cosine': it needs a known number of steps, "
                "and a race ends after a number of seconds"
            )
        return self.base.with_changes({**lane.changes, **UNBOUNDED, **UNSEEN})


def load_race_config(values: dict[str, Any]) -> RaceConfig:
    """A race from its JSON. Raises SettingsError with a sentence."""
    return parse(RaceConfig, values)

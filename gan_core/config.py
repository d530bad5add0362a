"""RunConfig: everything that decides what a training run does, in one frozen object. Torch is not imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from pydantic import Field, model_validator

from gan_core.data import DATASETS, DataSettings
from gan_core.data.data_report import DataReport
from gan_core.data.subset import check_enough, num_left
from gan_core.errors import DataError, SettingsError
from gan_core.families import Family, family_of
from gan_core.models import MODELS, GanSettings, ModelSettings
from gan_core.objectives import OBJECTIVES, Game, ObjectiveSettings
from gan_core.run_settings import SAME_RUN, OptimiserConfig, RecordingConfig, RuntimeConfig, TrainingConfig
from gan_core.settings import Settings, choice, parse
from gan_core.shape import SampleShape

NO_LABELS = (
    "The model is conditional, but these pictures have no labels: switch Conditional (model.conditional) off, or "
    "sort the pictures into one sub-folder per label."
)


if TYPE_CHECKING:  # what a field holds, to a reader of types; what it takes is decided by the registries
    AnyData = DataSettings
    AnyModel = ModelSettings
    AnyObjective = ObjectiveSettings
else:
    AnyData = choice(DATASETS)
    AnyModel = choice(MODELS)
    AnyObjective = choice(OBJECTIVES)


class RunConfig(Settings):
    """One training run. Groups: data, model, objective, optimiser, training, runtime, recording."""

    job_type: ClassVar[str] = "train"
    version: Literal[1] = 1
    title: str = Field("Run", min_length=1, max_length=80, description="What the run is called in lists.")
    seed: int = Field(0, ge=0, lt=2**31, description=SAME_RUN)
    data: AnyData
    model: AnyModel
    objective: AnyObjective
    optimiser: OptimiserConfig = OptimiserConfig()
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()
    recording: RecordingConfig = RecordingConfig()

    @model_validator(mode="after")
    def _fits_together(self) -> RunConfig:
        if self.objective.family != self.model.family:
            fitting = ", ".join(name for name, each in OBJECTIVES.items() if each.family == self.model.family)
            raise ValueError(
                f"objective.name {self.objective.name!r} does not train a {self.family.title} like "
                f"{self.model.name!r}: choose {fitting}"
            )
        if self.model.sentence_width and not self.data.captioned:
            fitting = ", ".join(name for name, each in DATASETS.items() if each.captioned)
            raise ValueError(
                f"data.name must be one of {fitting} for {self.model.name!r}, which learns from captions, got "
                f"{self.data.name!r}"
            )
        if self.family.has_discriminator:
            game, model = cast(Game, self.objective), cast(GanSettings, self.model)
            game.check(model.d_norm)
            if self.data.kind == "points" and game.diffaugment != "none":
                raise ValueError(
                    f"objective.diffaugment must be none for points, got {game.diffaugment!r}: it shifts, recolours "
                    "and covers pictures"
                )
            if self.runtime.compile and game.needs_per_sample_gradients:
                raise ValueError(
                    "runtime.compile must be off while r1_gamma, r2_gamma or gradient_penalty is on: torch.compile "
                    "fails on the gradients of gradients that these penalties need, or silently drops them"
                )
        if self.runtime.cuda_graphs and (
            self.runtime.precision == "fp16" or self.runtime.compile or self.training.processes > 1
        ):
            raise ValueError(
                "runtime.cuda_graphs must be off with fp16, runtime.compile or several processes: what these decide in "
                "the middle of a step cannot be recorded"
            )
        size, processes = self.training.batch_size, self.training.processes
        if size % processes or size < 2 * processes:
            raise ValueError(
                f"training.processes must split training.batch_size into equal parts of two or more, got {processes} "
                f"for {size}"
            )
        self.model.check(self.shape())
        growth = self.model.growth(self.shape())
        if self.runtime.compile and growth is not None and growth.end:
            raise ValueError(
                "runtime.compile must be off for networks that grow: what is compiled is of one size, and would be "
                "compiled anew at each size and each time that one has faded in"
            )
        if self.optimiser.schedule == "cosine" and not (self.training.num_steps or self.training.num_images):
            raise ValueError(
                "optimiser.schedule 'cosine' must have a known end: set training.num_steps or training.num_images"
            )
        return self

    @property
    def family(self) -> Family:
        """What kind of model this trains, and what can be done with it."""
        return family_of(self.model)

    def shape(self, channels: int | None = None, num_classes: int | None = None) -> SampleShape:
        """What the networks are built for. Channels and classes are guessed where only loading the data tells them."""
        channels = channels or self.data.channels or 3
        size, kind, told = self.data.image_size, self.data.kind, self.data.condition_width
        if not self.model.conditional:
            return SampleShape(channels, size, 0, kind)
        if self.model.sentence_width:
            return SampleShape(channels, size, 0, kind, self.model.sentence_width)
        if told:
            return SampleShape(channels, size, 0, kind, told)
        classes = num_classes if num_classes is not None else (len(self.data.class_names) or 2)
        return SampleShape(channels, size, classes, kind)

    def check_data(self, report: DataReport) -> None:
        """Raises DataError unless the pictures in the report, with `fraction` taken, do for these settings."""
        check_enough(num_left(report, self.data.fraction), self.data.fraction)
        if self.model.conditional and not self.model.sentence_width and len(report.labels) < 2:
            raise DataError(NO_LABELS)

    def with_changes(self, changes: dict[str, Any]) -> RunConfig:
        """A copy with dotted settings changed: {"objective.name": "hinge", "training.batch_size": 64}.

        A new `name` of data, model or objective brings that one's defaults; a model of another family brings an
        objective that fits, unless one is named. Raises SettingsError with a sentence.
        """
        values = self.model_dump(mode="json")
        names = {key: value for key, value in changes.items() if key in ("data.name", "model.name", "objective.name")}
        for key, value in names.items():
            if not isinstance(value, str):
                raise SettingsError(f"{key} must be one of {', '.join(choices()[key.split('.')[0]])}, got {value!r}")
            group = key.split(".")[0]
            if values[group]["name"] != value:
                values[group] = {"name": value}
        model = MODELS.get(values["model"]["name"])
        if model and "objective.name" not in changes and OBJECTIVES[values["objective"]["name"]].family != model.family:
            values["objective"] = {"name": family_of(model).default_objective}
        for key, value in changes.items():
            _put(values, key, value)
        return parse(RunConfig, values)


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    *groups, last = key.split(".")
    place: Any = values
    for group in groups:
        place = place.get(group) if isinstance(place, dict) else None
    if not isinstance(place, dict) or not last:
        raise SettingsError(f"there is no setting called {key}")
    place[last] = value


def groups() -> dict[str, type[Settings]]:
    """The settings groups that have one form each, by the name they have in RunConfig."""
    return {
        "optimiser": OptimiserConfig,
        "training": TrainingConfig,
        "runtime": RuntimeConfig,
        "recording": RecordingConfig,
    }


def choices() -> dict[str, Mapping[str, type[DataSettings] | type[ModelSettings] | type[ObjectiveSettings]]]:
    """The groups that are a choice of one variant, with the variants by name."""
    return {"data": DATASETS, "model": MODELS, "objective": OBJECTIVES}


def load_config(values: dict[str, Any]) -> RunConfig:
    """A RunConfig from saved JSON. Raises SettingsError with a sentence."""
    return parse(RunConfig, values)


LIVE = (
    "optimiser.lr",
    "optimiser.d_lr",
    "recording.sample_interval",
    "training.num_steps",
    "training.num_images",
    "training.seconds",
    "objective.lambda_g",
    "objective.lambda_d",
    "objective.lambda_lm",
)
"""The settings that may be changed while a run lasts, where the run has them."""


def live_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The live settings by dotted name, of a RunConfig as JSON: those of LIVE that it has."""
    names = {name: name.split(".") for name in LIVE}
    return {name: values[group][key] for name, (group, key) in names.items() if key in values[group]}

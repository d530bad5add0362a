"""RunConfig: everything that decides what a training run does, in one frozen object. Torch is not imported."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

from pydantic import Field, model_validator

from gan_core.data import DATASETS, DataSettings
from gan_core.errors import SettingsError
from gan_core.models import MODELS, ModelSettings
from gan_core.objectives import OBJECTIVES, ObjectiveSettings
from gan_core.settings import Settings, parse
from gan_core.shape import SampleShape

BEST_BY = (
    *("quality/frechet", "quality/kid", "quality/precision", "quality/recall", "quality/coverage"),
    *("modes/recognised", "modes/kinds", "VAE/elbo", "VAE/psnr", "VAE/ssim"),
)
"""What a best generator can be chosen by; less is better for the two distances, more for the others."""
DEFAULT_OBJECTIVE = {"gan": "least_squares", "vae": "elbo"}


class OptimiserConfig(Settings):
    """How the weights are changed."""

    name: Literal["adam", "adamw"] = Field(
        "adam", description="Adam (Kingma and Ba 2015), or AdamW, which keeps weight decay apart."
    )
    lr: float = Field(
        2e-3,
        title="Learning rate",
        gt=0,
        le=1,
        description="Learning rate of the generator, or of the whole VAE: the size of a step.",
    )
    d_lr: float = Field(
        1e-3,
        title="Learning rate of D",
        gt=0,
        le=1,
        description="Learning rate of the discriminator. A VAE has none and ignores it.",
    )
    beta1: float = Field(
        0.5,
        title="Adam beta 1",
        ge=0,
        lt=1,
        description="How long Adam remembers the gradient's direction. GANs like it short: 0 to 0.5.",
    )
    beta2: float = Field(
        0.99,
        title="Adam beta 2",
        ge=0,
        lt=1,
        description="How long Adam remembers the gradient's size.",
    )
    weight_decay: float = Field(0.0, ge=0, le=1, description="Pulls all weights towards zero at every step. 0 is off.")
    warmup_steps: int = Field(
        0,
        title="Warm-up (steps)",
        ge=0,
        le=100_000,
        description="The learning rates grow from zero over this many steps.",
    )
    schedule: Literal["constant", "cosine"] = Field(
        "constant",
        title="Learning rate schedule",
        description="Cosine lets the learning rates fall to zero at the end of the budget, along half a cosine.",
    )
    clip_grad_norm: float = Field(
        0.0,
        title="Clip gradients at",
        ge=0,
        description="Longest gradient allowed; longer ones are shortened to it. 0 is off.",
    )
    fused: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Fused optimiser",
        description="Adam's whole update in one program instead of some ten passes over the weights: same rule, less "
        "waiting. Auto is on wherever the device has it.",
    )


class TrainingConfig(Settings):
    """How long, and in which portions."""

    batch_size: int = Field(
        32, ge=2, le=1024, description="Pictures in a step. Small batches mean more steps a second."
    )
    num_steps: int = Field(
        0,
        title="Stop after steps",
        ge=0,
        le=10_000_000,
        description="Budget: stop after this many steps. 0 sets no such limit.",
    )
    num_images: int = Field(
        0,
        title="Stop after pictures",
        ge=0,
        le=10**10,
        description="Budget: stop after the network saw this many pictures. 0 sets no such limit.",
    )
    seconds: float = Field(
        0.0,
        title="Stop after seconds",
        ge=0,
        le=10**6,
        description="Budget: stop after this many seconds of training, pauses not counted. 0 is no limit.",
    )
    ema_halflife_images: int = Field(
        4000,
        title="Averaged over (pictures)",
        ge=0,
        le=10**8,
        description="What you look at is a moving average of the weights over about this many pictures: calmer, and "
        "mostly better (Yazıcı et al. 2019). 0 is off.",
    )


class RuntimeConfig(Settings):
    """Where and how exactly it is computed."""

    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="Auto takes a GPU where there is one.")
    precision: Literal["auto", "fp32", "bf16", "fp16"] = Field(
        "auto",
        description="Bits per number: bf16 halves them and keeps the range; fp16 needs gradient scaling, "
        "and on a CPU is over ten times slower. "
        "Auto times fp32 and bf16 on this machine and takes the faster.",
    )
    channels_last: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Channels last",
        description="Keep the channels of a pixel side by side in memory: same result, other speed. "
        "Auto follows the precision.",
    )
    compile: bool = Field(
        False,
        title="Compile the networks",
        description="torch.compile writes one program of each network for this machine: quicker steps after a warm-up "
        "of 10 to 60 seconds, which has to pay first. Not together with gradient penalties.",
    )
    num_threads: int = Field(
        0,
        title="CPU threads",
        ge=0,
        le=256,
        description="CPU threads of the run. 0 is one: the small networks here gain next to nothing from more.",
    )


class RecordingConfig(Settings):
    """What is kept of the run. Looking does not change training."""

    sample_interval: int = Field(
        50,
        title="Steps between samples",
        ge=1,
        le=10**6,
        description="Draw the samples again every so many steps (more often at the very start).",
    )
    num_samples: int = Field(
        36,
        title="Pictures in the grid",
        ge=4,
        le=144,
        description="How many pictures stand in a sample grid.",
    )
    log_interval: int = Field(
        10,
        title="Steps in a curve point",
        ge=1,
        le=1000,
        description="Steps that are averaged into one point of the curves.",
    )
    checkpoint_seconds: float = Field(
        20.0,
        title="Seconds between saves",
        ge=1,
        le=3600,
        description="Save everything this often: what a crash can cost at most.",
    )
    watch_budget: float = Field(
        0.05,
        title="Time for measures (share)",
        ge=0,
        le=0.5,
        description="How much of the training time may go into measuring quality meanwhile. 0 measures nothing.",
    )
    best_by: Literal["off", *BEST_BY] = Field(
        "quality/frechet",
        title="Keep the best by",
        description="The generator that was best by this measure is kept beside the newest, "
        "as far as the run can be measured so.",
    )


def _choice(kinds: dict[str, type[Settings]]) -> Any:
    """A union of settings models told apart by their name."""
    return Annotated[Union[tuple(kinds.values())], Field(discriminator="name")]


class RunConfig(Settings):
    """One training run. Groups: data, model, objective, optimiser, training, runtime, recording."""

    version: Literal[1] = 1
    title: str = Field("Run", min_length=1, max_length=80, description="What the run is called in lists.")
    seed: int = Field(0, ge=0, lt=2**31, description="Same seed, machine and settings: same run, to the last bit.")
    data: _choice(DATASETS)
    model: _choice(MODELS)
    objective: _choice(OBJECTIVES)
    optimiser: OptimiserConfig = OptimiserConfig()
    training: TrainingConfig = TrainingConfig()
    runtime: RuntimeConfig = RuntimeConfig()
    recording: RecordingConfig = RecordingConfig()

    @model_validator(mode="after")
    def _fits_together(self) -> RunConfig:
        if self.objective.family != self.model.family:
            fitting = ", ".join(name for name, each in OBJECTIVES.items() if each.family == self.model.family)
            raise ValueError(
                f"objective.name {self.objective.name!r} does not train a {self.model.family.upper()} like "
                f"{self.model.name!r}: choose {fitting}"
            )
        if self.model.family == "gan":
            self.objective.check(self.model.d_norm)
            if self.data.kind == "points" and self.objective.diffaugment != "none":
                raise ValueError(
                    f"objective.diffaugment must be none for points, got {self.objective.diffaugment!r}: it moves, "
                    "recolours and covers pictures"
                )
            if self.runtime.compile and self.objective.needs_per_sample_gradients:
                raise ValueError(
                    "runtime.compile must be off while r1_gamma, r2_gamma or gradient_penalty is on: torch.compile "
                    "fails on the gradients of gradients that these penalties need, or drops them unsaid"
                )
        self.model.check(self.shape())
        if self.optimiser.schedule == "cosine" and not (self.training.num_steps or self.training.num_images):
            raise ValueError(
                "optimiser.schedule 'cosine' must know its end: set training.num_steps or training.num_images"
            )
        return self

    def shape(self, channels: int | None = None, num_classes: int | None = None) -> SampleShape:
        """What the networks are built for. Channels and classes are guessed where only loading the data tells them."""
        channels = channels or self.data.channels or 3
        classes = num_classes if num_classes is not None else (len(self.data.class_names) or 2)
        return SampleShape(channels, self.data.image_size, classes if self.model.conditional else 0, self.data.kind)

    def with_changes(self, changes: dict[str, Any]) -> RunConfig:
        """A copy with dotted settings changed: {"objective.name": "hinge", "training.batch_size": 64}.

        A new `name` of data, model or objective brings that one's defaults; a model of another family brings an
        objective that fits, unless one is named. Raises SettingsError with a sentence.
        """
        values = self.model_dump(mode="json")
        names = {key: value for key, value in changes.items() if key in ("data.name", "model.name", "objective.name")}
        for key, value in names.items():
            group = key.split(".")[0]
            if values[group]["name"] != value:
                values[group] = {"name": value}
        model = MODELS.get(values["model"]["name"])
        if model and "objective.name" not in changes and OBJECTIVES[values["objective"]["name"]].family != model.family:
            values["objective"] = {"name": DEFAULT_OBJECTIVE[model.family]}
        for key, value in changes.items():
            _put(values, key, value)
        return parse(RunConfig, values)


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    *groups, last = key.split(".")
    place = values
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


def choices() -> dict[str, dict[str, type[DataSettings] | type[ModelSettings] | type[ObjectiveSettings]]]:
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
)
"""The settings that may be changed while a run goes on."""

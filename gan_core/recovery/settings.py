"""RecoverConfig: all settings of fine-tuning and distillation, in one frozen object. Torch is not imported."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from gan_core.config import RunConfig, load_config
from gan_core.errors import SettingsError
from gan_core.generators.sampling import no_layers, not_narrowed
from gan_core.optimise.prune import Prune
from gan_core.optimise.solver_steps import SolverSteps
from gan_core.optimise.transformation import MAX_STEPS
from gan_core.optimise.widths import narrowed
from gan_core.run_settings import SAME_RUN, OptimiserConfig, RecordingConfig, RuntimeConfig, TrainingConfig
from gan_core.settings import Settings, parse
from gan_core.store.model_card import ModelCard
from gan_core.wording import percent

TITLE_LETTERS = 80
FEWEST_FRECHET = 200
"""More than the features of any extractor used here have dimensions."""
SMALLER = ("prune", "solver")
"""The transformations that leave a smaller network of the same kind, or a flow that asks its own less often."""
CheaperStep = Annotated[Prune | SolverSteps, Field(discriminator="name")]

Share = Annotated[float, Field(gt=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]

NO_PRIOR = (
    "A {title} has no prior: a student cannot imitate it on latents from N(0, I), which its decoder never saw. Prune "
    "it and fine-tune it on its data instead."
)


class LossConfig(Settings):
    """What the student is held to, and how much each counts. All but the first may be 0, which is off."""

    output: Literal["l1", "l2"] = Field(
        "l2",
        title="Pixel loss",
        description="How the student's picture is compared with the teacher's picture of the same latent: squared "
        "difference gives the best PSNR, absolute difference keeps edges sharper (Aguinaldo et al. 2019, "
        "arxiv.org/abs/1902.00159).",
    )
    output_weight: Weight = Field(1.0, title="Weight of pictures", description="The weight of the pixel loss.")
    feature_on: Literal["seen", "random", "hidden"] = Field(
        "seen",
        title="Features of",
        description="Seen: features of the network made for such pictures (Johnson et al. 2016, "
        "arxiv.org/abs/1603.08155); random: features of an untrained network; hidden: the hidden layers of student "
        "and teacher, through 1x1 adapters that are trained too (Romero et al. 2015, FitNets, "
        "arxiv.org/abs/1412.6550).",
    )
    feature_weight: Weight = Field(
        0.0,
        title="Weight of features",
        description="The weight of the feature loss, relative to the teacher's own spread; 0.1 is a good start, "
        "and takes nearly twice the time on a CPU. 0 is off.",
    )
    adversarial_weight: Weight = Field(
        0.003,
        title="Weight of the discriminator",
        description="The weight of fooling a small discriminator that learns to tell student from teacher: sharper "
        "pictures for a little less PSNR (Li et al. 2020, GAN Compression, arxiv.org/abs/2003.08936). 0 is off.",
    )


NO_PART = (
    "{} sets the scale of each channel of this model, so that no part of them draws alone: distil or fine-tune a "
    "narrower student instead."
)


class RecoverConfig(Settings):
    """One fine-tuning or distillation: a teacher, a smaller student made of it, and how the student learns."""

    job_type: ClassVar[str] = "recover"
    version: Literal[1] = 1
    title: str = Field(
        "", max_length=TITLE_LETTERS, description="The name of the run; if empty, it says what is done to which model."
    )
    seed: int = Field(0, ge=0, lt=2**31, description=SAME_RUN)
    teacher: str = Field(
        min_length=1, max_length=120, description="A shipped model or a run, optionally with @ and a step."
    )
    steps: tuple[CheaperStep, ...] = Field(
        (),
        max_length=MAX_STEPS,
        description="The transformations that make the student from the teacher, in order: pruning; or, of a flow, "
        "solver steps: the student learns to draw in fewer what its teacher draws in many (Liu et al. 2023, "
        "arxiv.org/abs/2209.03003, section 2.3).",
    )
    student_ratio: float = Field(
        0.0,
        ge=0,
        lt=1,
        title="Width of a new student",
        description="Instead of pruning: a network with this share of the teacher's channels and untrained "
        "weights. 0 is off.",
    )
    method: Literal["distil", "fine_tune", "any_cost"] = Field(
        "distil",
        description="Distil: imitate the teacher's pictures of random latents; needs no data (Hinton et al. 2015, "
        "arxiv.org/abs/1503.02531; Aguinaldo et al. 2019). Fine-tune: the teacher's own training on its data, with "
        "a new discriminator. Anycost: the teacher's own network learns to draw with only its first channels, at "
        "several widths (Lin et al. 2021, arxiv.org/abs/2103.03243).",
    )
    widths: tuple[Share, ...] = Field(
        (0.25, 0.5, 0.75, 1.0),
        min_length=2,
        max_length=6,
        title="Widths",
        description="Anycost only: the shares of channels that learn to draw, rising to 1.",
    )
    frechet_images: int = Field(
        256,
        ge=0,
        le=10_000,
        title="Samples for the Fréchet distance",
        description="Student and teacher are compared on this many latents whenever samples are drawn, with the "
        "features made for such pictures. 0 is off; otherwise at least 200.",
    )
    losses: LossConfig = LossConfig()
    optimiser: OptimiserConfig = OptimiserConfig(lr=2e-3, beta1=0.9, beta2=0.99, schedule="cosine")
    training: TrainingConfig = TrainingConfig(num_steps=500, batch_size=32, ema_halflife_images=500)
    runtime: RuntimeConfig = RuntimeConfig()
    recording: RecordingConfig = RecordingConfig(log_interval=10, sample_interval=50, num_samples=48)

    @field_validator("steps", mode="before")
    @classmethod
    def _smaller(cls, steps: Any) -> Any:
        given = (
            [step.get("name") for step in steps if isinstance(step, dict)] if isinstance(steps, (list, tuple)) else []
        )
        if other := next((name for name in given if name not in SMALLER), None):
            raise ValueError(
                f"steps must be of {', '.join(SMALLER)}, got {other!r}: distil or fine-tune first, then transform the "
                "result"
            )
        return steps

    @model_validator(mode="after")
    def _fits_together(self) -> RecoverConfig:
        if self.method == "any_cost":
            self._check_any_cost()
        elif bool(self.steps) == bool(self.student_ratio):
            raise ValueError(
                "steps must say how the student is pruned, or student_ratio how wide a new one is: exactly one of "
                "the two"
            )
        if self.training.processes != 1:
            raise ValueError(
                f"training.processes must be 1 for distillation and fine-tuning, got {self.training.processes}"
            )
        if self.runtime.cuda_graphs:
            raise ValueError("runtime.cuda_graphs must be off for distillation and fine-tuning")
        if self.runtime.precision == "fp16":
            raise ValueError(
                "runtime.precision must be auto, fp32 or bf16 for distillation and fine-tuning, got 'fp16'"
            )
        if self.runtime.compile:
            raise ValueError(
                "runtime.compile must be off for distillation and fine-tuning: they end before compilation pays off"
            )
        if self.optimiser.schedule == "cosine" and not (self.training.num_steps or self.training.num_images):
            raise ValueError("optimiser.schedule 'cosine' must have a known end: set training.num_steps")
        if 0 < self.frechet_images < FEWEST_FRECHET:
            raise ValueError(f"frechet_images must be 0 or at least {FEWEST_FRECHET}, got {self.frechet_images}")
        if self.method != "fine_tune" and not (
            self.losses.output_weight or self.losses.feature_weight or self.losses.adversarial_weight
        ):
            raise ValueError("losses must have at least one weight above 0, or there is nothing to learn")
        return self

    def _check_any_cost(self) -> None:
        if self.steps or self.student_ratio:
            raise ValueError("steps and student_ratio must be left out for any_cost: the whole network learns")
        if list(self.widths) != sorted(set(self.widths)) or self.widths[-1] != 1:
            raise ValueError(f"widths must rise and end at 1, got {self.widths}")
        if self.losses.feature_weight and self.losses.feature_on == "hidden":
            raise ValueError("losses.feature_on must be seen or random for any_cost, got 'hidden'")

    @property
    def words(self) -> str:
        """What was done to the teacher: "pruned 50 %, distilled"."""
        if self.method == "any_cost":
            return "Anycost"
        made = [step.words for step in self.steps] or [f"fresh at {percent(self.student_ratio)} width"]
        how = "fine-tuned" if self.method == "fine_tune" else "distilled"
        return ", ".join([*made, how])

    @property
    def full_title(self) -> str:
        """The title given, or one that says what is done: "shapes-gan, pruned 50 %, distilled"."""
        return (self.title or f"{self.teacher}, {self.words}")[:TITLE_LETTERS]

    def problem(self, card: ModelCard) -> str:
        """Why this makes no sense for the teacher of `card`, in a sentence; or ""."""
        what = card.config.model.modulated_by
        if what and self.method == "any_cost":
            return NO_PART.format(what.capitalize())
        if what and self.losses.feature_weight and self.losses.feature_on == "hidden":
            return f"losses.feature_on must be seen or random for a model whose channels {what} sets, got 'hidden'."
        if why := not_narrowed(card.config.family):
            return why
        if self.method != "fine_tune" and not card.config.family.has_prior:
            return NO_PRIOR.format(title=card.config.family.title)
        if not card.config.family.one_pass and (why := self._no_flow(card)):
            return why
        if self.student_ratio or self.method == "any_cost":
            return _too_narrow(card, self.student_ratio or self.widths[0])
        sentences = (step.unfit(card, self.steps[:index]) for index, step in enumerate(self.steps))
        return next((sentence for sentence in sentences if sentence), "")

    def _no_flow(self, card: ModelCard) -> str:
        """Why a flow cannot be taught so; or ""."""
        if self.student_ratio or self.method == "any_cost":
            return no_layers(card.config.family)
        if self.method == "fine_tune":
            return f"A {card.config.family.title} learns a velocity, whatever its steps: distil fewer steps instead."
        if self.losses.feature_weight and self.losses.feature_on == "hidden":
            return no_layers(card.config.family)
        return ""

    def student_settings(self, card: ModelCard) -> RunConfig:
        """The whole settings of the student of the teacher `card`, with its budget and rates.

        `card` may also be the student's own, whose widths are then kept. Raises SettingsError.
        """
        values = card.config.model_dump(mode="json") | {"title": self.full_title, "seed": self.seed}
        values["model"] = card.config.model.grown().model_dump(mode="json")  # what it knows it knows at full size
        groups = ("optimiser", "training", "runtime", "recording")
        return load_config(values | {name: getattr(self, name).model_dump(mode="json") for name in groups})


def _too_narrow(card: ModelCard, share: float) -> str:
    model = card.config.model
    change = narrowed(model, 1 - share)
    same = all(list(getattr(model, name.split(".")[1])) == wanted for name, wanted in change.items())
    return "This model's layers are too narrow for a narrower student." if same else ""


def defaults(card: ModelCard, method: str = "distil", num_steps: int = 500) -> dict[str, Any]:
    """What suits the teacher of `card`, as JSON without teacher and student: fine-tuning keeps the game's own rates."""
    values: dict[str, Any] = {"method": method}
    training = RecoverConfig.model_fields["training"].default.model_dump(mode="json")
    if method == "fine_tune":
        values["optimiser"] = card.config.optimiser.model_dump(mode="json") | {"schedule": "cosine", "warmup_steps": 0}
        training = card.config.training.model_dump(mode="json") | {"num_images": 0, "seconds": 0.0}
    else:
        values["optimiser"] = RecoverConfig.model_fields["optimiser"].default.model_dump(mode="json")
    values["training"] = training | {"num_steps": num_steps}
    for name in ("losses", "runtime", "recording"):
        values[name] = RecoverConfig.model_fields[name].default.model_dump(mode="json")
    return values


def load_recover_config(values: dict[str, Any]) -> RecoverConfig:
    """A RecoverConfig from saved JSON. Raises SettingsError with a sentence."""
    return parse(RecoverConfig, values)


def check(config: RecoverConfig, card: ModelCard) -> None:
    """Raises SettingsError where `config` makes no sense for the teacher of `card`."""
    if problem := config.problem(card):
        raise SettingsError(problem)
    config.student_settings(card)

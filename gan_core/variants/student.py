"""Students as variants of their teachers: which exist for a model, and how they are loaded."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.errors import CheckpointError, RunError, UserError
from gan_core.jobs.folder import find_run
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.places import runs_root
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from gan_core.store.model_card import ModelCard
from gan_core.store.model_ref import reference_of, resolve

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

MOST_GENERATIONS, MOST_LETTERS = 8, 120


def recovery_of(reference: str) -> RecoverConfig | None:
    """The settings by which the student `reference` ("my-run", "my-run@500") learned; None for any other model."""
    try:
        folder = find_run(runs_root(), _name(reference))
    except RunError:
        return None
    return load_recover_config(folder.config()) if folder.status().job_type == RecoverConfig.job_type else None


def teachers_of(reference: str) -> list[str]:
    """The names of its teacher, of that one's teacher, and so on; empty for a model that has none."""
    found: list[str] = []
    while len(found) < MOST_GENERATIONS and (config := recovery_of(reference)):
        reference = config.teacher
        found.append(_name(reference))
    return found


def comes_from(reference: str, card: ModelCard) -> bool:
    """Whether the student `reference` descends from the model of `card`. Raises CheckpointError where it is gone."""
    resolve(reference)
    return _name(reference_of(card.path)) in teachers_of(reference)


def student_step(run: str) -> Recovered | None:
    """The checkpoint of a student that `run` names, its newest without @, as a step; None where there is no such."""
    try:
        config, named = recovery_of(run), reference_of(resolve(run))
    except UserError:
        return None
    if config is None:
        return None
    words = shorten(config.words, MOST_LETTERS, placeholder=" …")
    return Recovered(run=named, made=f"{words} {int(named.partition('@')[2]):,} steps")


def student(run: str, teacher: Generator, words: str) -> Generator:
    """The student in the state that `run` names. Raises CheckpointError where it is gone or takes other latents."""
    from gan_core.generators.torch_generator import load
    from gan_core.optimise.variant import TorchVariant
    from gan_core.optimise.variant_card import card_of_variant

    found = load(resolve(run), device=teacher.device)
    if (found.latent_dim, found.card.shape) != (teacher.latent_dim, teacher.card.shape):
        raise CheckpointError("This student draws from different latents than the model, so it is not a variant of it.")
    config = recovery_of(run)
    card = card_of_variant(found.card, words)
    note = f"{found.card.step:,} steps of its own, run {_name(run)}"
    if config:
        note = f"{config.method.replace('_', '-').capitalize()}: {note}, taught by {config.teacher}"
    return TorchVariant(card, found.module, found.device, (f"{note}.",))


def _name(reference: str) -> str:
    return reference.partition("@")[0]


class Recovered(Transformation):
    """What a fine-tuning or distillation has made of this model. It stands beside its baseline on the same latents."""

    title: ClassVar[str] = "Distilled student"
    about: ClassVar[str] = (
        "A smaller network that distillation has taught to draw what this model draws: with its own weights, from "
        "the same latents (Aguinaldo et al. 2019, arxiv.org/abs/1902.00159)."
    )
    stage: ClassVar[Stage] = "weights"

    name: Literal["recovered"] = "recovered"
    run: str = Field(
        "",
        max_length=120,
        title="Distillation run",
        description="A distillation or fine-tuning run of this model, optionally with a step.",
    )
    made: str = Field("", max_length=160, title="What was done", description="What the run did, for use in titles.")

    @property
    def words(self) -> str:
        return self.made or f"distilled in {self.run}"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It takes the place of the model that it was taught by, or of that one's own teacher."""

        if not self.run:
            return "This model has no student yet: start one under “Fine-tuning and distillation”."
        if before:
            return "A distilled student replaces the model: put it first."
        try:
            return "" if comes_from(self.run, card) else "This student was taught by a different model."
        except UserError as error:
            return str(error)

    def apply(self, generator: Generator) -> Generator:
        """The student, on the device of its baseline. Raises CheckpointError where it is gone."""

        return student(self.run, generator, self.words)

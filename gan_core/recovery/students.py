"""Students of recoveries as variants of their teachers: which there are, of whom, and how they are loaded."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from gan_core.errors import CheckpointError, RunError, UserError
from gan_core.jobs.folder import find_run
from gan_core.model_card import ModelCard
from gan_core.model_ref import reference_of, resolve
from gan_core.optimise.recovered import Recovered
from gan_core.places import runs_root
from gan_core.recovery.settings import RecoverConfig, load_recover_config

if TYPE_CHECKING:
    from gan_core.generator import Generator

MOST_GENERATIONS, MOST_LETTERS = 8, 120


def recovery_of(reference: str) -> RecoverConfig | None:
    """The settings of the recovery that `reference` ("my-run", "my-run@500") names; None for any other model."""
    try:
        folder = find_run(runs_root(), _name(reference))
    except RunError:
        return None
    return load_recover_config(folder.config()) if folder.status().kind == "recover" else None


def teachers_of(reference: str) -> list[str]:
    """The names of its teacher, of that one's teacher, and so on; empty for what is no recovery."""
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
    """The moment of a recovery that `run` names, its newest without @, as a step; None where there is no such."""
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
    from gan_core.optimise.variant import TorchVariant
    from gan_core.optimise.variant_card import told
    from gan_core.torch_generator import load

    found = load(resolve(run), device=getattr(teacher, "device", "cpu"))
    if (found.latent_dim, found.card.shape) != (teacher.latent_dim, teacher.card.shape):
        raise CheckpointError("This student draws from other latents than the model: it is no variant of it.")
    config = recovery_of(run)
    card = told(found.card, words)
    note = f"{found.card.step:,} steps of its own, run {_name(run)}"
    if config:
        note = f"{config.method.replace('_', '-').capitalize()}: {note}, taught by {config.teacher}"
    return TorchVariant(card, found.module, found.device, (f"{note}.",))


def _name(reference: str) -> str:
    return reference.partition("@")[0]

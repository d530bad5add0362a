"""The student: the teacher pruned, or a narrower network with fresh weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from gan_core.generators.generator import Generator
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models.build import build
from gan_core.models.vae import Vae
from gan_core.optimise.widths import narrowed
from gan_core.recovery.settings import RecoverConfig, check
from gan_core.store.model_card import read_card

Report = Callable[[str, float | None], None]


def make_student(config: RecoverConfig, teacher: TorchGenerator, report: Report) -> TorchGenerator:
    """The student as it is before it learns, its card's settings those of the run. Raises SettingsError, UserError."""
    check(config, teacher.card)
    student: Generator
    if config.method == "any_cost":
        from gan_core.recovery.order import most_important_first

        student = most_important_first(teacher, seed=config.seed)
    elif config.student_ratio:
        student = _fresh(config, teacher)
    else:
        student = teacher
        for index, step in enumerate(config.steps):
            report(f"{step.title} …", index / len(config.steps))
            student = step.apply(student)
    return TorchGenerator(replace(student.card, config=config.student_settings(student.card)), student.module)


def empty_student(config: RecoverConfig, saved: Path) -> TorchGenerator:
    """A student of the widths that the checkpoint at `saved` has, whose weights are still to be loaded."""
    card = read_card(saved)
    card = replace(card, config=config.student_settings(card))
    return TorchGenerator(card, build(card.config.model, card.shape))


def _fresh(config: RecoverConfig, teacher: TorchGenerator) -> TorchGenerator:
    card = teacher.card
    card = replace(card, config=card.config.with_changes(narrowed(card.config.model, 1 - config.student_ratio)))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        module = build(card.config.model, card.shape)
    if (
        isinstance(module, Vae) and module.log_sigma is not None
    ):  # a spread of pixels, not a weight: pictures do not teach it
        module.log_sigma.data.copy_(teacher.module.log_sigma)
    return TorchGenerator(card, module)

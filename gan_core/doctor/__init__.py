"""The doctor: reads the history of a run and names its failure modes. Importing this does not import torch."""

from gan_core.doctor import (
    d_too_strong,
    d_too_weak,
    dead_units,
    divergence,
    fp16_overflow,
    low_learning_rate,
    memorised,
    mode_collapse,
    oscillation,
    overfitted_d,
    posterior_collapse,
    quality_collapse,
    vanishing_gradients,
    wrong_classes,
)
from gan_core.doctor.failure_mode import FailureMode
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import History

FAILURE_MODES: dict[str, FailureMode] = {
    each.FAILURE_MODE.name: each.FAILURE_MODE
    for each in (
        divergence,
        fp16_overflow,
        low_learning_rate,
        dead_units,
        posterior_collapse,
        vanishing_gradients,
        d_too_weak,
        d_too_strong,
        overfitted_d,
        memorised,
        oscillation,
        mode_collapse,
        wrong_classes,
        quality_collapse,
    )
}
"""All, causes before what they cause: the order in which findings are reported."""


def diagnose(history: History) -> list[Finding]:
    """The failures of a run, serious ones first; empty for a sound one, and for one too young to say."""
    found = [finding for failure_mode in FAILURE_MODES.values() if (finding := failure_mode.look(history))]
    return sorted(found, key=lambda each: each.severity != "serious")


__all__ = ["FAILURE_MODES", "Evidence", "FailureMode", "Finding", "History", "Remedy", "diagnose"]

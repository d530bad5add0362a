"""The failure mode in which values exceed the range of half precision."""

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import needed_steps
from gan_core.errors import Fault
from gan_core.message import Message

LIMIT = 0.05
"""Of the updates. The scaler doubles its scale every 500 good updates and skips one when that was too much: 0.2 %."""


def look(history: History) -> Finding | None:
    """In fp16: the run ended at a number that is none, or more than one update in twenty is skipped."""
    if history.setting("runtime.precision") != "fp16":
        return None
    if history.state == "failed" and history.fault == Fault.NOT_FINITE:
        return _finding(history.step, Message("ended_not_finite", {"reason": history.reason}), ())
    skipped = history.curve("skipped")
    recent = skipped.after(history.step - needed_steps(history.step))
    if len(recent) < 5 or history.step < needed_steps(history.step):
        return None
    share = skipped_share(recent)
    if share < LIMIT:
        return None
    first, last = int(recent.steps[0]), int(recent.steps[-1])
    seen = Message("updates_skipped", {"share": share, "steps": last - first})
    return _finding(first, seen, (Evidence("skipped", first, last, share, LIMIT),))


def skipped_share(recent: Curve) -> float:
    """Skipped updates for each step; the curve counts them from the start."""
    return float(np.ptp(recent.values) / max(1.0, np.ptp(recent.steps)))


def _finding(since: int, seen: Message, evidence: tuple[Evidence, ...]) -> Finding:
    remedies = (
        Remedy(Message("use_bf16"), {"runtime.precision": "bf16"}),
        Remedy(Message("use_fp32"), {"runtime.precision": "fp32"}),
    )
    return Finding(FAILURE_MODE.name, "serious", since, seen, evidence, remedies)


FAILURE_MODE = FailureMode(
    name="fp16_overflow",
    title="fp16 overflow",
    about="fp16 ends at 65,504. Anything larger becomes infinite, and the update is discarded. A scaler looks for "
    "a scale at which gradients fit, but if the activations themselves are too large there is none.",
    shows="The count of skipped updates keeps rising, or the loss is suddenly not a number.",
    helps=(
        "bf16: the same size, with the range of fp32.",
        "A lower learning rate; a normalisation that keeps activations small.",
        "Losses as means instead of sums; penalties in fp32, as always in this app.",
    ),
    paper="Micikevicius et al. 2018, Mixed Precision Training",
    link="https://arxiv.org/abs/1710.03740",
    curves=("skipped",),
    start=FailureStart("shapes-vae", {"runtime.precision": "fp16", "optimiser.lr": 0.05}, 200),
    look=look,
    icon="expand",
)

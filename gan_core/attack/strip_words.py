"""What a network says of a picture at each epsilon, in words for a page: a sign for the scale, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_core.attack.strip import EPSILONS, Strip
from gan_core.wording import percent

NAMES = {"fgsm": "FGSM", "pgd": "PGD"}


@dataclass(frozen=True)
class Entry:
    """At one epsilon: whether the attack has worked, a sign of few letters, a sentence, and bars 0 to 1."""

    worked: bool
    sign: str
    sentence: str
    bars: tuple[float, ...]


def chances(logits: np.ndarray) -> np.ndarray:
    """The softmax of logits (N, classes)."""
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)


def reader_entries(method: str, strip: Strip, aim: str, label: int) -> list[Entry]:
    """Of a digit classifier: away from `label` it has worked where another digit is read, towards it where that is."""
    found = []
    share = chances(strip.logits)
    first = int(share[0].argmax())
    for epsilon, row in zip(EPSILONS, share, strict=True):
        digit = int(row.argmax())
        worked = digit != label if aim == "away" else digit == label
        reads = f"{digit} ({percent(float(row[digit]))} sure)"
        if not epsilon:
            sentence = f"Unchanged, it reads {reads}."
        elif digit == first:
            sentence = f"{NAMES[method]} at ε = {epsilon:.2f}: it still reads {reads}."
        else:
            sentence = f"{NAMES[method]} at ε = {epsilon:.2f}: it reads {reads}, no longer {first}."
        found.append(Entry(worked, str(digit), sentence, tuple(round(float(each), 4) for each in row)))
    return found


def discriminator_entries(method: str, strip: Strip, aim: str, real: np.ndarray) -> list[Entry]:
    """Of D, beside its logits of `real` pictures (N,): it has worked where it passes the middle one of these."""
    found = []
    middle = float(np.median(real))
    share = [float((real < logit).mean()) for logit in strip.logits]
    for epsilon, logit, more in zip(EPSILONS, strip.logits, share, strict=True):
        worked = bool(logit > middle if aim == "more_real" else logit < middle)
        says = f"D’s logit is {logit:.2f}, above those of {percent(more)} of real pictures"
        before = f" It was {strip.logits[0]:.2f}, above {percent(share[0])}." if epsilon else ""
        start = f"{NAMES[method]} at ε = {epsilon:.2f}: " if epsilon else "Unchanged: "
        found.append(Entry(worked, f"{100 * more:.0f}", f"{start}{says}.{before}", (round(more, 4),)))
    return found


def smallest(entries: list[Entry]) -> int | None:
    """The number of the first epsilon above 0 at which it works; None where it never does."""
    return next((index for index, entry in enumerate(entries) if index and entry.worked), None)


def smallest_words(entries: dict[str, list[Entry]]) -> str:
    """What each method needs, in a sentence."""
    told = []
    for method, each in entries.items():
        index = smallest(each)
        told.append(f"{NAMES[method]} {f'{EPSILONS[index]:.2f}' if index else f'none up to {EPSILONS[-1]:.2f}'}")
    return f"The smallest ε that works: {', '.join(told)}."

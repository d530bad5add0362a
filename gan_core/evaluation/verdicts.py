"""Verdicts on scores: as good as real pictures, best beyond chance, or unable to tell noise. Only numbers are read."""

from __future__ import annotations

from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Score
from gan_core.present import present


def as_good(score: Score) -> bool:
    """Whether the interval reaches that of real pictures, or lies beyond it."""
    if score.low is None or score.floor_low is None:
        return False
    if METRICS[score.protocol.measure].better == "lower":
        return score.low <= present(score.floor_high)
    return present(score.high) >= score.floor_low


def beaten_by_noise(score: Score) -> bool:
    """Whether the whole interval lies beyond what noise reaches."""
    if score.low is None or score.ceiling is None:
        return False
    lower = METRICS[score.protocol.measure].better == "lower"
    return score.low > score.ceiling if lower else present(score.high) < score.ceiling


def fooled(score: Score) -> bool:
    """Whether noise scores as well as real pictures do: then these features are blind to what is no picture."""
    if score.floor is None or score.ceiling is None:
        return False
    lower = METRICS[score.protocol.measure].better == "lower"
    return score.ceiling <= score.floor if lower else score.ceiling >= score.floor


def place(score: Score, value: float) -> float | None:
    """Where `value` lies between noise (0) and real pictures (1); None where they are not known or not apart."""
    if score.floor is None or score.ceiling is None or fooled(score):
        return None
    return min(max((score.ceiling - value) / (score.ceiling - score.floor), 0.0), 1.0)


def best(scores: list[Score]) -> str:
    """The subject whose interval lies beyond all others' of one protocol; "" where the difference may be chance."""
    known = [each for each in scores if each.value is not None and each.low is not None]
    if len(known) < 2 or fooled(known[0]):
        return ""
    lower = METRICS[known[0].protocol.measure].better == "lower"
    first, *others = sorted(known, key=lambda each: present(each.value) * (1 if lower else -1))
    apart = all(_beyond(first, each) if lower else _beyond(each, first) for each in others)
    return first.subject if apart else ""


def _beyond(lower: Score, higher: Score) -> bool:
    return present(lower.high) < present(higher.low)


def winners(found: Evaluation) -> dict[str, list[str]]:
    """The metrics by which each subject is the best beyond chance, under "" those by which nobody is.

    Of measures that two subjects were scored by, in the order of the columns. Reconstructions are no rivals of samples.
    """
    known: dict[str, list[str]] = {}
    aside = {each.subject for each in found.portraits if not each.drawn}
    for protocol in found.protocols():
        scores = [each for each in found.scores if each.protocol == protocol and each.subject not in aside]
        if sum(each.value is not None for each in scores) > 1:
            known.setdefault(best(scores), []).append(protocol.measure)
    return known


def missing_classes(score: Score) -> list[str]:
    """The classes that were never read; none where the metric counts no classes."""
    if not METRICS[score.protocol.measure].counts_classes:
        return []
    return [name for name, share in score.detail.items() if share == 0]

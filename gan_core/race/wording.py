"""How a race went, in sentences: only what was measured, and "no difference beyond noise" where that is the truth."""

from __future__ import annotations

import math

from gan_core.cost.timing import EQUAL, FASTER, SLOWER
from gan_core.cost.wording import ENERGY_VERDICTS, VERDICTS
from gan_core.quality.attribute_accuracy import ALL
from gan_core.race.lane_log import ATTRIBUTES, FRECHET, HELD_OUT, OTHER_TRAINING, LaneLog, MetricName, Race
from gan_core.race.ranking import LATER, NEITHER, NO_ENERGY, SOONER, TOO_FEW, Ranking, finishing_line, rankings
from gan_core.race.settings import RaceConfig
from gan_core.race.time_to_target import SEEDS, Z95, TimeToTarget
from gan_core.text.grammar import KINDS
from gan_core.wording import seconds_text, times

LONG_WARM_UP = 1.0
APART = math.exp(Z95 * math.sqrt(2) * SEEDS)
ONE_SEED = (
    "One seed, one run: from seed to seed the time to a line typically differs by a third, so lanes count as "
    f"different only from a factor of {APART:.1f}."
)
FLOOR_OF = {HELD_OUT: "Held-out pictures", OTHER_TRAINING: "Other training pictures", "": "Other real pictures"}
METRIC_TITLES = {FRECHET: "Fréchet distance", ATTRIBUTES: "Attributes drawn right"}
WORDS: dict[str, str] = {
    **VERDICTS,
    **ENERGY_VERDICTS,
    SOONER: "sooner",
    LATER: "later",
    NEITHER: "neither reached it",
    TOO_FEW: "too few scores to tell",
    NO_ENERGY["missing"]: "no verdict: energy was not counted in the same way",
}
"""Of every verdict of a ranking."""


def summary(race: Race, config: RaceConfig) -> list[str]:
    """The sentences in the order in which one wants to hear them; empty while nothing is known."""
    found, line = rankings(race, config.target), finishing_line(race, config.target)
    told = [_gave_up(track) for track in race.tracks if track.why_out]
    told += [attributes_words(track) for track in race.tracks]
    if len(found) > 1 and race.measure and line:
        told += [_arrived(each, found[0], line, race.measure.metric) for each in found[1:]]
        told += [_trained(each, found[0]) for each in found[1:]]
        told.append(_energy(found, race.tracks))
    elif len(found) > 1:
        told.append("No lane has learned much yet: let them train longer.")
    told += [_warmed_up(track) for track in race.tracks if track.warm_up_seconds > LONG_WARM_UP]
    return [each for each in told if each] + ([ONE_SEED] if len(found) > 1 and line else [])


def measure_title(measure: MetricName) -> str:
    """ "Fréchet distance (Shape reader)"."""
    return f"{METRIC_TITLES[measure.metric]} ({measure.extractor})"


def conditions_words(measure: MetricName) -> str:
    """What a score was taken of: how many pictures, and against what."""
    if measure.metric == ATTRIBUTES:
        return (
            f"{measure.num_images:,} samples of full captions, all five attributes of each as an independent reader "
            "sees them"
        )
    return f"{measure.num_images:,} pictures against as many training pictures of {measure.reference}"


def floor_words(measure: MetricName) -> str:
    """ "Held-out pictures reach 0.43 against the same ones."; "" where there were too few to say."""
    if measure.floor is None:
        return ""
    if measure.metric == ATTRIBUTES:
        return f"Of real pictures of the same captions {right_words(measure.floor)} are read right."
    return f"{FLOOR_OF[measure.floor_of]} reach {measure.floor:.3g} against the same ones."


def right_words(wrong: float) -> str:
    """ "93.2 %" of a share of 0.068 that is wrong."""
    return f"{100 * (1 - wrong):.1f} %"


def score_words(value: float, metric: str) -> str:
    """A score by itself: "35.2", or "93.2 % right"."""
    return f"{right_words(value)} right" if metric == ATTRIBUTES else f"{value:.3g}"


def target_words(value: float, metric: str) -> str:
    """A line that was reached: "a distance of 35", or "93.2 % of attributes right"."""
    return f"{right_words(value)} of attributes right" if metric == ATTRIBUTES else f"a distance of {value:.3g}"


def attributes_words(track: LaneLog) -> str:
    """What of its captions a lane drew at its last score, attribute by attribute; "" where that was not read."""
    if not track.looks or not track.looks[-1].right:
        return ""
    right = track.looks[-1].right
    each = ", ".join(f"{kind} {100 * right[kind]:.0f} %" for kind in KINDS)
    after = seconds_text(track.looks[-1].seconds)
    return f"After {after} {track.name} draws as asked: {each}; all five {100 * right[ALL]:.0f} %."


def verdict_words(verdict: str) -> str:
    """ "sooner", "no difference beyond noise"; "" for no verdict."""
    return WORDS.get(verdict, verdict)


def _arrived(own: Ranking, first: Ranking, line: float, metric: str) -> str:
    target = target_words(line, metric)
    if own.verdict == NEITHER:
        best = " and ".join("–" if each.best is None else score_words(each.best, metric) for each in (own, first))
        return f"Neither {own.name} nor {first.name} reached {target}: their best are {best}."
    told = f"{own.name} {_when(own.reach, target)}, {first.name} {_when(first.reach)}"
    ratio = own.seconds_ratio
    match own.verdict:
        case verdict if verdict in (SOONER, LATER) and ratio:
            return f"{told}: {times(1 / ratio if verdict == SOONER else ratio)} {verdict_words(verdict)}."
        case verdict if verdict in (SOONER, LATER, EQUAL, TOO_FEW):
            return f"{told}: {verdict_words(verdict)}."
    return f"{told}."


def _when(reach: TimeToTarget, target: str = "") -> str:
    """ "reached a distance of 35 after 12.1 s (11.0 s to 14.2 s)"."""
    to = f"reached {target} " if target else ""
    if reach.seconds is None:
        return f"never reached {target}".rstrip() if target else "never"
    low = seconds_text(reach.low) if reach.low is not None and (reach.low or reach.high) else ""
    high = seconds_text(reach.high) if reach.high is not None else "or later"
    span = f" ({low} to {high})" if reach.high is not None else f" ({low} {high})"
    return f"{to}after {seconds_text(reach.seconds)}{span if low else ''}"


def _trained(own: Ranking, first: Ranking) -> str:
    ratio = own.time_ratio
    if ratio is None or own.speed is None or first.speed is None:
        return ""
    speeds = f"{own.speed.middle:,.0f} images/s against {first.speed.middle:,.0f}"
    if own.speed_verdict == EQUAL:
        return f"{own.name} trains as fast as {first.name}: no difference beyond noise ({speeds})."
    if own.speed_verdict in (FASTER, SLOWER):
        factor = 1 / ratio.middle if own.speed_verdict == FASTER else ratio.middle
        return f"{own.name} trains {times(factor)} {verdict_words(own.speed_verdict)} than {first.name}: {speeds}."
    return f"{own.name} trains at {speeds} of {first.name}: too few turns to tell."


def _energy(found: list[Ranking], tracks: tuple[LaneLog, ...]) -> str:
    if not all(track.measured for track in tracks if track.looks):
        return ""
    told = [f"{each.name} {verdict_words(each.energy_verdict)}" for each in found[1:] if each.energy_verdict]
    return f"To the finishing line, against {found[0].name}: {', '.join(told)}." if told else ""


def _warmed_up(track: LaneLog) -> str:
    return (
        f"The first steps of {track.name} took {seconds_text(track.warm_up_seconds)} longer than later ones; this "
        "counts on its clock."
    )


def _gave_up(track: LaneLog) -> str:
    return f"{track.name} had to give up: {track.why_out}"

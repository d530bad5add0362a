"""Time per picture: every variant in every round, in random order, so that a noisy machine affects all alike."""

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gan_core.cost.intervals import FEWEST, Interval, median_interval
from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.latent_draws import draw_z

BLOCK_SECONDS = 0.02
"""How long one turn lasts at least: a quick model is asked again and again. Longer than what a busy system takes away
at a time, so that the middle call of a turn is one that was left alone."""
WARM_UP_SECONDS, WARM_UP_CALLS = 0.02, 2
PLACEMENT = 0.02
"""Two copies of one small model differ by about 1 % for good, because they lie elsewhere in memory: so many rounds tell
them apart, and yet neither is faster. It is the same in every round, so no resampling of rounds can see it: ratios'
intervals are widened by twice that. Mytkowicz, Diwan, Hauswirth and Sweeney 2009, Producing wrong data without doing
anything obviously wrong, doi.org/10.1145/1508284.1508275"""
MOST_BATCH = 4096
Clock = Callable[[], float]
Work = Callable[[], object]


class Verdict(StrEnum):
    """What a ratio of times to the baseline comes to."""

    FASTER = "faster"
    SLOWER = "slower"
    EQUAL = "no_difference"
    UNKNOWN = "too_few_rounds"
    OTHER_DEVICE = "other_device"


FASTER, SLOWER, EQUAL, UNKNOWN = Verdict.FASTER, Verdict.SLOWER, Verdict.EQUAL, Verdict.UNKNOWN


class EnergyVerdict(StrEnum):
    """What a ratio of energies to the baseline comes to."""

    LESS = "less_energy"
    MORE = "more_energy"
    EQUAL = Verdict.EQUAL
    UNKNOWN = Verdict.UNKNOWN
    POWER_ASSUMED = "power_assumed"


@dataclass(frozen=True)
class Round:
    """One turn of every generator: seconds per picture by name, and the share of all rounds, 0 to 1, that are done.

    Each is the median call of its turn. `seconds` is empty after a generator's warm-up, which counts for nothing.
    """

    seconds: dict[str, float]
    share: float


@dataclass(frozen=True)
class Timing:
    """What the rounds say of one generator.

    `seconds`: per picture, the median round. `ratio`: to the first generator, from each round's own ratio, so that what
    slows down a whole round does not count; 1 for the first itself. `verdict`: on the ratio. `credit` and
    `credit_verdict`: the same to its own baseline, None where that took no part.
    """

    seconds: Interval
    ratio: Interval
    verdict: Verdict
    credit: Interval | None = None
    credit_verdict: Verdict | None = None


def paired(
    generators: Mapping[str, Generator],
    batch: int,
    *,
    rounds: int = 20,
    budget_seconds: float = math.inf,
    block_seconds: float = BLOCK_SECONDS,
    seed: int = 0,
    num_threads: int | None = None,
    clock: Clock = time.perf_counter,
) -> Iterator[Round]:
    """Time all `generators` on the same latents after a warm-up: `rounds` of them, fewer once the budget is spent.

    In each round everyone makes `batch` pictures again and again until `block_seconds` are over, in an order drawn
    anew. The six rounds that an interval needs are taken whatever they last. `num_threads` is torch's in each round,
    and put back after it; None leaves it alone. Raises UserError, at once, for numbers out of range.
    """
    if not generators or not 1 <= batch <= MOST_BATCH or rounds < 1:
        raise UserError(f"Time one model or more, with a batch of 1 to {MOST_BATCH} and at least 1 round.")
    works = {name: decoding(each, batch, seed) for name, each in generators.items()}
    names, rng = list(works), np.random.default_rng(seed)

    def turns() -> Iterator[Round]:
        for work in works.values():
            with threads(num_threads):
                warm_up(work, clock)
            yield Round({}, 0.0)
        started = clock()
        for count in range(1, rounds + 1):
            order = [names[place] for place in rng.permutation(len(names))]
            with threads(num_threads), no_collection():
                found = {name: middle_call(works[name], block_seconds, clock) / batch for name in order}
            spent = clock() - started
            ends = count == rounds or (spent >= budget_seconds and count >= FEWEST)
            done = max(count / rounds, min(spent / budget_seconds, count / FEWEST))
            yield Round({name: found[name] for name in names}, 1.0 if ends else min(done, 0.99))
            if ends:
                return

    return turns()


def timings(rounds: Sequence[Round], baselines: Mapping[str, str] | None = None) -> dict[str, Timing]:
    """The figures of each generator; ratios are to the first one, and to its own of the `baselines` by name.

    Empty where no round is done.
    """
    counted = [each.seconds for each in rounds if each.seconds]
    if not counted:
        return {}
    original, found = next(iter(counted[0])), {}
    for name in counted[0]:
        ratio, code = _against(counted, name, original)
        seconds = median_interval(np.array([each[name] for each in counted]))
        own = (baselines or {}).get(name, "")
        credit = _against(counted, name, own) if own in counted[0] else (None, None)
        found[name] = Timing(seconds, ratio, code, *credit)
    return found


def _against(rounds: list[dict[str, float]], name: str, other: str) -> tuple[Interval, Verdict]:
    if name == other:
        return Interval(1.0, 1.0, 1.0), EQUAL if len(rounds) >= FEWEST else UNKNOWN
    ratio = ratio_interval([each[name] for each in rounds], [each[other] for each in rounds])
    return ratio, verdict(ratio)


def ratio_interval(values: Sequence[float], originals: Sequence[float]) -> Interval:
    """values (N,) over originals (N,), both above 0 and taken in pairs: the median of their ratios, with 95 %.

    By logarithms, so that twice and half are equally far from 1. Of two equals, the toss of their order alone makes one
    or the other the slower of a pair: the interval then holds 1 in 95 % of cases, whatever the noise and its drift.
    What is no noise and yet no difference, PLACEMENT, is added at both ends.
    """
    logarithms = np.log(np.asarray(values, dtype=np.float64) / np.asarray(originals, dtype=np.float64))
    found = median_interval(logarithms)
    if found.low is None or found.high is None:
        return Interval(math.exp(found.middle), None, None)
    low, high = math.exp(found.low) / (1 + PLACEMENT), math.exp(found.high) * (1 + PLACEMENT)
    return Interval(math.exp(found.middle), low, high)


def verdict(ratio: Interval) -> Verdict:
    """What a ratio of times comes to: a difference is one when its interval leaves out 1."""
    if ratio.low is None or ratio.high is None:
        return UNKNOWN
    if ratio.low <= 1 <= ratio.high:
        return EQUAL
    return SLOWER if ratio.low > 1 else FASTER


def decoding(generator: Generator, batch: int, seed: int = 0) -> Work:
    """A call that makes `batch` pictures of latents drawn beforehand, of a conditional model class after class."""
    z, label = draw_z(seed, batch, generator.latent_dim), generator.labels_for(batch)
    return lambda: generator.decode(z, label)


def warm_up(work: Work, clock: Clock = time.perf_counter) -> None:
    """Some calls that do not count: what is compiled or fetched at first is there afterwards."""
    started = clock()
    for _ in range(WARM_UP_CALLS):
        work()
    while clock() - started < WARM_UP_SECONDS:
        work()


def middle_call(work: Work, block_seconds: float, clock: Clock = time.perf_counter) -> float:
    """Seconds of the median call of a turn that lasts `block_seconds` or one call, whichever is longer."""
    found: list[float] = []
    started = before = clock()
    while not found or before - started < block_seconds:
        work()
        after = clock()
        found.append(after - before)
        before = after
    return statistics.median(found)


@contextmanager
def threads(num_threads: int | None) -> Iterator[None]:
    """torch computes on so many threads inside; None, or a process without torch, changes nothing."""
    torch = sys.modules.get("torch")
    if num_threads is None or torch is None:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(num_threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def no_collection() -> Iterator[None]:
    """Python tidies up afterwards, not while the clock runs for one of several."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()

"""Figures of the cost table in words: the number, how it was found, and what a ratio comes to."""

from gan_core.cost.figure import Figure, How
from gan_core.cost.timing import EnergyVerdict, Verdict
from gan_core.energy.wording import source_words
from gan_core.message import Message
from gan_core.wording import Sentences, interval, quantity, say, times

UNAVAILABLE = "unavailable"
WARMED_BY_DISK = "shortened by the disk cache of an earlier compilation"
PEAK = "the peak that the system recorded"
NOT_YET = "not measured yet"
VERDICTS: dict[str, str] = {
    Verdict.FASTER: "faster",
    Verdict.SLOWER: "slower",
    Verdict.EQUAL: "no difference beyond noise",
    Verdict.UNKNOWN: "too few rounds to tell",
    Verdict.OTHER_DEVICE: "no verdict: on another device than the baseline",
}
ENERGY_VERDICTS: dict[str, str] = {
    EnergyVerdict.LESS: "less energy",
    EnergyVerdict.MORE: "more energy",
    EnergyVerdict.EQUAL: VERDICTS[Verdict.EQUAL],
    EnergyVerdict.UNKNOWN: VERDICTS[Verdict.UNKNOWN],
    EnergyVerdict.POWER_ASSUMED: "no verdict: the power is assumed",
}


def figure_text(figure: Figure) -> str:
    """ "1.23 ms (1.20 to 1.30)"; "unavailable" is a word."""
    inside = interval_text(figure)
    return value_text(figure) + (f" ({inside})" if inside else "")


def value_text(figure: Figure) -> str:
    """ "1.23 ms": the figure without its interval."""
    return UNAVAILABLE if figure.value is None else quantity(figure.value, figure.unit)


def interval_text(figure: Figure) -> str:
    """ "1.20 to 1.30", in the size that the value is shown in; "" where there is none."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    return interval(figure.value, figure.low, figure.high, figure.unit)


def how_words(how: Message) -> str:
    """How a figure was found, or why there is none."""
    return say(how, HOW)


def verdict_words(verdict: str) -> str:
    """ "faster", "no difference beyond noise"; "" for no verdict."""
    return VERDICTS.get(verdict, verdict)


def energy_verdict_words(verdict: str) -> str:
    """ "less energy", "no verdict: the power is assumed"; "" for no verdict."""
    return ENERGY_VERDICTS.get(verdict, verdict)


def ratio_words(ratio: float | None, verdict: str) -> str:
    """ "1.6x faster" for a ratio of times; the verdict alone where it is no difference."""
    factors: dict[str, float] = {Verdict.FASTER: 1 / ratio, Verdict.SLOWER: ratio} if ratio else {}
    factor = factors.get(verdict)
    return f"{times(factor)} {verdict_words(verdict)}" if factor else verdict_words(verdict)


def _rounds(num: int, of: str = "rounds") -> str:
    return f"median of {num} {of}, 95 % by order statistics"


def _paired(num: int, wider: float, of: str) -> str:
    return f"{_rounds(num, f'paired {of}')}, {wider:.0%} wider"


def _warm_up(helped: bool) -> str:
    return "once, when this measurement built it; " + (f"{WARMED_BY_DISK}; " if helped else "") + "without an interval"


def _blocks(num: int, batch: int, source: Message) -> str:
    return f"{source_words(source)}; median of {num} blocks in batches of {batch}, 95 % by order statistics"


def _emitted(grid: str, year: int, grams_per_kwh: float, by: str, source: Message) -> str:
    return f"{grid} {year}, {grams_per_kwh:g} g/kWh ({by}); {source_words(source)}"


def _memory(num: int, batch: int, marked: bool) -> str:
    found = PEAK if marked else "sampled every 2 ms"
    return f"resident memory above the imports, {found}, batches of {batch}; {_starts(num)}"


def _starts(num: int) -> str:
    """Too few starts for 95 %: the lowest and the highest are shown as what they are."""
    if num == 1:
        return "one start, so without an interval"
    return f"median of {num} starts, from the lowest to the highest"


HOW: Sentences = {
    How.NOT_YET: NOT_YET,
    How.HIDDEN: "this variant does not expose its network",
    How.NOT_COMPILED: "nothing is compiled",
    How.NO_ORIGIN: "a fresh process cannot rebuild this variant: there is no file or recipe of it",
    How.NOT_ALIKE: "its energy and the baseline's were not counted by the same source",
    How.POWER_ASSUMED: ENERGY_VERDICTS[EnergyVerdict.POWER_ASSUMED],
    How.NO_ENERGY: source_words,
    How.LEARNT: "parameters of the generator",
    How.FILE: "{form}, the parts that draw",
    How.ONE_PICTURE: "per picture",
    How.WARM_UP: _warm_up,
    How.ROUNDS: _rounds,
    How.PAIRED_ROUNDS: lambda num, wider: _paired(num, wider, "rounds"),
    How.BLOCKS: _blocks,
    How.PAIRED_BLOCKS: lambda num, wider: _paired(num, wider, "blocks"),
    How.EMITTED: _emitted,
    How.START_UP: lambda num: f"from the start of a process to a picture; {_starts(num)}",
    How.READY: lambda num: f"from imported libraries to a picture; {_starts(num)}",
    How.MEMORY: _memory,
    How.GPU_MEMORY: lambda num, batch: f"tensors on the GPU, batches of {batch}; {_starts(num)}",
    How.PROCESS_MEMORY: lambda num, batch: f"all that is resident, batches of {batch}; {_starts(num)}",
}

"""Where a figure of energy comes from, or why there is none, in words."""

from gan_core.energy.grids import find_grid
from gan_core.energy.meters import EnergyCode, NoCounter
from gan_core.message import Message
from gan_core.wording import Sentences, say

REASONS: Sentences = {
    NoCounter.NO_RAPL: "this machine has no readable RAPL counters (virtual machines, macOS and Windows do not)",
    NoCounter.RAPL_FOR_ROOT: "the RAPL counters may be read by root only: sudo chmod -R a+r {folder}",
    NoCounter.RAPL_UNREADABLE: "the RAPL counters cannot be read: {error}",
    NoCounter.NO_NVML: "nvidia-ml-py is not installed: pip install nvidia-ml-py",
    NoCounter.NVML_UNREADABLE: "the GPU's counter cannot be read: {error}",
    NoCounter.OTHER_DEVICE: "nothing here counts the energy of {device}",
    NoCounter.NOT_BEGUN: "the job has not started",
}


def source_words(source: Message) -> str:
    """ "RAPL (package-0: everything that runs on the processor)", "assumed 10 W for each busy core: ..."."""
    return say(source, SOURCES)


def _rapl(zones: list[str]) -> str:
    return f"RAPL ({', '.join(zones)}: everything that runs on the processor)"


def _assumed(watts: float, why: Message | None) -> str:
    reason = f" ({say(why, REASONS)})" if why else ""
    return f"assumed {watts:g} W for each busy core: time in other units{reason}"


def _cannot_read(counter: Message, error: str) -> str:
    return f"unavailable: {source_words(counter)}: {error}"


SOURCES: Sentences = {
    EnergyCode.RAPL: _rapl,
    EnergyCode.NVML: "NVML (the whole GPU, without the rest of the computer)",
    EnergyCode.ASSUMED: _assumed,
    EnergyCode.MISSING: lambda why: f"unavailable: no energy counter: {say(why, REASONS)}",
    EnergyCode.FORKED: "the run it was forked from",
    EnergyCode.SEVERAL: lambda sources: "; at first ".join(source_words(each) for each in sources),
    EnergyCode.STANDS_STILL: lambda counter: f"unavailable: the counter of {source_words(counter)} does not advance",
    EnergyCode.CANNOT_READ: _cannot_read,
}


def grid_words(grid: str) -> str:
    """ "World 2023, 481 g/kWh (Ember, ...)"."""
    place = find_grid(grid)
    return f"{grid} {place.year}, {place.grams_per_kwh:g} g/kWh ({place.source})"

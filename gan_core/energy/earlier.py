"""Reads where energy came from in what an earlier version saved: there it was a sentence."""

from gan_core.energy.meters import EnergyCode, NoCounter
from gan_core.message import Message, read_sentence

SOURCES = {
    EnergyCode.STANDS_STILL: "unavailable: the counter of {counter} stands still",
    EnergyCode.MISSING: "unavailable: no energy counter: {why}",
    EnergyCode.SEVERAL: "{first}; at first {rest}",
    EnergyCode.RAPL: "RAPL ({zones}: all that runs on the processor)",
    EnergyCode.NVML: "NVML (the whole GPU, without the computer around it)",
    EnergyCode.ASSUMED: "assumed {watts:n} W for each busy core: time in other units ({why})",
    "assumed_plainly": "assumed {watts:n} W for each busy core: time in other units",
    EnergyCode.FORKED: "the run it was forked from",
    EnergyCode.CANNOT_READ: "unavailable: {counter}): {error}",
}
REASONS = {
    NoCounter.NO_RAPL: "this machine shows no RAPL counters (virtual machines, macOS and Windows do not)",
    NoCounter.RAPL_FOR_ROOT: "the RAPL counters may be read by root only: sudo chmod -R a+r {folder}",
    NoCounter.RAPL_UNREADABLE: "the RAPL counters cannot be read: {error}",
    NoCounter.NO_NVML: "nvidia-ml-py is not installed: pip install nvidia-ml-py",
    NoCounter.NVML_UNREADABLE: "the GPU's counter cannot be read: {error}",
    NoCounter.OTHER_DEVICE: "nothing here counts the energy of {device}",
    NoCounter.NOT_BEGUN: "the job has not begun",
}


def energy_source(words: str) -> Message:
    """The message that the sentence `words` stood for; the sentence itself where it is none of that version's."""
    found = read_sentence(words, SOURCES)
    values = dict(found.values)
    match found.code:
        case "assumed_plainly":
            return Message(EnergyCode.ASSUMED, {**values, "why": None})
        case EnergyCode.ASSUMED | EnergyCode.MISSING:
            return Message(found.code, {**values, "why": read_sentence(str(values["why"]), REASONS)})
        case EnergyCode.RAPL:
            return Message(found.code, {"zones": str(values["zones"]).split(", ")})
        case EnergyCode.SEVERAL:
            first, rest = (energy_source(str(values[name])) for name in ("first", "rest"))
            older = rest.values["sources"] if rest.code == EnergyCode.SEVERAL else [rest]
            return Message(found.code, {"sources": [first, *older]})
        case EnergyCode.STANDS_STILL:
            return Message(found.code, {"counter": energy_source(str(values["counter"]))})
        case EnergyCode.CANNOT_READ:
            return Message(found.code, {**values, "counter": energy_source(f"{values['counter']})")})
        case _:
            return found

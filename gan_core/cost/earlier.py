"""Reads a cost table that an earlier version saved: verdicts and where figures come from were sentences there."""

from gan_core.cost.figure import How
from gan_core.cost.timing import EnergyVerdict, Verdict
from gan_core.energy.earlier import energy_source
from gan_core.message import Message, read_sentence

VERDICTS: dict[str, Verdict] = {
    **{each.value: each for each in Verdict},
    "no difference beyond noise": Verdict.EQUAL,
    "too few rounds to tell": Verdict.UNKNOWN,
    "no verdict: on another device than the original": Verdict.OTHER_DEVICE,
}
ENERGY_VERDICTS: dict[str, EnergyVerdict] = {
    **{each.value: each for each in EnergyVerdict},
    "less energy": EnergyVerdict.LESS,
    "more energy": EnergyVerdict.MORE,
    "no difference beyond noise": EnergyVerdict.EQUAL,
    "too few rounds to tell": EnergyVerdict.UNKNOWN,
    "no verdict: the power is assumed": EnergyVerdict.POWER_ASSUMED,
}
MARKED, SAMPLED = "the system's own mark", "looked at every 2 ms"
HELPED = "shortened by what an earlier compilation left on the disk"
SENTENCES = {
    How.NOT_YET: "not measured yet",
    How.HIDDEN: "this variant does not show its network",
    How.NOT_COMPILED: "nothing is compiled",
    How.NO_ORIGIN: "nothing is known from which a fresh process could get this variant",
    How.NOT_ALIKE: "its energy and the original's were not counted by the same source",
    How.POWER_ASSUMED: "no verdict: the power is assumed",
    How.LEARNT: "learnt numbers in what draws",
    How.FILE: "{form}, with what draws",
    How.ONE_PICTURE: "for one picture",
    How.WARM_UP: "once, when this measurement built it; {helped}without an interval",
    How.PAIRED_ROUNDS: "median of {num:n} paired rounds, 95 % by order statistics, {wider:n}% wider",
    How.ROUNDS: "median of {num:n} rounds, 95 % by order statistics",
    How.BLOCKS: "{source}; median of {num:n} blocks in batches of {batch:n}, 95 % by order statistics",
    How.PAIRED_BLOCKS: "median of {num:n} paired blocks, 95 % by order statistics, {wider:n}% wider",
    How.EMITTED: "{grid} {year:n}, {grams_per_kwh:n} g/kWh ({by}); {source}",
    How.START_UP: "from the start of a process to a picture; {num}",
    How.READY: "from imported libraries to a picture; {num}",
    How.MEMORY: "resident memory above the imports, {marked}, batches of {batch:n}; {num}",
    How.GPU_MEMORY: "tensors on the GPU, batches of {batch:n}; {num}",
    How.PROCESS_MEMORY: "all that is resident, batches of {batch:n}; {num}",
    How.NO_ENERGY: "unavailable: {source}",
}
STARTS = {
    "one": "one start, so without an interval",
    "several": "median of {num:n} starts, from the lowest to the highest",
}


def how_found(words: str) -> Message:
    """The message that the sentence `words` stood for; the sentence itself where it is none of that version's."""
    found = read_sentence(words, SENTENCES)
    values = dict(found.values)
    match found.code:
        case How.WARM_UP:
            return Message(found.code, {"helped": HELPED in str(values["helped"])})
        case How.PAIRED_ROUNDS | How.PAIRED_BLOCKS:
            return Message(found.code, {**values, "wider": values["wider"] / 100})
        case How.START_UP | How.READY | How.MEMORY | How.GPU_MEMORY | How.PROCESS_MEMORY:
            values["num"] = read_sentence(str(values["num"]), STARTS).values.get("num", 1)
            marked = {"marked": values["marked"] == MARKED} if "marked" in values else {}
            return Message(found.code, values | marked)
        case How.BLOCKS | How.EMITTED:
            return Message(found.code, {**values, "source": energy_source(str(values["source"]))})
        case How.NO_ENERGY:
            return Message(found.code, {"source": energy_source(words)})
    return found

"""The energy columns of the cost table: joules and CO2 per thousand pictures, in blocks measured in turns."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from gan_core.cost.figure import Figure, How, Kind, measured, unavailable
from gan_core.cost.intervals import median_interval
from gan_core.cost.plan import Events, Plan
from gan_core.cost.table import PER_IMAGES, CostTable
from gan_core.cost.timing import (
    PLACEMENT,
    EnergyVerdict,
    Verdict,
    Work,
    decoding,
    ratio_interval,
    threads,
    verdict,
)
from gan_core.energy.grids import find_grid, grams_of_co2
from gan_core.energy.meters import PATIENCE_BLOCKS, Meter, Source
from gan_core.generators.generator import Generator
from gan_core.message import Message

BLOCKS = 6
LESS_OR_MORE = {
    Verdict.FASTER: EnergyVerdict.LESS,
    Verdict.SLOWER: EnergyVerdict.MORE,
    Verdict.EQUAL: EnergyVerdict.EQUAL,
    Verdict.UNKNOWN: EnergyVerdict.UNKNOWN,
}


def energy_stage(variants: Mapping[str, Generator], plan: Plan, cost_table: CostTable) -> Events:
    """Six blocks of every variant in random order, at the largest batch; then its figures."""
    works = {name: decoding(each, plan.largest, plan.seed) for name, each in variants.items()}
    sources = {name: plan.sources(each.device) for name, each in variants.items()}
    blocks: dict[str, list[float]] = {name: [] for name in variants}
    problems: dict[str, Message] = {}
    rng, names = np.random.default_rng(plan.seed), list(variants)
    for number in range(BLOCKS):
        for name in (names[place] for place in rng.permutation(len(names))):
            yield "Energy", number / BLOCKS, cost_table
            if name in problems:
                continue
            with threads(plan.num_threads):
                joules, why = joules_per_call(works[name], sources[name])
            if why:
                problems[name] = why
            else:
                blocks[name].append(PER_IMAGES * joules / plan.largest)
    original, changes = names[0], {}
    for name in names:
        if name in problems:
            changes[name] = _none(problems[name])
            continue
        alike = original not in problems and sources[name].message == sources[original].message
        changes[name] = _figures(blocks[name], blocks[original] if alike else None, sources[name], plan)
    yield "Energy", 1.0, cost_table.having(changes)


def joules_per_call(work: Work, source: Source) -> tuple[float, Message | None]:
    """Of calls that last together until the source's counter has moved; and the reason where it says nothing."""
    calls, ends = 0, time.perf_counter() + source.block_seconds
    with Meter(source) as meter:
        while True:
            while not calls or time.perf_counter() < ends:
                work()
                calls += 1
            found = meter.so_far()
            if not found.no_tick or found.seconds >= PATIENCE_BLOCKS * source.block_seconds:
                break
            ends = time.perf_counter() + source.block_seconds
    return (0.0, found.source) if found.joules is None else (found.joules / calls, None)


def _none(source: Message) -> dict[str, Any]:
    why = Message(How.NO_ENERGY, {"source": source})
    return {"energy": unavailable("J", why), "co2": unavailable("g", why), "energy_ratio": unavailable("x", why)}


def _figures(blocks: list[float], originals: list[float] | None, source: Source, plan: Plan) -> dict[str, Any]:
    """The row's cells: `blocks` and `originals` are joules for 1,000 pictures, block by block."""
    kind: Kind = "measured" if source.measured else "assumed"
    joules, grid = median_interval(np.array(blocks)), find_grid(plan.grid)
    ends = joules.middle, joules.low, joules.high
    grams = [None if each is None else grams_of_co2(each, plan.grid) for each in ends]
    how = Message(How.BLOCKS, {"num": BLOCKS, "batch": plan.largest, "source": source.message})
    known = {"grid": plan.grid, "year": grid.year, "grams_per_kwh": grid.grams_per_kwh, "by": grid.source}
    emitted = Message(How.EMITTED, {**known, "source": source.message})
    changes: dict[str, Any] = {
        "energy": Figure(joules.middle, "J", kind, how, joules.low, joules.high),
        "co2": Figure(grams[0], "g", kind, emitted, grams[1], grams[2]),
    }
    if originals is None:
        return changes | {"energy_ratio": unavailable("x", Message(How.NOT_ALIKE))}
    if not source.measured:
        none = unavailable("x", Message(How.POWER_ASSUMED))
        return changes | {"energy_ratio": none, "energy_verdict": EnergyVerdict.POWER_ASSUMED}
    ratio = ratio_interval(blocks, originals)
    shown = measured(ratio, "x", Message(How.PAIRED_BLOCKS, {"num": BLOCKS, "wider": PLACEMENT}))
    return changes | {"energy_ratio": shown, "energy_verdict": LESS_OR_MORE[verdict(ratio)]}

"""The ledger's energy: joules and CO2 for a thousand pictures, in blocks that take turns like the timed rounds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from gan_core.cost.figure import Figure, measured, unavailable
from gan_core.cost.intervals import median_interval
from gan_core.cost.plan import Events, Plan
from gan_core.cost.table import PER_IMAGES, CostTable
from gan_core.cost.timing import (
    EQUAL,
    FASTER,
    PLACEMENT,
    SLOWER,
    UNKNOWN,
    Work,
    decoding,
    ratio_interval,
    threads,
    verdict,
)
from gan_core.energy.grids import find_grid, grams_of_co2
from gan_core.energy.meters import Meter, Source
from gan_core.generators.generator import Generator

BLOCKS = 6
LESS_OR_MORE = {FASTER: "less energy", SLOWER: "more energy", EQUAL: EQUAL, UNKNOWN: UNKNOWN}
NO_VERDICT = "no verdict: the power is assumed"
NOT_ALIKE = "its energy and the original's were not counted by the same source"


def energy_stage(variants: Mapping[str, Generator], plan: Plan, ledger: CostTable) -> Events:
    """Six blocks of every variant in random order, at the largest batch; then its figures."""
    works = {name: decoding(each, plan.largest, plan.seed) for name, each in variants.items()}
    sources = {name: plan.sources(each.device) for name, each in variants.items()}
    blocks: dict[str, list[float]] = {name: [] for name in variants}
    problems: dict[str, str] = {}
    rng, names = np.random.default_rng(plan.seed), list(variants)
    for number in range(BLOCKS):
        for name in (names[place] for place in rng.permutation(len(names))):
            yield "Energy", number / BLOCKS, ledger
            if name in problems:
                continue
            with threads(plan.num_threads):
                joules, why = _joules_per_call(works[name], sources[name])
            if joules is None:
                problems[name] = why
            else:
                blocks[name].append(PER_IMAGES * joules / plan.largest)
    original, changes = names[0], {}
    for name in names:
        if name in problems:
            changes[name] = _none(problems[name])
            continue
        alike = original not in problems and sources[name].name == sources[original].name
        changes[name] = _figures(blocks[name], blocks[original] if alike else None, sources[name], plan)
    yield "Energy", 1.0, ledger.having(changes)


def _joules_per_call(work: Work, source: Source) -> tuple[float | None, str]:
    """Of calls that last together as long as the source's counter needs; None and the reason where it says nothing."""
    calls, ends = 0, time.perf_counter() + source.block_seconds
    with Meter(source) as meter:
        while not calls or time.perf_counter() < ends:
            work()
            calls += 1
    found = meter.so_far()
    return (None, found.source) if found.joules is None else (found.joules / calls, "")


def _none(why: str) -> dict[str, Any]:
    return {"energy": unavailable("J", why), "co2": unavailable("g", why), "energy_ratio": unavailable("x", why)}


def _figures(blocks: list[float], originals: list[float] | None, source: Source, plan: Plan) -> dict[str, Any]:
    """The row's cells: `blocks` and `originals` are joules for 1,000 pictures, block by block."""
    kind = "measured" if source.measured else "assumed"
    joules, grid = median_interval(np.array(blocks)), find_grid(plan.grid)
    ends = joules.middle, joules.low, joules.high
    grams = [None if each is None else grams_of_co2(each, plan.grid) for each in ends]
    how = f"{source.name}; median of {BLOCKS} blocks in batches of {plan.largest}, 95 % by order statistics"
    emitted = f"{plan.grid} {grid.year}, {grid.grams_per_kwh:g} g/kWh ({grid.source}); {source.name}"
    changes: dict[str, Any] = {
        "energy": Figure(joules.middle, "J", kind, how, joules.low, joules.high),
        "co2": Figure(grams[0], "g", kind, emitted, grams[1], grams[2]),
    }
    if originals is None:
        return changes | {"energy_ratio": unavailable("x", NOT_ALIKE)}
    if not source.measured:
        return changes | {"energy_ratio": unavailable("x", NO_VERDICT), "energy_verdict": NO_VERDICT}
    ratio = ratio_interval(blocks, originals)
    shown = measured(ratio, "x", f"median of {BLOCKS} paired blocks, 95 % by order statistics, {PLACEMENT:.0%} wider")
    return changes | {"energy_ratio": shown, "energy_verdict": LESS_OR_MORE[verdict(ratio)]}

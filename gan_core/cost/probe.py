"""Fills the cost table: the variants of a model, measured side by side on the same latents."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gan_core.cost import counts
from gan_core.cost.energy_stage import energy_stage
from gan_core.cost.figure import Figure, How, counted, measured, unavailable
from gan_core.cost.fresh import Origin
from gan_core.cost.intervals import Interval
from gan_core.cost.plan import Events, Plan
from gan_core.cost.start_stage import start_stage
from gan_core.cost.table import CostTable, Row
from gan_core.cost.timing import PLACEMENT, Round, Timing, Verdict, paired, timings
from gan_core.energy.grids import find_grid
from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.machine import describe
from gan_core.message import Message

TIMING_SHARE = 0.45
"""Of the plan's budget, for all batch sizes together."""
WEIGHTS = {"count": 0.05, "time": 0.45, "energy": 0.1, "start": 0.4}
"""About how long each stage takes, for the share that is done."""
Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Measured:
    """What is being done, the share 0 to 1 that is done, and the cost table so far. The last one has share 1."""

    text: str
    share: float
    cost_table: CostTable


def measure(
    variants: Mapping[str, Generator],
    plan: Plan | None = None,
    *,
    origins: Mapping[str, Origin] | None = None,
    baselines: Mapping[str, str] | None = None,
    report: Report = lambda text, share: None,
) -> Iterator[Measured]:
    """Measure all `variants`, the first of which is the baseline, event by event; closing the iterator cancels.

    First what can be counted; then times in rounds that everyone takes part in; then energy, in the same way; then
    memory and start-up in fresh processes, of the variants in `origins` (None: of none, and the stage is left out).
    `baselines` names for each what it is credited against. `report(text, share)` hears every event too. Raises
    UserError, at once, for a plan that makes no sense.
    """
    plan = plan or Plan()
    if not variants:
        raise UserError("Choose at least one model to measure.")
    if not plan.batches or len(set(plan.batches)) < len(plan.batches):
        raise UserError("batches must hold at least one batch size, and each only once.")
    for batch in plan.batches:
        paired(variants, batch, rounds=plan.rounds)  # checks these numbers; nothing runs before it is iterated
    find_grid(plan.grid)
    return _measured(dict(variants), plan, origins, baselines or {}, report)


def _measured(
    variants: dict[str, Generator],
    plan: Plan,
    origins: Mapping[str, Origin] | None,
    baselines: Mapping[str, str],
    report: Report,
) -> Iterator[Measured]:
    rows = tuple(Row(name, baseline=baselines.get(name, "")) for name in variants)
    so_far = CostTable(rows, plan.batches, plan.grid, describe())
    stages: list[tuple[float, Callable[[CostTable], Events]]] = [
        (WEIGHTS["count"], lambda cost_table: _count(variants, cost_table)),
        *(
            (
                WEIGHTS["time"] / len(plan.batches),
                lambda cost_table, batch=batch: _time(variants, plan, batch, cost_table),
            )
            for batch in plan.batches
        ),
    ]
    if plan.with_energy:
        stages.append((WEIGHTS["energy"], lambda cost_table: energy_stage(variants, plan, cost_table)))
    if origins is not None:
        stages.append((WEIGHTS["start"], lambda cost_table: start_stage(origins, plan, cost_table)))
    whole, before = sum(weight for weight, _ in stages), 0.0
    for weight, stage in stages:
        for text, share, cost_table in stage(so_far):
            so_far, done = cost_table, min((before + weight * share) / whole, 0.999)
            report(text, done)
            yield Measured(text, done, so_far)
        before += weight
    report("Measured", 1.0)
    yield Measured("Measured", 1.0, so_far)


def _count(variants: dict[str, Generator], cost_table: CostTable) -> Events:
    for index, (name, generator) in enumerate(variants.items()):
        yield f"Counting: {name}", index / len(variants), cost_table
        found = counts.count(generator)
        cells = {
            "parameters": _counted(found.num_parameters, "", Message(How.LEARNT)),
            "file_size": _counted(found.file_bytes, "B", Message(How.FILE, {"form": found.form})),
            "multiply_adds": _counted(found.multiply_adds, "", Message(How.ONE_PICTURE)),
        }
        cost_table = cost_table.having({name: cells | {"warm_up": _warm_up(generator)}})
    yield "Counted", 1.0, cost_table


def _counted(value: int | None, unit: str, how: Message) -> Figure:
    return counted(value, unit, Message(How.HIDDEN) if value is None else how)


def _warm_up(generator: Generator) -> Figure:
    seconds = generator.warmup_seconds
    if seconds is None:
        return unavailable("s", Message(How.NOT_COMPILED))
    return Figure(seconds, "s", "measured", Message(How.WARM_UP, {"helped": generator.warmup_helped}))


def _time(variants: dict[str, Generator], plan: Plan, batch: int, cost_table: CostTable) -> Events:
    rounds: list[Round] = []
    turns = paired(
        variants,
        batch,
        rounds=plan.rounds,
        budget_seconds=TIMING_SHARE * plan.budget_seconds / len(plan.batches),
        seed=plan.seed,
        num_threads=plan.num_threads,
    )
    for each in turns:
        rounds.append(each)
        yield f"Time per picture in batches of {batch}", each.share, cost_table
    found = timings(rounds, {row.name: row.baseline for row in cost_table.rows})
    number = sum(bool(each.seconds) for each in rounds)
    devices = {name: _device(each) for name, each in variants.items()}
    original = devices[cost_table.rows[0].name]
    changes = {}
    for row in cost_table.rows:
        told = found[row.name]
        if devices[row.name] != original:
            told = dataclasses.replace(told, verdict=Verdict.OTHER_DEVICE)
        if devices[row.name] != devices.get(row.baseline):
            told = dataclasses.replace(told, credit=None, credit_verdict=None)
        changes[row.name] = _timed(row, batch, told, number)
    yield "Timed", 1.0, cost_table.having(changes)


def _device(generator: Generator) -> str:
    return str(getattr(generator, "device", "cpu"))


def _timed(row: Row, batch: int, found: Timing, number: int) -> dict[str, Any]:
    """The row's cells for this batch size."""
    seconds, how = found.seconds, Message(How.ROUNDS, {"num": number})
    low, high = (None if each is None else 1 / each for each in (seconds.high, seconds.low))
    paired_how = Message(How.PAIRED_ROUNDS, {"num": number, "wider": PLACEMENT})
    credit = {} if found.credit is None else {batch: measured(found.credit, "x", paired_how)}
    codes = {} if found.credit_verdict is None else {batch: found.credit_verdict}
    return {
        "time": {**row.time, batch: measured(seconds, "s", how)},
        "throughput": {**row.throughput, batch: measured(Interval(1 / seconds.middle, low, high), "1/s", how)},
        "ratio": {**row.ratio, batch: measured(found.ratio, "x", paired_how)},
        "verdict": {**row.verdict, batch: found.verdict},
        "credit": {**row.credit, **credit},
        "credit_verdict": {**row.credit_verdict, **codes},
    }

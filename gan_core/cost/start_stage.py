"""Start-up times and memory for the cost table: each variant in fresh processes, several times if time allows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gan_core.cost.figure import Figure, How, unavailable
from gan_core.cost.fresh import Origin, Start, start
from gan_core.cost.plan import Events, Plan
from gan_core.cost.table import CostTable
from gan_core.errors import RunError
from gan_core.message import Message, written

SHARE = 0.4
"""Of the plan's budget: after it no second or third start is begun. Everyone is started once, whatever it lasts."""
MOST_STARTS = 3
NO_ORIGIN = Message(How.NO_ORIGIN)


def start_stage(origins: Mapping[str, Origin], plan: Plan, cost_table: CostTable) -> Events:
    """Starts of every variant in `origins`, in random order; then its figures. The others' are unavailable."""
    names = [row.name for row in cost_table.rows if row.name in origins]
    found: dict[str, list[Start]] = {name: [] for name in names}
    problems = {row.name: NO_ORIGIN for row in cost_table.rows if row.name not in origins}
    rng, began = np.random.default_rng(plan.seed), time.monotonic()
    for number in range(MOST_STARTS):
        spent = time.monotonic() - began
        if number and spent * (number + 1) / number > SHARE * plan.budget_seconds:
            break
        for done, place in enumerate(rng.permutation(len(names))):
            name = names[place]
            if name in problems:
                continue
            share = max(number / MOST_STARTS, (done / len(names) if number == 0 else 0.0))
            try:
                for each in start(origins[name], batch=plan.largest, num_threads=plan.num_threads):
                    yield f"Start-up and memory: {name}", share, cost_table
                    if each is not None:
                        found[name].append(each)
            except RunError as error:
                problems[name] = written(str(error))
    changes = {row.name: _figures(found.get(row.name, ()), plan, problems.get(row.name)) for row in cost_table.rows}
    yield "Started", 1.0, cost_table.having(changes)


def _figures(starts: Sequence[Start], plan: Plan, problem: Message | None) -> dict[str, Any]:
    if problem or not starts:
        units = {"start_up": "s", "ready": "s", "peak_memory": "B", "process_memory": "B"}
        return {name: unavailable(unit, problem or NO_ORIGIN) for name, unit in units.items()}
    on_gpu = all(each.gpu_bytes is not None for each in starts)
    peaks = [each.peak_bytes if not on_gpu or each.gpu_bytes is None else each.gpu_bytes for each in starts]
    known = {"num": len(starts), "batch": plan.largest}
    marked = all(each.marked for each in starts)
    memory = Message(How.GPU_MEMORY, known) if on_gpu else Message(How.MEMORY, known | {"marked": marked})
    return {
        "start_up": _range([each.start_seconds for each in starts], "s", Message(How.START_UP, {"num": len(starts)})),
        "ready": _range([each.ready_seconds for each in starts], "s", Message(How.READY, {"num": len(starts)})),
        "peak_memory": _range(peaks, "B", memory),
        "process_memory": _range([each.resident_bytes for each in starts], "B", Message(How.PROCESS_MEMORY, known)),
    }


def _range(values: Sequence[float], unit: str, how: Message) -> Figure:
    """Too few starts for 95 %: from the lowest to the highest; without an interval for one."""
    middle = float(statistics.median(values))
    if len(values) == 1:
        return Figure(middle, unit, "measured", how)
    return Figure(middle, unit, "measured", how, float(min(values)), float(max(values)))

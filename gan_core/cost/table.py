"""Rows and columns of the cost table, and its export: JSON that can be read back, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gan_core.cost.earlier import ENERGY_VERDICTS, VERDICTS, how_found
from gan_core.cost.figure import Figure, How, unavailable
from gan_core.cost.wording import how_words
from gan_core.errors import UserError
from gan_core.message import Message, read_message
from gan_core.wording import UNITS

NOT_YET = Message(How.NOT_YET)
PER_IMAGES = 1000
"""Energy and CO2 are for so many pictures."""


TO_COME = {unit: unavailable(unit, NOT_YET) for unit in UNITS}


@dataclass(frozen=True)
class Row:
    """One variant. Time, throughput, ratio and verdict are by batch size.

    `warm_up` is what compiling took before the first picture, unavailable where nothing is compiled.
    `ratio` is of times, to the baseline: below 1 is faster, and `verdict` a code of Verdict. `credit` is the ratio to
    `baseline`, the same model in the same runtime without this variant's other transformations: only what is faster
    than that is their merit; it is empty where the baseline was not measured. `start_up` is from the
    start of a process to the first picture, `ready` the part of it after all imports. `peak_memory` is what drawing
    takes above the imports, `process_memory` all that is resident then. Energy and CO2 are for 1,000 pictures.
    """

    name: str
    parameters: Figure = TO_COME[""]
    file_size: Figure = TO_COME["B"]
    multiply_adds: Figure = TO_COME[""]
    warm_up: Figure = TO_COME["s"]
    time: Mapping[int, Figure] = field(default_factory=dict)
    throughput: Mapping[int, Figure] = field(default_factory=dict)
    ratio: Mapping[int, Figure] = field(default_factory=dict)
    verdict: Mapping[int, str] = field(default_factory=dict)
    baseline: str = ""
    credit: Mapping[int, Figure] = field(default_factory=dict)
    credit_verdict: Mapping[int, str] = field(default_factory=dict)
    start_up: Figure = TO_COME["s"]
    ready: Figure = TO_COME["s"]
    peak_memory: Figure = TO_COME["B"]
    process_memory: Figure = TO_COME["B"]
    energy: Figure = TO_COME["J"]
    energy_ratio: Figure = TO_COME["x"]
    energy_verdict: str = ""
    co2: Figure = TO_COME["g"]


BY_BATCH = ("time", "throughput", "ratio", "credit")
SINGLE = (
    "parameters",
    "file_size",
    "multiply_adds",
    "warm_up",
    "start_up",
    "ready",
    "peak_memory",
    "process_memory",
    "energy",
    "energy_ratio",
    "co2",
)

LATER = ("warm_up", "credit")
"""Not in cost tables that were written before there was such a figure."""


@dataclass(frozen=True)
class CostTable:
    """All variants on the same latents. The first row is the baseline that ratios are to."""

    rows: tuple[Row, ...]
    batches: tuple[int, ...]
    grid: str
    machine: Mapping[str, str]

    def row(self, name: str) -> Row:
        """The row of that name. Raises KeyError."""
        return {row.name: row for row in self.rows}[name]

    def having(self, changes: Mapping[str, Mapping[str, Any]]) -> CostTable:
        """This cost table with other values in the rows that `changes` names."""
        rows = tuple(dataclasses.replace(row, **changes.get(row.name, {})) for row in self.rows)
        return dataclasses.replace(self, rows=rows)


def to_json(cost_table: CostTable) -> str:
    """The whole cost table; batch sizes are keys, a value that is not there is null."""
    return json.dumps(dataclasses.asdict(cost_table), indent=1, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> CostTable:
    """What `to_json` wrote, in this version or an earlier one. Raises UserError for anything else."""
    try:
        found = json.loads(text)
        rows = tuple(_row(each) for each in found["rows"])
        return CostTable(rows, tuple(int(each) for each in found["batches"]), found["grid"], dict(found["machine"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("This is not a cost table: choose the JSON file that the cost table offers.") from error


def _row(found: dict[str, Any]) -> Row:
    values: dict[str, Any] = {name: _figure(found[name]) for name in SINGLE if name in found or name not in LATER}
    values |= {
        name: {int(key): _figure(each) for key, each in found[name].items()}
        for name in BY_BATCH
        if name in found or name not in LATER
    }
    values |= {
        name: {int(key): VERDICTS.get(each, str(each)) for key, each in found.get(name, {}).items()}
        for name in ("verdict", "credit_verdict")
    }
    energy, baseline = ENERGY_VERDICTS.get(found["energy_verdict"], found["energy_verdict"]), found.get("baseline", "")
    return Row(found["name"], baseline=str(baseline), energy_verdict=energy, **values)


def _figure(found: dict[str, Any]) -> Figure:
    return Figure(**{**found, "how": read_message(found["how"], how_found)})


def to_csv(cost_table: CostTable) -> str:
    """A line for each variant; each figure is followed by its interval and by how it was found, in words."""
    lines = [_line(row, cost_table) for row in cost_table.rows]
    text = io.StringIO()
    table = csv.DictWriter(text, fieldnames=list(lines[0]) if lines else ["name"], lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    return text.getvalue()


def _line(row: Row, cost_table: CostTable) -> dict[str, Any]:
    line: dict[str, Any] = {"name": row.name, "baseline": row.baseline}
    for name in SINGLE:
        line |= _cells(name, getattr(row, name))
    for batch in cost_table.batches:
        for name in BY_BATCH:
            if batch in getattr(row, name):
                line |= _cells(f"{name}, batch {batch}", getattr(row, name)[batch])
        line[f"verdict, batch {batch}"] = row.verdict.get(batch, How.NOT_YET)
    return line | {"energy verdict": row.energy_verdict, "grid": cost_table.grid}


def _cells(name: str, figure: Figure) -> dict[str, Any]:
    title = f"{name.replace('_', ' ')} ({figure.unit})" if figure.unit else name.replace("_", " ")
    ends = {
        f"{title} low": figure.low,
        f"{title} high": figure.high,
        f"{title} how": f"{figure.kind}: {how_words(figure.how)}",
    }
    return {title: "unavailable" if figure.value is None else figure.value} | ends

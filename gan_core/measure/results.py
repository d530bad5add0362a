"""The results of a measurement so far, read from its folder and exported."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gan_core.cost import table
from gan_core.errors import RunError, UserError
from gan_core.jobs.folder import RunFolder
from gan_core.measure import quality
from gan_core.measure.quality import Quality
from gan_core.measure.settings import MeasureConfig, load_measure_config
from gan_core.store.own_files import read_own
from gan_core.variants.recipe import Recipe

COST_TABLE, QUALITY, NOTES = "ledger.json", "quality.json", "notes.json"
DAMAGED = "{} of this measurement is damaged: measure again."


@dataclass(frozen=True)
class MeasurementResult:
    """One measurement: `cost_table` is None before the first figure, `unbuilt` says why a variant could not be made.

    `qualities` and `notes` are by variant; `unfit` tells by variant which file formats do not fit it, and why;
    `measured` is the model with the step at which it was measured, for a run may continue. Empty before it was opened.
    `names` are what the variants are called in all of these files, the baseline first: what was once written stays.
    """

    config: MeasureConfig
    cost_table: table.CostTable | None
    qualities: dict[str, Quality]
    notes: dict[str, list[str]]
    unbuilt: dict[str, str]
    unfit: dict[str, dict[str, str]]
    measured: str
    names: tuple[str, ...]

    @property
    def variants(self) -> dict[str, Recipe]:
        """The baseline and every variant by its name in this measurement."""
        return dict(zip(self.names, self.config.variants().values(), strict=True))


def read_result(folder: RunFolder) -> MeasurementResult:
    """All that is known of the measurement in `folder`. Raises UserError with a sentence where a file is damaged."""
    config = load_measure_config(folder.config())
    cost_table, rows = _text(folder, COST_TABLE), _text(folder, QUALITY)
    notes, unbuilt, unfit, measured, names = _notes(_text(folder, NOTES))
    costs = _read(COST_TABLE, table.from_json, cost_table) if cost_table else None
    qualities = _read(QUALITY, quality.from_json, rows) if rows else []
    known = tuple(names) or tuple(config.variants())
    if len(known) != len(config.variants()):
        raise RunError(DAMAGED.format(NOTES))
    by_name = {row.name: row for row in qualities}
    return MeasurementResult(config, costs, by_name, notes, unbuilt, unfit, measured, known)


def to_json(found: MeasurementResult) -> str:
    """Settings, cost table, quality and notes in one."""
    whole = {
        "config": found.config.model_dump(mode="json"),
        "measured": found.measured,
        "ledger": json.loads(table.to_json(found.cost_table)) if found.cost_table else None,
        "quality": [dataclasses.asdict(row) for row in found.qualities.values()],
        "notes": found.notes,
        "unbuilt": found.unbuilt,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)


def to_csv(found: MeasurementResult) -> str:
    """A line for each variant: its costs, then its quality. Raises UserError where nothing was measured."""
    if found.cost_table is None:
        raise UserError("Nothing has been measured yet.")
    lines = list(csv.DictReader(io.StringIO(table.to_csv(found.cost_table))))
    columns = [each.name for each in dataclasses.fields(Quality) if each.name != "name"]
    titles = [*lines[0], *(f"quality: {each}" for each in columns)]
    out = io.StringIO()
    writer = csv.DictWriter(out, titles, lineterminator="\n", restval="")
    writer.writeheader()
    for line in lines:
        row = found.qualities.get(line["name"])
        writer.writerow(line | ({f"quality: {each}": getattr(row, each) for each in columns} if row else {}))
    return out.getvalue()


def _read(name: str, read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except UserError as error:
        raise RunError(DAMAGED.format(name)) from error


def _text(folder: RunFolder, name: str) -> str:
    try:
        return read_own(folder.path, name)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(DAMAGED.format(name)) from error


def _notes(text: str) -> tuple[dict[str, list[str]], dict[str, str], dict[str, dict[str, str]], str, list[str]]:
    try:
        found: dict[str, Any] = json.loads(text or "{}")
        notes = {str(name): [str(line) for line in lines] for name, lines in found.get("notes", {}).items()}
        unbuilt = {str(name): str(why) for name, why in found.get("unbuilt", {}).items()}
        unfit = {str(name): dict(why) for name, why in found.get("unfit", {}).items()}
        return notes, unbuilt, unfit, str(found.get("measured", "")), [str(each) for each in found.get("names", [])]
    except (ValueError, TypeError, AttributeError) as error:
        raise RunError(DAMAGED.format(NOTES)) from error

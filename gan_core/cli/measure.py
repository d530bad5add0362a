"""python -m gan_core measure: what models cost, side by side: size, operations, time, memory, start-up, energy."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.cli.progress import show_share
from gan_core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gan_core.cost.fresh import Origin
    from gan_core.cost.plan import Plan
    from gan_core.cost.probe import Measured
    from gan_core.cost.table import CostTable, Row
    from gan_core.generators.generator import Generator

BACKENDS = ("torch", "onnx")
NAME_WIDTH = 24


def add_to(commands: Any) -> None:
    """Add `measure` to the parser."""
    command = commands.add_parser("measure", help="what models cost: size, operations, time, memory, start-up, energy")
    command.add_argument(
        "models",
        metavar="RUN_OR_MODEL",
        nargs="+",
        help=f"each {MODEL_HELP}; times are compared to the first",
    )
    command.add_argument(
        "--backend",
        choices=BACKENDS,
        nargs="+",
        default=["torch"],
        help="backend that draws the pictures: torch (default), onnx (ONNX Runtime), or both",
    )
    command.add_argument(
        "--batch", type=int, nargs="+", default=[1, 64], metavar="N", help="batch sizes (default: 1 64)"
    )
    command.add_argument("--rounds", type=int, default=20, metavar="N", help="most timed rounds (default: 20)")
    command.add_argument("--threads", type=int, default=1, metavar="N", help="torch's threads (default: 1)")
    command.add_argument("--grid", default="World", help="the electricity grid, for CO2: World (default), Germany, ...")
    command.add_argument(
        "--watts",
        type=float,
        default=10.0,
        metavar="W",
        help="watts assumed per busy core if no energy counter can be read (default: 10)",
    )
    command.add_argument("--no-start", action="store_true", help="skip memory and start-up, which need fresh processes")
    command.add_argument("--csv", type=Path, metavar="FILE.csv", help="write the table for a spreadsheet")
    command.add_argument("--json", action="store_true", help="print all figures as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Measure and print; 0."""
    from gan_core.cost.probe import measure
    from gan_core.cost.table import to_csv, to_json
    from gan_core.store.atomic import write_bytes

    if chosen.csv is not None:
        check_out(chosen.csv, ".csv", option="--csv")
    plan, origins = _plan(chosen), _origins(chosen)
    variants = {name: _load(each) for name, each in origins.items()}
    cost_table = _watched(measure(variants, plan, origins=None if chosen.no_start else origins))
    if chosen.csv is not None:
        write_out(chosen.csv, lambda path: write_bytes(path, to_csv(cost_table).encode()))
    print(to_json(cost_table) if chosen.json else "\n".join(lines(cost_table)))
    return 0


def _plan(chosen: argparse.Namespace) -> Plan:
    from gan_core.cost.plan import Plan
    from gan_core.energy.meters import Assumed, find_source

    if chosen.threads < 1:
        raise UserError(f"--threads must be 1 or more, got {chosen.threads}")
    Assumed(chosen.watts)  # says at once what is wrong with it
    return Plan(
        batches=tuple(chosen.batch),
        rounds=chosen.rounds,
        num_threads=chosen.threads,
        grid=chosen.grid,
        sources=partial(find_source, watts_per_core=chosen.watts),
    )


def _load(origin: Origin) -> Generator:
    from gan_core.generators.load import load

    return load(origin.model, backend="onnx") if origin.backend == "onnx" else load(origin.model, backend="torch")


def _origins(chosen: argparse.Namespace) -> dict[str, Origin]:
    """Where each row's model lies, by the row's name."""
    from gan_core.cost.fresh import Origin
    from gan_core.store.model_ref import find_model

    backends = tuple(dict.fromkeys(chosen.backend))
    return {
        f"{model} {backend}" if len(backends) > 1 else model: Origin(str(find_model(model).absolute()), backend=backend)
        for model in chosen.models
        for backend in backends
    }


def _watched(events: Iterator[Measured]) -> CostTable:
    """The last event's cost table; what is going on is shown on standard error where someone looks."""
    for event in events:
        show_share(event.share, event.text)
    return event.cost_table


def lines(cost_table: CostTable) -> list[str]:
    """The cost table for people: a block for each row, then where energy and CO2 come from."""
    from gan_core.cost.wording import how_words
    from gan_core.measure.wording import variant_title

    found = [", ".join(f"{name} {value}" for name, value in cost_table.machine.items())]
    for row in cost_table.rows:
        found += [
            "",
            variant_title(row.name),
            *(f"  {title:{NAME_WIDTH}} {text}" for title, text in _cells(row, cost_table)),
        ]
    first = cost_table.rows[0]
    return [*found, "", f"Energy: {how_words(first.energy.how)}", f"CO2: {how_words(first.co2.how)}"]


def _cells(row: Row, cost_table: CostTable) -> list[tuple[str, str]]:
    from gan_core.cost.wording import figure_text, verdict_words
    from gan_core.measure.wording import variant_title

    cells = [
        ("parameters", figure_text(row.parameters)),
        ("file size", figure_text(row.file_size)),
        ("multiply-adds per image", figure_text(row.multiply_adds)),
    ]
    for batch in cost_table.batches:
        time, speed = figure_text(row.time[batch]), figure_text(row.throughput[batch])
        cells.append((f"time per image, batch {batch}", time))
        cells.append((f"throughput, batch {batch}", speed))
        if row is not cost_table.rows[0]:
            cells.append(
                (
                    f"against {variant_title(cost_table.rows[0].name)}",
                    f"{figure_text(row.ratio[batch])}: {verdict_words(row.verdict[batch])}",
                )
            )
    return [
        *cells,
        ("start-up", figure_text(row.start_up)),
        ("without the imports", figure_text(row.ready)),
        ("peak memory", figure_text(row.peak_memory)),
        ("whole process", figure_text(row.process_memory)),
        ("energy, 1,000 pictures", f"{figure_text(row.energy)} ({row.energy.kind})"),
        ("CO2, 1,000 pictures", figure_text(row.co2)),
    ]

"""python -m gan_core compare: runs side by side, as a table, as JSON or as one HTML file."""

import argparse
import json
from pathlib import Path
from typing import Any

from gan_core.cli.models import find
from gan_core.cli.out_file import check_out, write_out


def add_to(commands: Any) -> None:
    """Add `compare` to the parser."""
    command = commands.add_parser("compare", help="runs side by side: figures, settings that differ, an HTML report")
    command.add_argument("runs", nargs="+", metavar="RUN", help="two to six runs, by name or folder")
    command.add_argument("--json", action="store_true", help="figures, differing settings and refusals as JSON")
    command.add_argument("--html", type=Path, metavar="FILE", help="write a report that needs nothing but a browser")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Print the comparison, and write the report where one was asked for; 0."""
    from gan_core.compare.differences import differences
    from gan_core.compare.seeds import seed_spreads
    from gan_core.compare.subject import labels, subjects
    from gan_core.compare.table import table
    from gan_core.compare.wording import column_title, curve_title, refusal_words
    from gan_core.evaluation.wording import spread_words
    from gan_core.job_types.registry import load_settings

    if chosen.html:
        check_out(chosen.html, ".html", ".htm", option="--html")
    compared = subjects([find(text) for text in chosen.runs], load_settings)
    found, differing = table(compared), differences(compared)
    if chosen.html:
        _write(chosen.html, compared)
    if chosen.json:
        known = {"names": [each.name for each in compared], **found.to_json(), "settings": differing}
        print(json.dumps(known | {"html": str(chosen.html) if chosen.html else None}, allow_nan=False))
        return 0
    _print([("", found.rows), *((column_title(each), each.values) for each in found.columns)])
    if differing:
        print("\nSettings that differ:")
        _print([("", labels(compared)), *differing.items()])
    for reason in found.refused:
        print(f"\n{refusal_words(reason)}")
    for each in seed_spreads(compared, found.columns):
        print(f"\n{spread_words(each, curve_title(str(each.what)))}")
    if chosen.html:
        print(f"\n{chosen.html}  {chosen.html.stat().st_size:,} bytes")
    return 0


def _write(path: Path, compared: list) -> None:
    from gan_core.compare.family import family
    from gan_core.export.report import report
    from gan_core.generators.load import load
    from gan_core.jobs.index import RunIndex
    from gan_core.store.atomic import write_bytes

    root = compared[0].folder.path.parent
    members = family(root, RunIndex(root).statuses(), [each.name for each in compared])
    page = report(compared, load, members)
    write_out(path, lambda file: write_bytes(file, page.encode()))


def _print(rows: list[tuple[str, list[Any]]]) -> None:
    texts = [[name, *map(_text, values)] for name, values in rows]
    widths = [min(28, max(len(row[column]) for row in texts)) for column in range(len(texts[0]))]
    for row in texts:
        cells = [f"{text[:width]:>{width}}" for text, width in zip(row[1:], widths[1:], strict=True)]
        print(f"{row[0]:<{max(len(each[0]) for each in texts)}}  {'  '.join(cells)}".rstrip())


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.5g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)

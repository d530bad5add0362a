"""A comparison of runs as one self-contained HTML file."""

import base64
import io
import time
from collections.abc import Sequence
from html import escape
from typing import Any

from gan_core.compare.differences import differences
from gan_core.compare.family import Member
from gan_core.compare.family_html import family_html
from gan_core.compare.lines import AXES, FIRST, curve_names, has_axis, line
from gan_core.compare.palette import DARK, LIGHT, places
from gan_core.compare.pictures import Load, Row, rows, same_latents
from gan_core.compare.subject import Subject, labels
from gan_core.compare.table import table
from gan_core.compare.wording import column_title, curve_title, refusal_words
from gan_core.export.join_modules import join_modules
from gan_core.export.svg_chart import svg_chart
from gan_core.grid import make_grid
from gan_core.web import WEB

MOST_CHARTS = 8
POINTS = 300
SMOOTHING = 0.3
PICTURES = 10
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def report(compared: Sequence[Subject], load: Load, members: Sequence[Member] = ()) -> str:
    """The whole page. `load` opens a model's folder; `members` is the family tree, if there is one."""
    title = " and ".join(labels(compared)[:2]) + (f" and {len(compared) - 2} more" if len(compared) > 2 else "")
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p class='quiet'>Compared on {time.strftime('%d %B %Y at %H:%M')}.</p>",
        _heads(compared),
        _family(compared, members),
        _charts(compared),
        _differences(compared),
        _pictures(compared, load),
        _table(compared),
    ]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{escape(title)}</title>'
        f"<style>{(WEB / 'report.css').read_text('utf-8')}{_colours(compared)}</style></head>"
        f"<body>{''.join(parts)}<script>{join_modules(WEB / 'report.js')}</script></body></html>"
    )


def _colours(compared: Sequence[Subject]) -> str:
    own = places(each.name for each in compared)
    light, dark = (
        "".join(f"--run-{index}: {colours[place]};" for index, place in enumerate(own)) for colours in (LIGHT, DARK)
    )
    return f":root {{ {light} }} @media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _heads(compared: Sequence[Subject]) -> str:
    each = (
        f"<span><i style='background:var(--run-{index})'></i><b>{escape(title)}</b> "
        f"<small>{one.status.state}, {one.status.step:,} steps, {one.status.seconds:,.0f} s</small></span>"
        for index, (title, one) in enumerate(zip(labels(compared), compared, strict=True))
    )
    return f"<div class='heads'>{''.join(each)}</div>"


def _family(compared: Sequence[Subject], members: Sequence[Member]) -> str:
    if not members:
        return ""
    colours = {each.name: f"var(--run-{index})" for index, each in enumerate(compared)}
    return f"<h2>Family tree</h2>{family_html(members, colours)}"


def _charts(compared: Sequence[Subject]) -> str:
    """Over steps in the open; over the other axes to unfold."""
    names = [name for name in curve_names(list(compared)) if name in FIRST][:MOST_CHARTS]
    shown = {axis: _charts_over(compared, names, axis) for axis in AXES if has_axis(list(compared), axis)}
    others = "".join(
        f"<details><summary>Over {AXES[axis].lower()}</summary>{charts}</details>"
        for axis, charts in shown.items()
        if axis != "step"
    )
    note = "Losses of different objectives mean different things: do not rank them."
    return f"<h2>Curves</h2><p class='quiet'>{note}</p>{shown['step']}{others}"


def _charts_over(compared: Sequence[Subject], names: list[str], axis: str) -> str:
    figures = []
    for name in names:
        lines = [line(each, name, axis, POINTS, SMOOTHING) for each in compared]
        if drawn := svg_chart(lines, title=f"{curve_title(name)} over {AXES[axis].lower()}", x_title=AXES[axis]):
            figures.append(f"<figure><figcaption>{escape(curve_title(name))}</figcaption>{drawn}</figure>")
    return f"<div class='charts'>{''.join(figures)}</div>"


def _differences(compared: Sequence[Subject]) -> str:
    found = differences(compared)
    if not found:
        return "<h2>What differs</h2><p>Nothing: these runs have the same settings.</p>"
    body = [[name, *("–" if each is None else str(each) for each in values)] for name, values in found.items()]
    return f"<h2>What differs</h2>{_html_table(['Setting', *labels(compared)], body)}"


def _table(compared: Sequence[Subject]) -> str:
    found = table(compared)
    arrows = {"lower": " ↓", "higher": " ↑", "": ""}
    heads = ["Run", *(column_title(each) + arrows[each.better] for each in found.columns)]
    body = [[row, *(each.values[index] for each in found.columns)] for index, row in enumerate(found.rows)]
    refused = "".join(f"<p class='quiet'>{escape(refusal_words(each))}</p>" for each in found.refused)
    words = "<p class='quiet'>Each run as it is now; click a column header to sort by it. ↓ lower is better.</p>"
    return f"<h2>Side by side</h2>{words}{_html_table(heads, body, sorts=True)}{refused}"


def _html_table(heads: list[str], body: list[list[Any]], sorts: bool = False) -> str:
    top = "".join(f"<th scope='col'>{escape(each)}</th>" for each in heads)
    lines = "".join(f"<tr>{''.join(_cell(each) for each in row)}</tr>" for row in body)
    kind = " class='sorts'" if sorts else ""
    return f"<div class='scroll'><table{kind}><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>"


def _cell(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
        return f"<td data-value='{value}'>{shown}</td>"
    return f"<td>{escape('–' if value is None else str(value))}</td>"


def _pictures(compared: Sequence[Subject], load: Load) -> str:
    found = rows(compared, load, step=None, count=PICTURES)
    note = same_latents(compared) or "Each column is one latent."
    return (
        f"<h2>The same latents</h2><p class='quiet'>{escape(note)}</p>"
        f"<div class='rows'>{''.join(picture_row(each) for each in found)}</div>"
    )


def picture_row(row: Row) -> str:
    """A run's name and its pictures, as two cells of a grid."""
    head = f"<span>{escape(row.title)}<small>step {row.step:,}</small></span>"
    if row.pictures is None:
        return f"{head}<span>{escape(row.why_not)}</span>"
    out = io.BytesIO()
    make_grid(row.pictures, len(row.pictures)).save(out, "PNG", compress_level=6)
    source = base64.b64encode(out.getvalue()).decode()
    return f"{head}<img alt='Pictures of {escape(row.title)}' src='data:image/png;base64,{source}'>"

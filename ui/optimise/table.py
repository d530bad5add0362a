"""The cost table, with a fixed first column; on a phone, one card per variant."""

from html import escape
from itertools import groupby

import streamlit as st

from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import variant_title
from ui.optimise.columns import Cell, Column, columns

STYLE = """
<style>
.cost-table { overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
  border-radius: 0.6rem; }
.cost-table table { border-collapse: separate; border-spacing: 0; font-size: 0.875rem; width: 100%; margin: 0; }
.cost-table th, .cost-table td { padding: 0.4rem 0.7rem; text-align: left; vertical-align: top; white-space: nowrap;
  border: 0; border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent);
  font-variant-numeric: tabular-nums; }
.cost-table tr:last-child > * { border-bottom: 0; }
.cost-table thead th { font-weight: 600; }
.cost-table thead tr:first-child th { font-weight: 400; font-size: 0.75rem; opacity: 0.8; }
.cost-table .first { border-left: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.cost-table tbody th, .cost-table thead .corner { position: sticky; left: 0; z-index: 1; opacity: 1; font-weight: 600;
  background: var(--st-background-color, Canvas); white-space: normal; min-width: 7rem; max-width: 13rem; }
.cost-table small { display: block; opacity: 0.75; font-size: 0.75rem; white-space: normal; min-width: 6.5rem; }
.cost-table .faint { opacity: 0.7; }
.cost-table .good .verdict { color: #15803d; color: light-dark(#166534, #4ade80); opacity: 1; }
.cost-table .bad .verdict { color: #b91c1c; color: light-dark(#b91c1c, #f87171); opacity: 1; }
.cost-table [title] { cursor: help; }
@media (max-width: 640px) {
  .cost-table thead { display: none; }
  .cost-table table, .cost-table tbody { display: block; }
  .cost-table tr { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); padding: 0.5rem 0.2rem;
    border-bottom: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
  .cost-table tr:last-child { border-bottom: 0; }
  .cost-table tbody th { grid-column: 1 / -1; position: static; max-width: none; font-size: 1rem; }
  .cost-table td, .cost-table th, .cost-table .first { border: 0; white-space: normal; overflow-wrap: anywhere; }
  .cost-table td::before { content: attr(data-title); display: block; font-size: 0.75rem; opacity: 0.75; }
}
</style>
"""


def show_table(found: MeasurementResult, running: bool) -> None:
    """Every variant that was built, a row each. Hovering tells where a figure comes from."""
    if found.cost_table is None:
        return
    shown = columns(found, running)
    heads_of = groupby(shown, key=lambda column: " · ".join(filter(None, (column.group, column.measured_on))))
    groups = [(name, len(list(each))) for name, each in heads_of]
    above = "".join(
        f"<th class='first' colspan='{count}' scope='colgroup'>{escape(name)}</th>" for name, count in groups
    )
    heads = "".join(
        f"<th scope='col' class='{_edge(shown, index)}' title='{escape(each.about)}'>{escape(each.title)}</th>"
        for index, each in enumerate(shown)
    )
    rows = "".join(
        f"<tr><th scope='row'>{escape(variant_title(row.name))}</th>"
        + "".join(
            cell_html(each.cell(row, found.qualities.get(row.name)), _edge(shown, index), _short(each))
            for index, each in enumerate(shown)
        )
        + "</tr>"
        for row in found.cost_table.rows
    )
    corner = "<th class='corner' rowspan='2' scope='col'>Variant</th>"
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='cost-table' tabindex='0' role='region' aria-label='Cost table' "
        f"style='color-scheme:{scheme}'><table><thead><tr>{corner}{above}</tr><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def explain_columns(found: MeasurementResult) -> None:
    """The same words as the headers' tooltips, for fingers and for reading through."""
    with st.expander("What the columns mean", icon=":material/help:"):
        st.markdown("\n".join(f"- **{each.group}, {each.title}**: {each.about}" for each in columns(found, False)))


def _edge(shown: list[Column], index: int) -> str:
    return "first" if index == 0 or shown[index - 1].group != shown[index].group else ""


def _short(column: Column) -> str:
    """What stands above a figure on a phone, where there is no header."""
    return f"{column.group} · {column.title}"


def cell_html(cell: Cell, edge: str, short: str) -> str:
    """One cell, with what it says under the mouse; `short` stands above it where there is no header."""
    small = f"<small>{escape(cell.small)}</small>" if cell.small else ""
    small += f"<small class='verdict'>{escape(cell.verdict)}</small>" if cell.verdict else ""
    title = f" title='{escape(cell.how)}'" if cell.how else ""
    title += f" data-title='{escape(short)}'"
    return f"<td class='{edge} {cell.tone}'{title}>{escape(cell.text)}{small}</td>"

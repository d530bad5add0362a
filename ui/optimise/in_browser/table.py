"""The reader's rows next to the server's times of the same variants."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from gan_core.cost.figure import Figure
from gan_core.cost.timing import Timing
from gan_core.cost.wording import ratio_words, value_text
from gan_core.measure.browser import BrowserResult, BrowserRow
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import variant_title
from gan_core.wording import interval, quantity
from ui.optimise.columns import NOTHING, TONES
from ui.optimise.table import STYLE


def show_browser_table(here: BrowserResult, found: MeasurementResult) -> None:
    """A row for each variant: time in this browser, how far its pictures are from the server's, time on the server."""
    there = {row.name: row.time for row in found.cost_table.rows} if found.cost_table else {}
    common = [batch for batch in here.batches if any(batch in each for each in there.values())]
    groups = [(f"{here.machine['browser']}, time per image", len(here.batches)), ("Pictures", 1)]
    groups += [("The server, another machine", len(common))] if common else []
    above = "".join(f"<th class='first' colspan='{span}' scope='colgroup'>{escape(name)}</th>" for name, span in groups)
    titles = [*(f"Batch of {batch}" for batch in here.batches), "Off by", *(f"Batch of {batch}" for batch in common)]
    heads = "".join(f"<th scope='col'>{title}</th>" for title in titles)
    rows = "".join(_row(row, here.batches, there.get(row.name, {}), common) for row in here.rows)
    corner = "<th class='corner' rowspan='2' scope='col'>Variant</th>"
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='cost-table' tabindex='0' role='region' aria-label='In your browser' "
        f"style='color-scheme:{scheme}'><table><thead><tr>{corner}{above}</tr><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(row: BrowserRow, batches: tuple[int, ...], there: Mapping[int, Figure], common: list[int]) -> str:
    if row.why:
        words, span = f"does not run here: {escape(row.why)}", len(batches) + 1 + len(common)
        return f"<tr><th scope='row'>{escape(variant_title(row.name))}</th>{_cell(words, '', 'faint', span)}</tr>"
    cells = [_time(row.time.get(batch), f"Here · Batch of {batch}") for batch in batches]
    cells.append(
        _cell(_off(row.max_difference), "Pictures · Off by", "" if row.max_difference is not None else "faint")
    )
    for batch in common:
        told = value_text(there[batch]) if batch in there else NOTHING
        cells.append(_cell(escape(told), f"Server · Batch of {batch}", "faint"))
    return f"<tr><th scope='row'>{escape(variant_title(row.name))}</th>{''.join(cells)}</tr>"


def _cell(words: str, title: str, tone: str = "", span: int = 1) -> str:
    """`title` stands above it on a phone, where there is no header."""
    return f"<td class='{tone}' colspan='{span}' data-title='{title}'>{words}</td>"


def _time(timing: Timing | None, title: str) -> str:
    if timing is None:
        return _cell(NOTHING, title, "faint")
    took = timing.seconds
    words = escape(quantity(took.middle, "s"))
    if took.low is not None and took.high is not None:
        words += f"<small>{escape(interval(took.middle, took.low, took.high, 's'))}</small>"
    if timing.ratio.middle == timing.ratio.low == timing.ratio.high == 1:
        return _cell(words, title)
    said = ratio_words(timing.ratio.middle, timing.verdict)
    return _cell(f"{words}<small class='verdict'>{escape(said)}</small>", title, TONES.get(timing.verdict, ""))


def _off(difference: float | None) -> str:
    """The largest difference of a pixel from the server's own picture, in levels of a screen."""
    if difference is None:
        return NOTHING
    levels = difference * 127.5
    return "less than a level" if levels < 0.5 else f"{levels:.0f} of 255 levels"

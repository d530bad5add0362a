"""The reader's rows beside the server's times of the same variants."""

from html import escape

import streamlit as st

from gan_core.cost.figure import measured
from gan_core.cost.timing import FASTER, SLOWER, Timing
from gan_core.ledger.browser import BrowserFound, BrowserRow
from gan_core.ledger.found import Found
from gan_core.ledger.story import times
from ui.optimise.table import STYLE

TONES = {FASTER: "good", SLOWER: "bad"}


def show_browser_table(here: BrowserFound, found: Found) -> None:
    """A row for each variant: time in this browser, how far its pictures are from the server's, time on the server."""
    there = {row.name: row.time for row in found.ledger.rows} if found.ledger else {}
    common = [batch for batch in here.batches if any(batch in each for each in there.values())]
    groups = [(f"{here.machine['browser']}, time a picture", len(here.batches)), ("Pictures", 1)]
    groups += [("The server, another machine", len(common))] if common else []
    above = "".join(f"<th class='first' colspan='{span}' scope='colgroup'>{escape(name)}</th>" for name, span in groups)
    titles = [*(f"Batch of {batch}" for batch in here.batches), "Off by", *(f"Batch of {batch}" for batch in common)]
    heads = "".join(f"<th scope='col'>{title}</th>" for title in titles)
    rows = "".join(_row(row, here.batches, there.get(row.name, {}), common) for row in here.rows)
    corner = "<th class='corner' rowspan='2' scope='col'>Variant</th>"
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='ledger' tabindex='0' role='region' aria-label='In your browser' "
        f"style='color-scheme:{scheme}'><table><thead><tr>{corner}{above}</tr><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(row: BrowserRow, batches: tuple[int, ...], there: dict, common: list[int]) -> str:
    if row.why:
        cells = (
            f"<td class='faint' colspan='{len(batches) + 1 + len(common)}'>does not run here: {escape(row.why)}</td>"
        )
    else:
        cells = "".join(_time(row.time.get(batch)) for batch in batches) + _off(row.max_difference)
        cells += "".join(f"<td class='faint'>{_server(there.get(batch))}</td>" for batch in common)
    return f"<tr><th scope='row'>{escape(row.name)}</th>{cells}</tr>"


def _time(timing: Timing | None) -> str:
    if timing is None:
        return "<td class='faint'>…</td>"
    text, _, interval = measured(timing.seconds, "s", "").text().partition(" (")
    small = f"<small>{escape(interval.rstrip(')'))}</small>" if interval else ""
    if timing.ratio.middle == timing.ratio.low == timing.ratio.high == 1:
        return f"<td>{escape(text)}{small}</td>"
    tone, ratio = TONES.get(timing.verdict, ""), timing.ratio.middle
    words = f"{times(1 / ratio if timing.verdict == FASTER else ratio)} {timing.verdict}" if tone else timing.verdict
    return f"<td class='{tone}'>{escape(text)}{small}<small class='verdict'>{escape(words)}</small></td>"


def _off(difference: float | None) -> str:
    """The largest difference of a pixel from the server's own picture, in levels of a screen."""
    if difference is None:
        return "<td class='faint'>…</td>"
    levels = difference * 127.5
    words = "less than a level" if levels < 0.5 else f"{levels:.0f} of 255 levels"
    return f"<td title='The largest difference of any pixel: {difference:.2g} in [-1, 1]'>{words}</td>"


def _server(figure: object) -> str:
    return escape(figure.text().partition(" (")[0]) if figure is not None else "…"

"""The figures of a race, one row per lane, in the style of the cost table."""

from html import escape

import streamlit as st

from gan_core.cost.timing import FASTER, SLOWER
from gan_core.energy.grids import grams_of_co2
from gan_core.energy.wording import source_words
from gan_core.quality.attribute_accuracy import ALL
from gan_core.race.lane_log import ATTRIBUTES, LaneLog
from gan_core.race.ranking import LATER, LESS, MORE, SOONER, Ranking
from gan_core.race.results import JOULES_PER_WH, RaceResult
from gan_core.race.time_to_target import TimeToTarget
from gan_core.race.wording import right_words, score_words, verdict_words
from gan_core.text.grammar import KINDS
from gan_core.wording import seconds_text
from ui.optimise.columns import NEVER, NOTHING, Cell
from ui.optimise.table import STYLE, cell_html

NOT_REACHED = "not reached"
SHARE = (
    "Of samples of full captions at the last score the share that show, as an independent reader sees them, the right"
)
ALL_RIGHT = "shape, colour, size, place and background, all of them"
GOOD, BAD = (SOONER, FASTER, LESS), (LATER, SLOWER, MORE)


def show_table(found: RaceResult, running: bool) -> None:
    """Seconds and watt-hours to the same quality, speed, and the best that was seen. Hovering says how."""
    standings = found.standings()
    if not standings:
        return
    tracks = {track.name: track for track in found.race.tracks}
    heads = _heads(found.line, found.metric)
    columns = "".join(
        f"<th scope='col' class='first' title='{escape(about)}'>{escape(title)}</th>" for title, about in heads
    )
    rows = "".join(_row(each, tracks[each.name], [title for title, _ in heads], found, running) for each in standings)
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='cost-table' tabindex='0' role='region' aria-label='Figures' style='color-scheme:{scheme}'>"
        f"<table><thead><tr><th class='corner' scope='col'>Lane</th>{columns}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _heads(line: float | None, metric: str) -> tuple[tuple[str, str], ...]:
    goal = score_words(line, metric) if line else "the finish"
    known = (
        (
            f"Seconds to {goal}",
            "Own seconds until the curve first reached the line; the 95 % interval covers sampling and "
            "fluctuation, and other seeds differ by more.",
        ),
        (f"Wh to {goal}", "Energy until then, with its source; with an assumed power it is only time in other units."),
        ("Images/s", "The median turn, without the first; the verdict compares paired turns of the same round."),
    )
    if metric != ATTRIBUTES:
        return (*known, ("Best distance", "The lowest Fréchet distance that was scored, which may be luck."))
    drawn = [
        ("All five" if kind == ALL else kind.capitalize(), f"{SHARE} {ALL_RIGHT if kind == ALL else kind}.")
        for kind in (*KINDS, ALL)
    ]
    return (*drawn, ("Attributes right", "The mean of the five at the last score, with its 95 %."), *known)


def _row(standing: Ranking, track: LaneLog, titles: list[str], found: RaceResult, running: bool) -> str:
    cells = [
        _arrival(standing, running),
        _energy(standing, track, found.config.grid, running),
        _speed(standing, running),
    ]
    if found.metric == ATTRIBUTES:
        cells = [*_drawn(track), *cells]
    else:
        cells.append(Cell(f"{standing.best:.3g}"))
    drawn = "".join(cell_html(cell, "first", title) for cell, title in zip(cells, titles, strict=True))
    return f"<tr><th scope='row'>{escape(standing.name)}</th>{drawn}</tr>"


def _drawn(track: LaneLog) -> list[Cell]:
    """What is right by attribute at the last score, then the mean of the five."""
    look = track.looks[-1]
    right = [Cell(f"{100 * look.right[kind]:.0f} %" if kind in look.right else NEVER) for kind in (*KINDS, ALL)]
    span = f"{right_words(look.high)} to {right_words(look.low)}"
    return [*right, Cell(right_words(look.value), span)]


def _tone(verdict: str) -> str:
    return "good" if verdict in GOOD else "bad" if verdict in BAD else ""


def _missing(running: bool, text: str, how: str = "", verdict: str = "") -> Cell:
    """What is not known can still come while the race runs."""
    return Cell(NOTHING, tone="faint") if running else Cell(text, "", how, "faint", verdict)


def _arrival(standing: Ranking, running: bool) -> Cell:
    reach, verdict = standing.reach, standing.verdict
    if reach.seconds is None:
        return _missing(running, NOT_REACHED, verdict=verdict_words(verdict))
    return Cell(
        seconds_text(reach.seconds), _span(reach), tone=_tone(verdict), verdict=_times(standing.seconds_ratio, verdict)
    )


def _span(reach: TimeToTarget) -> str:
    if reach.low is None or (reach.high is None and reach.low == 0):
        return ""
    return f"{reach.low:.1f} to {reach.high:.1f}" if reach.high is not None else f"{reach.low:.1f} or later"


def _times(ratio: float | None, verdict: str) -> str:
    """ "1.70x sooner", or the verdict alone where it is none."""
    if not ratio or _tone(verdict) == "":
        return verdict_words(verdict)
    return f"{1 / ratio if ratio < 1 else ratio:.2f}x {verdict_words(verdict)}"


def _energy(standing: Ranking, track: LaneLog, grid: str, running: bool) -> Cell:
    joules = standing.reach.joules
    if joules is None:
        return _missing(running, NEVER, source_words(track.source))
    text, co2 = f"{joules / JOULES_PER_WH:.3g}", f"{grams_of_co2(joules, grid):.2g} g CO2"
    if not track.measured:
        return Cell(text, f"{co2}, assumed power", source_words(track.source), "faint")
    verdict = standing.energy_verdict
    return Cell(text, co2, source_words(track.source), _tone(verdict), _times(standing.joules_ratio, verdict))


def _speed(standing: Ranking, running: bool) -> Cell:
    speed, verdict = standing.speed, standing.speed_verdict
    if speed is None:
        return _missing(running, NEVER)
    span = f"{speed.low:,.0f} to {speed.high:,.0f}" if speed.low is not None and speed.high is not None else ""
    ratio = standing.time_ratio.middle if standing.time_ratio else None
    return Cell(f"{speed.middle:,.0f}", span, tone=_tone(verdict), verdict=_times(ratio, verdict))

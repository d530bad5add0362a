"""Curves of all lanes over each other, drawn in place while they train."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from gan_core.compare.palette import DARK, DASHES, LIGHT
from gan_core.quality.attribute_accuracy import ALL
from gan_core.race.lane_log import ATTRIBUTES, LaneLog, ScoredCheckpoint
from gan_core.race.results import JOULES_PER_WH, RaceResult
from gan_core.race.wording import METRIC_TITLES, conditions_words, floor_words, measure_title
from gan_core.text.grammar import KINDS

HEIGHT = 340
QUALITY, SPEED = "quality", "speed"
RIGHT = "right/"
"""What the names of curves begin with that are shares drawn right, by attribute."""
TITLES = {SPEED: "Speed", **{f"{RIGHT}{kind}": kind.capitalize() for kind in KINDS}, f"{RIGHT}{ALL}": "All five"}
"""Of the curves but the score; a loss is called by its name."""
Axis = Callable[[ScoredCheckpoint], float | None]
AXES: dict[str, tuple[str, str, Axis]] = {
    "seconds": ("Own seconds", "seconds of its own training", lambda look: look.seconds),
    "images": ("Images", "images learned from", lambda look: look.images),
    "wh": ("Watt-hours", "Wh", lambda look: None if look.joules is None else look.joules / JOULES_PER_WH),
}


def show_curves(found: RaceResult) -> None:
    """What is drawn and over what, then the chart. Choosing changes nothing of the race."""
    names = sorted({name for track in found.race.tracks for look in track.looks for name in look.losses})
    shares = _shares(found)
    left, right = (st.container(), st.container()) if shares else st.columns(2)  # many curves fill a row
    what = left.segmented_control(
        "Curve",
        [QUALITY, *shares, SPEED, *names],
        default=QUALITY,
        format_func=lambda name: title_of(found, name),
        required=True,
        key="race-curve",
        help="Quality at each scored checkpoint, as a whole and by attribute where those are read, images/s in each "
        "turn, or the losses, which say little across "
        "different objectives.",
    )
    over = right.segmented_control(
        "Over",
        list(AXES),
        default="seconds",
        format_func=lambda name: AXES[name][0],
        required=True,
        key="race-over",
        help="What the lanes are compared over.",
    )
    spec = speed_chart(found) if what == SPEED else look_chart(found, what, over)
    st.echarts_chart(spec, key="race-chart", height=HEIGHT, alt=f"{title_of(found, what)} of every lane")
    _caption(found, what, over)


def title_of(found: RaceResult, what: str) -> str:
    """What a curve is called."""
    return METRIC_TITLES[found.metric] if what == QUALITY else TITLES.get(what, what)


def _shares(found: RaceResult) -> list[str]:
    """The curves of single attributes, where those were read."""
    return [f"{RIGHT}{kind}" for kind in (*KINDS, ALL)] if found.metric == ATTRIBUTES else []


def _caption(found: RaceResult, what: str, over: str) -> None:
    measure = found.race.measure
    if (what == QUALITY or what.startswith(RIGHT)) and measure:
        better = "Higher" if measure.metric == ATTRIBUTES else "Lower"
        st.caption(
            f"{better} is better. {measure_title(measure)}, {conditions_words(measure)}, scored in fp32 off every "
            f"clock. {floor_words(measure)}"
        )
    if over == "wh" and not all(track.measured for track in found.race.tracks):
        st.caption("The power is assumed: this is only time in other units.")


def look_chart(found: RaceResult, what: str, over: str) -> dict[str, Any]:
    """The ECharts options of one figure of every look; the first look, before any training, is left out of it."""
    _, title, axis = AXES[over]
    by_attributes = found.metric == ATTRIBUTES
    lines = [_points(track, what, axis, by_attributes) for track in found.race.tracks]
    scale = "log" if what == QUALITY and not by_attributes else "value"
    spec = _chart([track.name for track in found.race.tracks], lines, title, scale)
    line = found.line and (100 * (1 - found.line) if by_attributes else found.line)
    if what == QUALITY and line and spec["series"]:
        spec["series"][0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "data": [{"yAxis": float(f"{line:.3g}")}],
            "label": {"formatter": f"finish {{c}}{' %' if by_attributes else ''}", "position": "insideStartTop"},
            "lineStyle": {"type": "dotted"},
        }
    return spec


def _points(track: LaneLog, what: str, axis: Axis, by_attributes: bool) -> list[list[float]]:
    found = []
    for look in track.looks[1:]:
        across, up = axis(look), _height(look, what, by_attributes)
        if across is not None and up is not None:
            found.append([round(across, 6), round(up, 4)])
    return found


def _height(look: ScoredCheckpoint, what: str, by_attributes: bool) -> float | None:
    """A figure of a look; what is right of attributes is in hundredths, so that up is better."""
    if what == QUALITY:
        return 100 * (1 - look.value) if by_attributes else look.value
    if what.startswith(RIGHT):
        share = look.right.get(what.removeprefix(RIGHT))
        return None if share is None else 100 * share
    return look.losses.get(what)


def speed_chart(found: RaceResult) -> dict[str, Any]:
    """Pictures a second in every turn, over a lane's own seconds."""
    lines = []
    for track in found.race.tracks:
        seconds, points = 0.0, []
        for turn in track.turns:
            seconds += turn.seconds
            points.append([round(seconds, 3), round(turn.images / turn.seconds, 1)])
        lines.append(points)
    return _chart([track.name for track in found.race.tracks], lines, "seconds of its own training", "value")


def octave_axis(heights: list[float]) -> dict[str, float]:
    """Powers of two around what is drawn: an axis by factors of a single height would show a hundredfold range."""
    heights = [each for each in heights if each > 0]
    if not heights:
        return {}
    low, high = math.floor(math.log2(min(heights))), math.ceil(math.log2(max(heights)))
    return {"min": 2.0**low, "max": 2.0 ** max(high, low + 1)}


def _chart(names: list[str], lines: list[list[list[float]]], across: str, scale: str) -> dict[str, Any]:
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    series = [
        {
            "name": name,
            "type": "line",
            "data": points,
            "symbolSize": 6,
            "color": colours[index],
            "lineStyle": {"type": list(DASHES[index]) or "solid", "width": 2},
        }
        for index, (name, points) in enumerate(zip(names, lines, strict=True))
    ]
    heights = [height for points in lines for _, height in points]
    return {
        "animation": False,
        "grid": {"left": 56, "right": 24, "top": 40, "bottom": 40},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "item", "valueFormatter": "%.4g"},
        "xAxis": {
            "type": "value",
            "name": across if heights else "no figure yet",
            "nameLocation": "middle",
            "nameGap": 28,
            "min": 0,
        },
        "yAxis": {"type": scale, "scale": True, "logBase": 2} | (octave_axis(heights) if scale == "log" else {}),
        "series": series,
    }

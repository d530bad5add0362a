"""Curves of all runs over each other, drawn in place while they train."""

from typing import Any

import streamlit as st

from gan_core.compare.comparable import refusal
from gan_core.compare.lines import AXES, FIRST, Line, curve_names, has_axis, line
from gan_core.compare.subject import Subject, labels
from gan_core.compare.wording import curve_title, refusal_words
from ui.compare.palette import colours, dashes
from ui.text import escaped

HEIGHT = 300
MOST_CHARTS = 6
POINTS = 300
FEW_POINTS = 30
MOST_RAW = 3
"""With more runs than that the raw curves would only hide each other."""


def pick_curves(compared: list[Subject]) -> dict[str, Any]:
    """What is drawn, and over what."""
    names = curve_names(compared)
    usual = [name for name in FIRST if name in names][:4] or names[:2]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    shown = left.multiselect(
        "Curves",
        names,
        default=usual,
        format_func=curve_title,
        max_selections=MOST_CHARTS,
        key=f"curves-{'.'.join(usual)}",
        help="Up to six. Losses of different objectives mean different things: do not rank them.",
    )
    axes = [name for name in AXES if has_axis(compared, name)]
    axis = (
        right.segmented_control(
            "Over",
            axes,
            default="step",
            format_func=AXES.__getitem__,
            key="compare-axis",
            help="Steps show which setting learns more from each update; seconds and watt-hours show which is "
            "worth its cost on this machine. Watt-hours are offered if all of these runs counted them.",
        )
        or "step"
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        smoothing = st.slider(
            "Smoothing",
            0,
            100,
            30,
            5,
            key="compare-smoothing",
            width=220,
            help="Moving average; the raw curve stays visible behind it, faintly.",
        )
        log = st.toggle(
            "Logarithmic",
            key="compare-log",
            help="Equal distances mean equal ratios. Values at or below 0 cannot be shown and are left out.",
        )
    return {"names": shown, "axis": axis, "smoothing": smoothing / 100, "log": log}


def show_charts(compared: list[Subject], chosen: dict[str, Any]) -> None:
    """A chart for each curve, two in a row where there is room."""
    rows = [st.columns(2) for _ in range(0, len(chosen["names"]), 2)]
    for index, name in enumerate(chosen["names"]):
        lines = [line(each, name, chosen["axis"], POINTS, chosen["smoothing"]) for each in compared]
        with rows[index // 2][index % 2]:
            st.markdown(f"**{curve_title(name)}**")
            st.echarts_chart(
                spec(lines, [each.name for each in compared], labels(compared), AXES[chosen["axis"]], chosen["log"]),
                height=HEIGHT,
                key=f"chart-{name}-{chosen['axis']}",
                alt=f"{curve_title(name)} of {len(compared)} runs",
            )
            if reason := refusal(compared, name):
                st.caption(f":material/block: {escaped(refusal_words(reason))}")


def spec(lines: list[Line | None], names: list[str], titles: list[str], axis: str, log: bool) -> dict[str, Any]:
    """An ECharts option: a raw curve for each run, faint behind its smoothed one."""
    drawn = [
        part
        for found, title, colour, dash in zip(lines, titles, colours(names), dashes(names), strict=True)
        for part in _series(found, title, colour, dash, log, raw=len(lines) <= MOST_RAW)
    ]
    return {
        "animation": False,
        "grid": {"left": 8, "right": 16, "top": 12, "bottom": 28, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.4g", "confine": True},
        "dataZoom": [{"type": "inside", "filterMode": "none", "zoomOnMouseWheel": "ctrl"}],
        "xAxis": {"type": "value", "name": axis, "nameLocation": "middle", "nameGap": 26, "min": "dataMin"},
        "yAxis": {"type": "log" if log else "value", "scale": True},
        "series": drawn,
    }


def _series(found: Line | None, title: str, colour: str, dash: Any, log: bool, raw: bool) -> list[dict[str, Any]]:
    base = {"type": "line", "showSymbol": False, "name": title, "itemStyle": {"color": colour}}
    if found is None:
        return [base | {"data": []}]
    main = base | {
        "data": points_of(found, found.y if found.smoothed is None else found.smoothed, log),
        "lineStyle": {"color": colour, "width": 2.2, "type": list(dash) or "solid"},
        "showSymbol": len(found.x) < FEW_POINTS,
    }
    if found.smoothed is None or not raw:
        return [main]
    faint = {"lineStyle": {"color": colour, "width": 1, "opacity": 0.25}, "silent": True, "tooltip": {"show": False}}
    return [base | faint | {"data": points_of(found, found.y, log)}, main]


def points_of(found: Line, y: Any, log: bool) -> list[list[float | None]]:
    pairs = zip(found.x.tolist(), y.tolist(), strict=True)
    return [[float(f"{x:.8g}"), float(f"{value:.5g}") if value > 0 or not log else None] for x, value in pairs]

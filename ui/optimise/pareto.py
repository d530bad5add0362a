"""Quality against cost: one dot per variant, and the Pareto front."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core.cost.figure import Figure
from gan_core.cost.table import Row
from gan_core.measure.pareto_front import pareto_front
from gan_core.measure.quality import Quality
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import variant_title
from gan_core.present import present

HEIGHT = 420
MOST_NAMES = 7
"""With more dots only the best are named; the others say their names under the pointer."""
MOST_SPREAD = 12


@dataclass(frozen=True)
class Axis:
    """What one axis shows: value with the ends of its interval. Less is better, unless `higher`."""

    title: str
    value: Callable[[Row, Quality], tuple[float | None, float | None, float | None]]
    higher: bool = False


def costs(found: MeasurementResult) -> dict[str, Axis]:
    """What can lie below: time by batch size, size, work, start, energy."""
    batches = found.cost_table.batches if found.cost_table else ()
    assumed = any(row.energy.kind == "assumed" for row in present(found.cost_table).rows) if found.cost_table else False
    energy = "Energy per 1,000 pictures (J" + (", assumed power: time in other units)" if assumed else ")")
    return {
        **{
            f"Time, batch of {batch}": Axis(f"Milliseconds a picture, batch of {batch}", _time(batch))
            for batch in sorted(batches, reverse=True)
        },
        "File size": Axis("File (kB)", _single("file_size", 1e-3)),
        "Multiply-adds": Axis("Millions of multiply-adds per picture", _single("multiply_adds", 1e-6)),
        "Start-up": Axis("Seconds from the start of a process to a picture", _single("start_up", 1.0)),
        "Energy": Axis(energy, _single("energy", 1.0)),
    }


QUALITIES = {
    "Fréchet distance": Axis(
        "Fréchet distance from real pictures", lambda _, q: (q.frechet, q.frechet_low, q.frechet_high)
    ),
    "KID": Axis("KID from real pictures", lambda _, q: (q.kid, q.kid_low, q.kid_high)),
    "Feature distance": Axis("Feature distance to the baseline", lambda _, q: (q.feature, None, None)),
    "SSIM": Axis("SSIM with the baseline", lambda _, q: (q.ssim, None, None), higher=True),
    "PSNR": Axis("PSNR to the baseline (dB)", lambda _, q: (q.psnr, None, None), higher=True),
}


def show_pareto(found: MeasurementResult) -> None:
    """Two choices and the plot; a sentence while there is too little to plot."""
    if found.cost_table is None or not found.qualities:
        return
    below, beside = costs(found), _known(found)
    first, second = st.columns(2)
    cost = first.selectbox("Cost", list(below), key="pareto-cost", help="The horizontal axis: less is better.")
    quality = second.selectbox(
        "Quality",
        list(beside),
        key="pareto-quality",
        help="The vertical axis. For distances lower is better, for PSNR and SSIM higher; equal pictures have no "
        "PSNR and are left out.",
    )
    points = _points(found, below[cost], beside[quality])
    if len(points) < 2:
        st.caption("Two variants with both figures are needed for this plot.")
        return
    st.plotly_chart(
        _figure(points, below[cost], beside[quality]),
        key="pareto",
        config={"displayModeBar": False},
        width="stretch",
        alt=f"{beside[quality].title} over {below[cost].title} of {len(points)} variants",
    )
    better = "upwards" if beside[quality].higher else "downwards"
    st.caption(
        f"Better is to the left and {better}. The line joins the variants that no other variant beats in both; if "
        "whiskers overlap, that may be chance."
    )


def _known(found: MeasurementResult) -> dict[str, Axis]:
    """Those qualities that two variants have at least, else all."""
    pairs = [(row, found.qualities[row.name]) for row in present(found.cost_table).rows if row.name in found.qualities]

    def count(axis: Axis) -> int:
        return sum(axis.value(*pair)[0] is not None for pair in pairs)

    return {name: axis for name, axis in QUALITIES.items() if count(axis) > 1} or QUALITIES


def _scaled(figure: Figure, factor: float) -> tuple[float | None, float | None, float | None]:
    value, low, high = (None if each is None else each * factor for each in (figure.value, figure.low, figure.high))
    return value, low, high


def _single(name: str, factor: float) -> Callable[[Row, Quality], tuple]:
    def value(row: Row, _: Quality) -> tuple[float | None, float | None, float | None]:
        figure = getattr(row, name)
        return _scaled(figure, factor)

    return value


def _time(batch: int) -> Callable[[Row, Quality], tuple]:
    def value(row: Row, _: Quality) -> tuple[float | None, float | None, float | None]:
        figure = row.time.get(batch)
        return _scaled(figure, 1e3) if figure else (None, None, None)

    return value


def _points(found: MeasurementResult, cost: Axis, quality: Axis) -> list[tuple[str, tuple, tuple]]:
    """Name, cost and quality of every variant that has both."""
    every = [
        (row.name, cost.value(row, found.qualities[row.name]), quality.value(row, found.qualities[row.name]))
        for row in present(found.cost_table).rows
        if row.name in found.qualities
    ]
    return [each for each in every if each[1][0] is not None and each[2][0] is not None]


def _figure(points: list[tuple[str, tuple, tuple]], cost: Axis, quality: Axis) -> dict[str, Any]:
    original = points[0][0]
    points = sorted(points, key=lambda point: point[1][0])  # neighbours have their names above and below in turn
    sign = -1 if quality.higher else 1
    best = pareto_front([(x[0], sign * y[0]) for _, x, y in points])
    colour = st.get_option("theme.dark.primaryColor") if st.context.theme.type == "dark" else None
    colour = colour or st.get_option("theme.light.primaryColor")
    line = {
        "x": [points[index][1][0] for index in best],
        "y": [points[index][2][0] for index in best],
        "mode": "lines",
        "line": {"color": colour, "dash": "dot", "width": 2},
        "hoverinfo": "skip",
    }
    dots = {
        "x": [x[0] for _, x, _ in points],
        "y": [y[0] for *_, y in points],
        "text": [
            variant_title(name) if len(points) <= MOST_NAMES or index in best or name == original else ""
            for index, (name, *_) in enumerate(points)
        ],
        "customdata": [variant_title(name) for name, *_ in points],
        "mode": "markers+text",
        "textposition": ["top center" if index % 2 else "bottom center" for index in range(len(points))],
        "marker": {
            "size": 12,
            "color": [colour if index in best else "#888" for index in range(len(points))],
            "symbol": ["diamond" if name == original else "circle" for name, *_ in points],
        },
        "error_x": _errors([x for _, x, _ in points]),
        "error_y": _errors([y for *_, y in points]),
        "hovertemplate": "%{customdata}<br>%{x:.4g} · %{y:.4g}<extra></extra>",
        "cliponaxis": False,
    }
    return {
        "data": [line, dots],
        "layout": {
            "height": HEIGHT,
            "showlegend": False,
            "margin": {"l": 60, "r": 30, "t": 20, "b": 50},
            "xaxis": {"title": {"text": cost.title}, **_scale([x[0] for _, x, _ in points])},
            "yaxis": {"title": {"text": quality.title}},
        },
    }


def _scale(values: list[float]) -> dict[str, Any]:
    """From zero; by factors where one variant costs so much more that the others would lie on one spot."""
    if min(values) > 0 and max(values) > MOST_SPREAD * min(values):
        return {"type": "log", "tickvals": one_two_five(values), "tickformat": "~g"}
    return {"rangemode": "tozero"}


def one_two_five(values: list[float]) -> list[float]:
    """1, 2 and 5 times powers of ten around `values`: ticks that read as what they are on an axis by factors."""
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [digit * 10.0**power for power in range(first, last + 1) for digit in (1, 2, 5)]


def _errors(values: list[tuple]) -> dict[str, Any]:
    """Intervals as plotly's error bars; nothing where there is none."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [0 if high is None else high - value for value, _, high in values],
        "arrayminus": [0 if low is None else value - low for value, low, _ in values],
        "thickness": 1,
        "color": "#888",
    }

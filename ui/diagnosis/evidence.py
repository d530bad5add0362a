"""Small charts of curves: the stretch of a finding, and the failure mode next to a sound run."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from gan_core.doctor import Evidence, History, recordings
from gan_core.doctor.history import Curve
from ui.diagnosis.curve_names import words as curve_words

FAILING, SOUND, LIMIT = "#d55e00", "#0072b2", "#999999"
"""From Okabe and Ito's palette, which everybody can tell apart."""
RECORDINGS = ("well-least_squares_labelled", "well-vae_shapes")
"""The recordings to stand beside a failing run: the first that is of its family."""
HEIGHT = 190
MOST_POINTS = 400
WIDE = 50.0
"""Where the largest value is that many times the smallest, and none is below zero, the axis is logarithmic."""


def draw_evidence(history: History, evidence: Sequence[Evidence], key: str) -> None:
    """The curves of the evidence, with the stretch that counts shaded, and the line that was crossed."""
    shown = [each for each in evidence if len(history.curve(each.curve))][:3]
    if not shown:
        return
    lines = {
        each.curve: (history.curve(each.curve), colour)
        for each, colour in zip(shown, (FAILING, SOUND, LIMIT), strict=False)
    }
    figure = _figure(lines)
    figure.add_vrect(x0=shown[0].from_step, x1=shown[0].to_step, fillcolor=FAILING, opacity=0.1, line_width=0)
    if len(shown) == 1 and shown[0].limit is not None and shown[0].curve != "skipped":
        figure.add_hline(y=shown[0].limit, line={"color": LIMIT, "dash": "dot"})
    _show(figure, key, f"Evidence: {', '.join(curve_words(each) for each in lines)}")


def draw_beside_sound(failing: History, names: Sequence[str], key: str, called: str = "this failure") -> str:
    """The first of these curves that the failing run has, beside a sound one's; returns its name, or ""."""
    name = next((each for each in names if len(failing.curve(each)) > 1), "")
    if not name:
        return ""
    lines = {called: (failing.curve(name), FAILING)}
    if recording := _sound(failing.config.model.family):
        sound = recording.curve(name)
        shown = (sound.steps > 0) & (sound.steps <= failing.step)  # side by side, and no longer than the failing one
        if shown.sum() > 1:
            lines = {"a sound run": (Curve(sound.steps[shown], sound.values[shown]), SOUND)} | lines
    _show(_figure(lines), key, f"{curve_words(name)}: {' and '.join(lines)}")
    return name


def _sound(family: str) -> History | None:
    """A recording of a sound run of that family, where there is one."""
    there = (recordings.load(name) for name in RECORDINGS if name in recordings.names())
    return next((each for each in there if each.config.model.family == family), None)


def _figure(lines: dict[str, tuple[Curve, str]]) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure()
    for name, (curve, colour) in lines.items():
        rows = np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MOST_POINTS)).astype(int))
        figure.add_scatter(
            x=curve.steps[rows], y=curve.values[rows], name=name, mode="lines", line={"color": colour, "width": 1.8}
        )
    values = np.concatenate([curve.values for curve, _ in lines.values()])
    logarithmic = values.min() > 0 and values.max() > WIDE * values.min()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={"title": "step"},
        yaxis={"type": "log" if logarithmic else "linear", "nticks": 5},
    )
    return figure


def _show(figure: Any, key: str, words: str) -> None:
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=words)

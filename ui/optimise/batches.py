"""Time per picture by batch size: one line per variant."""

from typing import Any

import streamlit as st

from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import variant_title
from gan_core.present import present
from ui.optimise.pareto import one_two_five

HEIGHT = 400
COLOURS, DASHES = 10, ("solid", "dot")
"""Colours come round after so many; dots tell the second round from the first."""


def show_batches(found: MeasurementResult) -> None:
    """The curves, where there are three batch sizes or more; both axes by factors."""
    if found.cost_table is None or len(found.cost_table.batches) < 3:
        return
    batches = sorted(found.cost_table.batches)
    lines: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "name": variant_title(row.name),
            "x": batches,
            "y": [1000 * present(row.time[batch].value) for batch in batches],
            "mode": "lines+markers",
            "line": {"dash": DASHES[index // COLOURS % len(DASHES)]},
            "hovertemplate": "batch of %{x}: %{y:.3g} ms<extra>%{fullData.name}</extra>",
        }
        for index, row in enumerate(present(found.cost_table).rows)
        if all(batch in row.time and row.time[batch].value for batch in batches)
    ]
    st.markdown("## Time per picture, by batch size")
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 60, "r": 20, "t": 10, "b": 50},
        "legend": {"orientation": "h", "y": -0.25},
        "xaxis": {"type": "log", "tickvals": batches, "ticktext": [str(each) for each in batches]},
        "yaxis": {"type": "log", "title": {"text": "Milliseconds per picture"}, "tickformat": "~g"},
    }
    layout["xaxis"]["title"] = {"text": "Batch size"}
    if lines:
        layout["yaxis"]["tickvals"] = one_two_five([value for line in lines for value in line["y"]])
    plain = {"displayModeBar": False}
    words = f"Time a picture by batch size, of {len(lines)} variants"
    st.plotly_chart({"data": lines, "layout": layout}, key="by-batch", config=plain, alt=words)
    st.caption(
        "A falling line means that pictures in a batch share overhead; a level one means that arithmetic is the limit."
    )

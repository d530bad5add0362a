"""How a score depends on the number of pictures."""

from typing import Any

import streamlit as st

from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Score
from gan_core.evaluation.wording import extractor_words
from ui.compare.palette import colours

HEIGHT = 320


def show_curve(found: Evaluation) -> None:
    """A choice of measure and its lines; nothing where no score has grown."""
    grown = [each for each in found.protocols() if any(score.curve for score in found.scores if score.protocol == each)]
    if not grown:
        return
    st.markdown("## How much of it is the number of pictures?")
    chosen = st.selectbox(
        "Metric",
        grown,
        format_func=lambda each: f"{METRICS[each.measure].title} · {extractor_words(each)}",
        key="evaluate-curve",
        help="Each score again on an eighth, a quarter and a half of the pictures; dotted: as many real pictures.",
    )
    scores = [score for score in found.scores if score.protocol == chosen and score.curve]
    words = f"{METRICS[chosen.measure].title} by number of pictures, for {len(scores)} models and real pictures"
    plain = {"displayModeBar": False}
    st.plotly_chart(_figure(scores), key="evaluate-curve-plot", config=plain, width="stretch", alt=words)
    st.caption("If a line still falls or rises at its end, more pictures would give a different score.")


def _figure(scores: list[Score]) -> dict[str, Any]:
    every = colours([score.subject for score in scores])
    lines = [
        {
            "x": [num for num, *_ in score.curve],
            "y": [value for _, value, _ in score.curve],
            "name": score.subject,
            "mode": "lines+markers",
            "line": {"color": every[index % len(every)]},
        }
        for index, score in enumerate(scores)
    ]
    floor = {
        "x": [num for num, *_ in scores[0].curve],
        "y": [value for *_, value in scores[0].curve],
        "name": "real pictures",
        "mode": "lines+markers",
        "line": {"color": "#888", "dash": "dot"},
    }
    return {
        "data": [*lines, floor],
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 50, "r": 20, "t": 10, "b": 45},
            "xaxis": {"title": {"text": "Pictures per subject"}, "type": "log", "tickvals": lines[0]["x"]},
            "yaxis": {"title": {"text": METRICS[scores[0].protocol.measure].title}},
            "legend": {"orientation": "h", "y": 1.15},
        },
    }

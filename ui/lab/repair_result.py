"""One training of repair networks: progress, who wins what, scores with intervals, pictures, losses, downloads."""

from __future__ import annotations

import base64
from html import escape

import streamlit as st

from gan_core.errors import RunError, UserError
from gan_core.job_types.registry import REPAIR
from gan_core.jobs.folder import RunFolder, Status
from gan_core.repair.damage import TASKS
from gan_core.repair.findings import SHEET, Point, RepairResult
from gan_core.repair.saved import WEIGHTS, read_model, why_unfit
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from ui import state
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.lab.repair_scores import show_scores
from ui.pickers import models

HEIGHT = 300
STYLE = "max-width:34rem;width:100%;image-rendering:pixelated;border-radius:6px;display:block"
LOSSES = {"mse/MSE": "MSE alone", "adversarial/MSE": "MSE + adversarial"}
ROWS = "Rows: untouched, damaged, repaired by MSE alone, repaired by MSE + adversarial."
PART = {"part": "repair"}


def show_result(name: str) -> None:
    """Everything about one training. Raises UserError when there is none, or where it cannot be read."""
    show_job(name, FRAME, _found)


def _leave(folder: RunFolder) -> None:
    """Back to the part, on these networks where they are there."""
    state.leave(state.REPAIR_PARAM, PART | _place(folder))


def _place(folder: RunFolder) -> dict[str, str]:
    """The address of these networks in the latent lab, beside a model of the same pictures."""
    if not (folder.path / WEIGHTS).is_file():
        return {}
    try:
        repairs = read_model(folder.path)
        for each in models():
            card = read_card(resolve(each))
            if not why_unfit(repairs, card.shape, card.config.data.name):
                return {"model": each, "network": folder.name}
    except UserError:
        return {}
    return {"network": folder.name}


FRAME = JobFrame(
    REPAIR,
    back="Repair pictures",
    back_help="Opens the part of the latent lab that repairs pictures, with these networks where they are trained.",
    leave=_leave,
    working="Learning",
    measured="learned",
    lines="One row per task, network and score.",
    whole="All losses and scores.",
    pauses=True,
)


def _found(folder: RunFolder, status: Status, found: RepairResult) -> None:
    findings = found.findings
    for task, about in TASKS.items():
        file = _newest(folder, task)
        if not file and findings.score(task, "mse") is None:
            continue
        st.markdown(f"## {about.title}")
        if file:
            _sheet(folder, file, about.title)
        show_scores(findings, task)
    if findings.history:
        st.markdown("## Losses")
        _plot(findings.history, found.config.title)
    elif not goes(status):
        st.caption("Nothing was learned.")
    if not goes(status) and findings.scores:
        with st.container(horizontal=True):
            figure_files(folder.name, found, FRAME)


def _newest(folder: RunFolder, task: str) -> str | None:
    with folder.record() as record:
        return record.newest_picture(f"{SHEET}-{task}")


def _sheet(folder: RunFolder, file: str, title: str) -> None:
    try:
        content = base64.b64encode((folder.samples / file).read_bytes()).decode()
    except OSError as error:
        raise RunError("The pictures of this training are damaged: train again.") from error
    st.html(f"<img alt='{escape(title)}: {ROWS}' style='{STYLE}' src='data:image/png;base64,{content}'>")
    st.caption(ROWS)


def _plot(history: tuple[Point, ...], title: str) -> None:
    lines = [
        {
            "x": [each.step for each in history],
            "y": [each.values.get(name) for each in history],
            "name": words,
            "mode": "lines+markers",
        }
        for name, words in LOSSES.items()
    ]
    layout = {
        "height": HEIGHT,
        "margin": {"l": 50, "r": 20, "t": 10, "b": 45},
        "xaxis": {"title": {"text": "Step"}},
        "yaxis": {"title": {"text": "MSE, weighted by task"}, "rangemode": "tozero"},
        "legend": {"orientation": "h", "y": -0.3},
    }
    words = f"MSE by step of both networks: {title}"
    st.plotly_chart(
        {"data": lines, "layout": layout},
        key="repair-losses",
        config={"displayModeBar": False},
        width="stretch",
        alt=words,
    )

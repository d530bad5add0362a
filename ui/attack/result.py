"""One attack: progress, the findings in words, curves with intervals, a table, digits before and after, downloads."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

import streamlit as st

from gan_core.attack.findings import AttackResult, Curve, Epoch
from gan_core.attack.wording import METHODS, NETWORKS, PICTURES, SCALE, accuracy_words, headline, success_words
from gan_core.errors import RunError
from gan_core.job_types.registry import ATTACK
from gan_core.jobs.folder import RunFolder, Status
from ui import state
from ui.compare.palette import colours
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.text import escaped

HEIGHT = 340
DASHES = {"pgd": "solid", "fgsm": "dash", "transfer": "dot"}
STYLE = "max-width:34rem;width:100%;image-rendering:pixelated;border-radius:6px;display:block"


def show_result(name: str) -> None:
    """Everything about one attack. Raises UserError when there is none, or where it cannot be read."""
    show_job(name, FRAME, _found)


FRAME = JobFrame(
    ATTACK,
    back="All attacks",
    back_help="Opens the choice again.",
    leave=lambda folder: state.leave(state.ATTACK_PARAM),
    working="Attacking",
    measured="attacked",
    lines="One row per curve and ε.",
    whole="All curves, and the epochs of a training.",
)


def _found(folder: RunFolder, status: Status, found: AttackResult) -> None:
    findings, config = found.findings, found.config
    for line in headline(findings):
        st.markdown(escaped(line))
    if findings.history:
        st.markdown("## While it learned")
        words = ("Epoch", "Held-out digits read right, %")
        _plot(_epochs(findings.history), *words, "attack-epochs", config.title, whole=True)
    if not findings.curves:
        if not goes(status):
            st.caption("Nothing was attacked.")
        return
    st.markdown("## How many digits are fooled" if not config.defend else "## How many digits are still read right")
    st.caption(
        f"{SCALE} Bars: 95 % by Wilson. PGD: {config.pgd_steps} steps. "
        + ("Of all held-out digits." if config.defend else "Of the digits read right before.")
    )
    _plot(_lines(findings.curves, config.defend), "ε", "%", "attack-curves", config.title)
    _table(findings.curves, config.defend)
    if goes(status):
        return
    _sheets(folder, findings.curves)
    with st.container(horizontal=True):
        figure_files(folder.name, found, FRAME)


def _name(curve: Curve) -> str:
    return f"{METHODS[curve.method]} · {PICTURES[curve.pictures]} · {NETWORKS[curve.network]}"


def _lines(curves: tuple[Curve, ...], accuracy: bool) -> list[dict[str, Any]]:
    subjects = list(dict.fromkeys((each.pictures, each.network) for each in curves))
    every = dict(zip(subjects, colours([" ".join(each) for each in subjects]), strict=True))
    found = []
    for each in curves:
        indices = range(len(each.epsilons))
        values = [each.accuracy(index) if accuracy else each.success(index) for index in indices]
        ends = [each.accuracy_interval(index) if accuracy else each.success_interval(index) for index in indices]
        found.append(
            {
                "x": list(each.epsilons),
                "y": [100 * value for value in values],
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [100 * (high - value) for value, (_, high) in zip(values, ends, strict=True)],
                    "arrayminus": [100 * (value - low) for value, (low, _) in zip(values, ends, strict=True)],
                    "thickness": 1,
                },
                "name": _name(each),
                "mode": "lines+markers",
                "line": {"color": every[each.pictures, each.network], "dash": DASHES[each.method]},
            }
        )
    return found


def _epochs(history: tuple[Epoch, ...]) -> list[dict[str, Any]]:
    every = colours(["clean", "fgsm", "pgd"])
    return [
        {
            "x": [each.epoch for each in history],
            "y": [100 * getattr(each, name) / each.num for each in history],
            "name": words,
            "mode": "lines+markers",
            "line": {"color": every[index]},
        }
        for index, (name, words) in enumerate(
            {"clean": "as they are", "fgsm": "after FGSM", "pgd": "after PGD"}.items()
        )
    ]


def _plot(lines: list[dict[str, Any]], x: str, y: str, key: str, title: str, *, whole: bool = False) -> None:
    """`whole` where x counts something: no tick stands at a half."""
    layout = {
        "height": HEIGHT,
        "margin": {"l": 50, "r": 20, "t": 10, "b": 45},
        "xaxis": {"title": {"text": x}} | ({"dtick": 1} if whole else {}),
        "yaxis": {"title": {"text": y}, "range": [-2, 102]},
        "legend": {"orientation": "h", "y": -0.25},
    }
    words = f"{y} by {x}, {len(lines)} lines: {title}"
    st.plotly_chart(
        {"data": lines, "layout": layout}, key=key, config={"displayModeBar": False}, width="stretch", alt=words
    )


def _table(curves: tuple[Curve, ...], accuracy: bool) -> None:
    rows = []
    for each in curves:
        says = accuracy_words if accuracy else success_words
        first = {"as they are": f"{each.num_right} of {each.num_pictures}"}
        told = {f"ε {epsilon:g}": says(each, index) for index, epsilon in enumerate(each.epsilons)}
        rows.append({"Curve": _name(each), **first, **told})
    st.dataframe(rows, hide_index=True, width="stretch", key="attack-table")


def _sheets(folder: RunFolder, curves: tuple[Curve, ...]) -> None:
    middle = curves[0].epsilons[len(curves[0].epsilons) // 2]
    st.markdown(f"## Before, and after PGD at ε = {middle:g}")
    for network, pictures in dict.fromkeys((each.network, each.pictures) for each in curves):
        with folder.record() as record:
            file = record.newest_picture(f"{network}-{pictures}")
        if not file:
            continue
        try:
            content = base64.b64encode((folder.samples / file).read_bytes()).decode()
        except OSError as error:
            raise RunError("The pictures of this attack are damaged: attack again.") from error
        words = f"{PICTURES[pictures].capitalize()}, against the {NETWORKS[network]}"
        st.caption(words)
        st.html(f"<img alt='{escape(words)}' style='{STYLE}' src='data:image/png;base64,{content}'>")

"""Estimates for the form's settings on this machine, measured by the idle worker."""

import json
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import RunError, UserError
from gan_core.wording import count, speed
from ui.networks import draw_networks
from ui.server import launcher
from ui.text import escaped

KEPT = 64
WAIT_SECONDS = 0.4

pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="estimate")
_known: OrderedDict[str, Future] = OrderedDict()
_lock = threading.Lock()


def estimate(config: RunConfig) -> Future:
    """The coming answer of the standby for these settings; asked once, then remembered."""
    values = config.model_dump(mode="json") | {"title": "", "seed": 0}
    key = json.dumps(values, sort_keys=True)
    with _lock:
        known = _known.get(key)
        if known is None or (known.done() and isinstance(known.exception(), RunError)):  # gone, or not there yet
            known = _known[key] = pool.submit(launcher().ask, "estimate", values | {"title": "Estimate"})
        _known.move_to_end(key)
        while len(_known) > KEPT:
            _known.popitem(last=False)[1].cancel()
        return known


def show_estimate(config: RunConfig) -> None:
    """The networks, and parameters, memory and speed, as soon as they are measured."""
    answer = estimate(config)
    _panel(config, None if answer.done() else WAIT_SECONDS)


def _panel(config: RunConfig, every: float | None) -> None:
    @st.fragment(run_every=every)
    def panel() -> None:
        answer = estimate(config)
        if not answer.done():
            with st.container(border=True, height=240):
                st.caption(":material/hourglass_top: Measuring these settings on this machine…")
            return
        try:
            _draw(answer.result(), config)
        except UserError as error:
            st.warning(escaped(str(error)), icon=":material/warning:")
        if every:  # the whole script once more, so that the panel stops asking
            st.rerun()

    panel()


def _draw(found: dict[str, Any], config: RunConfig) -> None:
    of = "point" if config.data.kind == "points" else "picture"
    layout = ", channels last" if found["channels_last"] else ""
    figures = {
        "Parameters": (
            count(sum(found["parameters"].values())),
            "How many numbers are learned, in all networks together.",
        ),
        "Memory": (
            f"{found['memory_mib']:.0f} MB",
            "Weights, gradients, Adam's moments, and what a step stores for its backward pass. torch itself takes "
            "about 400 MB more.",
        ),
        "Expected speed": (
            speed(found["images_per_second"], of="points" if of == "point" else "images"),
            f"Measured just now on this machine, with random {of}s, for a third of a second"
            + (", not compiled: compilation happens in the first steps." if found.get("compiled") else "."),
        ),
        "Device": (f"{found['device']}, {found['precision']}", f"{found['num_threads']} thread(s){layout}."),
    }
    with st.container(border=True):
        for (name, (figure, about)), place in zip(figures.items(), st.columns(len(figures)), strict=True):
            place.markdown(f"{name}  \n**{figure}**", help=about)
        if found["precision"] == "fp16" and found["device"] == "CPU":
            st.warning("fp16 is over ten times slower on a CPU: use bf16 or auto.", icon=":material/warning:")
        draw_networks(found["networks"], config.family, of)

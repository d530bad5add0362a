"""The section "In your browser": measures the same variants on the reader's own machine."""

from functools import partial
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder
from gan_core.measure.browser import BrowserResult, read_browser, to_csv, to_json
from gan_core.measure.results import MeasurementResult
from gan_core.measure.web_files import web_index
from ui import state
from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.download import download_button
from ui.lab.routes import runtime_path
from ui.optimise.in_browser.table import show_browser_table
from ui.text import escaped, show_error

KEY = "in-browser"
BATCHES, LARGEST_BATCH = (1, 64), 256
FILES = (
    ("CSV of this browser", to_csv, "csv", "text/csv", "One row per variant and batch size, as measured here."),
    ("JSON of this browser", to_json, "json", "application/json", "The same figures, and the machine they come from."),
)


def in_browser(folder: RunFolder, found: MeasurementResult) -> None:
    """The section below the server's cost table. These figures are of another machine: they never meet its verdicts."""
    st.markdown("## In your browser")
    index = web_index(folder.path)
    if not index:
        st.caption("This measurement kept no files for the browser: measure again to create them.")
        return
    if not runtime_path():
        st.info(
            "ONNX Runtime Web is not installed on this server, so nothing can be computed in your browser. The "
            "README has the npm command that installs it.",
            icon=":material/extension_off:",
        )
        return
    st.caption(
        "The same files, run on your machine instead of the server: ONNX Runtime Web, one WebAssembly thread, the "
        "variants in turns; variants that run in torch on the server run as ONNX here. Only the figures leave your "
        "browser, and only you see them."
    )
    result = _mount(folder.name, index, found)
    if isinstance(result.measured, dict):
        state.keep_in_browser(folder.name, result.measured)
    if (sent := state.in_browser(folder.name)) is not None:
        try:
            _show(folder, found, read_browser(sent, index["variants"]))
        except UserError as error:
            show_error(error)


def _show(folder: RunFolder, found: MeasurementResult, here: BrowserResult) -> None:
    show_browser_table(here, found)
    machine = " · ".join(f"{name} {value}" for name, value in here.machine.items() if name != "user agent")
    st.caption(
        f"Measured on: {escaped(machine)}. Verdicts are on ratios to this browser's own first row. Off by: the "
        "largest difference of any pixel from the server's picture with the same file."
    )
    with st.container(horizontal=True):
        for label, make, kind, mime, about in FILES:
            download_button(
                label,
                partial(make, here),
                file_name=f"{folder.name}-browser.{kind}",
                mime=mime,
                icon=":material/download:",
                help=about,
                key=f"browser-{kind}",
            )


def _mount(name: str, index: dict[str, Any], found: MeasurementResult) -> Any:
    batches = sorted({*BATCHES, *(batch for batch in found.config.batches if batch <= LARGEST_BATCH)})
    data = {
        **index,
        "run": name,
        "batches": batches,
        "rounds": found.config.num_rounds,
        "budgetMs": 1000 * found.config.seconds_a_batch,
        "runtime": runtime_path(),
        "entry": module_path("lab/in_browser.js"),
    }
    return _component(version())(key=f"{KEY}-{name}", data=data, on_measured_change=_nothing)


@st.cache_resource(show_spinner=False)
def _component(_version: str) -> Any:
    return st.components.v2.component(
        "gan_in_browser",
        css=(STATIC / "lab" / "lab.css").read_text("utf-8"),
        js=mount_script(),
        isolate_styles=False,
    )


def _nothing() -> None:
    """What the browser measured is only told to a component that listens for it."""

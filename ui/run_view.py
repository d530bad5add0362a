"""An open run: its buttons, its live view, and what can be taken away."""

import streamlit as st

from gan_core.config import RunConfig, load_config
from gan_core.export.archive import archive
from gan_core.export.film import film
from gan_core.jobs.folder import RunFolder, find_run
from gan_core.places import runs_root
from ui import state
from ui.controls import control_bar, live_settings
from ui.live import live_view

REFRESH_SECONDS = 4.0


def run_view(name: str) -> None:
    """Everything about one run. Raises RunError when there is no such run."""
    folder = find_run(runs_root(), name)
    config = load_config(folder.config())
    status = folder.status()
    back, title = st.columns([1, 8], vertical_alignment="center")
    if back.button("All presets", icon=":material/arrow_back:", type="tertiary", key="back"):
        state.leave_run()
        st.rerun()
    title.subheader(status.title, anchor=False)
    _buttons(name)
    live_view(name, key=f"live-{name}")
    _below(folder, config)


@st.fragment(run_every=REFRESH_SECONDS)
def _buttons(name: str) -> None:
    folder = find_run(runs_root(), name)
    control_bar(folder, folder.status(), load_config(folder.config()))


def _below(folder: RunFolder, config: RunConfig) -> None:
    change, take, settings = st.tabs(
        [":material/tune: Change while it runs", ":material/download: Take away", ":material/list: Settings"]
    )
    with change:
        _change(folder.name)
    with take:
        _take_away(folder, config)
    with settings:
        st.caption("As they were at the start. Live changes stand in the log.")
        st.json(config.model_dump(mode="json"), expanded=1)


@st.fragment
def _change(name: str) -> None:
    folder = find_run(runs_root(), name)
    status = folder.status()
    if status.active:
        live_settings(folder, status)
    else:
        st.caption(
            "This run is not going. Resume it to change its learning rates, or start it again with other settings."
        )


def _take_away(folder: RunFolder, config: RunConfig) -> None:
    """Film, zip: made when they are asked for, not before."""
    with st.container(horizontal=True):
        for kind, about in (
            ("webp", "Small, and plays in every browser."),
            ("gif", "Plays everywhere, fewer colours."),
        ):
            st.download_button(
                f"Film as {kind.upper() if kind == 'gif' else 'WebP'}",
                lambda kind=kind: film(folder, kind),
                file_name=f"{folder.name}.{kind}",
                mime=f"image/{kind}",
                icon=":material/movie:",
                help=f"The sample grids of this run, one after the other. {about}",
                on_click="ignore",
                key=f"film-{kind}",
            )
        st.download_button(
            "Run as zip",
            lambda: archive(folder),
            file_name=f"{folder.name}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            help="Settings, curves, pictures and checkpoints. Nothing in it is a program.",
            on_click="ignore",
            key="zip",
        )
    if config.model.family == "vae":
        st.caption("The film shows samples from the prior.")

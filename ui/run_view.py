"""An open run: its buttons, its live view, and what can be taken away."""

import streamlit as st

from gan_core.config import RunConfig, load_config
from gan_core.export.archive import archive
from gan_core.export.film import film
from gan_core.grid import MOST_COLUMNS
from gan_core.jobs.folder import RunFolder, find_run
from gan_core.places import runs_root
from ui import state
from ui.controls import control_bar, live_settings
from ui.fields import HIDDEN, humanise, shown
from ui.live import live_view
from ui.text import escaped


def run_view(name: str) -> None:
    """Everything about one run. Raises RunError when there is no such run."""
    folder = find_run(runs_root(), name)
    config = load_config(folder.config())
    status = folder.status()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if st.button("", icon=":material/arrow_back:", type="tertiary", key="back", help="Back to the presets"):
            state.leave_run()
            st.rerun()
        st.subheader(escaped(status.title), anchor=False, width="content")
    _buttons(name)
    live_view(name, key=f"live-{name}", state=status.state, ratio=grid_ratio(config))
    _below(folder, config)


def grid_ratio(config: RunConfig) -> str:
    """The width and height of the sample grid to come, for CSS; square where only loading the data tells."""
    classes = config.shape().num_classes if config.data.class_names else 0
    if not 0 < classes <= MOST_COLUMNS:
        return "1 / 1"
    return f"{classes} / {max(1, config.recording.num_samples // classes)}"


@st.fragment
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
        _settings(config)


@st.fragment
def _change(name: str) -> None:
    folder = find_run(runs_root(), name)
    status = folder.status()
    if status.active:
        live_settings(folder, status)
    elif status.state == "queued":
        st.caption("This run waits for its turn. Once it goes on, its learning rates can be changed here.")
    else:
        st.caption(
            "This run is not going. Resume it to change its learning rates, or start it again with other settings."
        )


@st.fragment
def _take_away(folder: RunFolder, config: RunConfig) -> None:
    """Film, zip: made when they are asked for, not before."""
    with folder.record() as record:
        nothing_yet = not record.newest_picture("samples")
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
                disabled=nothing_yet,
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
    if nothing_yet:
        st.caption("There is no film before the first samples. Let it train for a moment, then open this page again.")
    elif config.model.family == "vae":
        st.caption("The film shows samples from the prior.")


def _settings(config: RunConfig) -> None:
    """Every group of settings as a small list."""
    st.caption("As they were at the start. What was changed since stands in the log.")
    values = config.model_dump(mode="json")
    groups = {name: each for name, each in values.items() if isinstance(each, dict)}
    groups = {"run": {"seed": values["seed"]}, **groups}
    for (name, group), place in zip(groups.items(), st.columns(4) * 2, strict=True):
        with place:
            lines = [
                f"{humanise(key)}: **{shown(each)}**" for key, each in group.items() if key not in HIDDEN - {"name"}
            ]
            st.markdown(f"**{humanise(name)}**  \n" + "  \n".join(lines))

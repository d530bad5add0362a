"""An open run: its buttons, its live view, and what can be taken away."""

from functools import partial

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import UserError
from gan_core.export import tensorboard
from gan_core.export.archive import archive
from gan_core.export.film import film
from gan_core.grid import MOST_COLUMNS, columns_for
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder, find_run
from gan_core.places import runs_root
from gan_core.recovery.settings import RecoverConfig
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from ui import state
from ui.controls import control_bar, live_settings, tell_reply
from ui.diagnosis.cards import apply_chosen
from ui.download import download_button
from ui.fields import HIDDEN, humanise
from ui.form import meaningless
from ui.live.diagram import STEPS, diagram_of, obey
from ui.live.view import live_view
from ui.optimise.beside import measure_beside
from ui.server import launcher, may_change
from ui.setting_words import setting_label, value_words
from ui.text import escaped, spoken, tab_title, telling
from ui.what_next import what_next


def run_view(name: str) -> None:
    """Everything about one run. Raises RunError when there is no such run."""
    folder = launcher().find(name)
    status = folder.status()
    config = load_settings(status.job_type, folder.config())
    state.remember_subject(name)
    st.set_page_config(page_title=tab_title(status.title))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="run-head"):
        about = "Back to the presets"
        if st.button(spoken(about), icon=":material/arrow_back:", type="tertiary", key="back", help=about):
            state.leave_run()
            st.rerun()
        st.title(escaped(status.title), anchor=False, width="content")
    _buttons(name)
    what_next(folder, status, config)
    if isinstance(config, RecoverConfig):
        measure_beside(folder, config)
    saved = status.last_checkpoint >= 0
    heard = live_view(
        name,
        key=f"live-{name}",
        ratio=grid_ratio(config),
        state=status.state,
        saved=saved,
        diagram=diagram_of(config),
    )
    if heard.command:
        half_step = heard.command.get("name") in STEPS if isinstance(heard.command, dict) else False
        tell_reply(folder, partial(obey, folder, heard.command), "touch_app", seen=half_step)
    if heard.remedy:
        apply_chosen(folder, heard.remedy)
    _below(folder, config)


def grid_ratio(config: RunConfig | RecoverConfig) -> str:
    """The width and height of the sample grid to come, for CSS; square where only loading the data tells."""
    if isinstance(config, RecoverConfig):
        return _recovery_ratio(config)
    classes = config.shape().num_classes if config.data.class_names else 0
    if not 0 < classes <= MOST_COLUMNS:
        return "1 / 1"
    return f"{classes} / {max(1, config.recording.num_samples // classes)}"


def _recovery_ratio(config: RecoverConfig) -> str:
    """Of the teacher's rows above the student's, or above a row for each width."""
    try:
        classes = read_card(resolve(config.teacher)).shape.num_classes
    except UserError:  # the teacher is gone, the run is not
        classes = 0
    columns = classes if 0 < classes <= MOST_COLUMNS else columns_for(config.recording.num_samples)
    rows = 2 * max(1, config.recording.num_samples // (2 * columns))
    return f"{columns} / {1 + len(config.widths) if config.method == 'any_cost' else rows}"


@st.fragment
@telling
def _buttons(name: str) -> None:
    folder = find_run(runs_root(), name)
    status = folder.status()
    control_bar(folder, status, load_settings(status.job_type, folder.config()))


def _below(folder: RunFolder, config: RunConfig | RecoverConfig) -> None:
    change, take, settings = st.tabs(
        [":material/tune: Live controls", ":material/download: Export", ":material/list: Settings"]
    )
    with change:
        _change(folder.name)
    with take:
        _take_away(folder, config)
    with settings:
        _settings(config)


@st.fragment
@telling
def _change(name: str) -> None:
    folder = find_run(runs_root(), name)
    status = folder.status()
    if not may_change(status):
        st.caption("Only whoever started this run, and the teacher, can change it.")
    elif status.active:
        live_settings(folder, status)
    elif status.state == "queued":
        st.caption("This run waits for its turn. Once it trains, its learning rate can be changed here.")
    else:
        st.caption("This run has ended. Continue training to change its learning rate, or duplicate and edit it.")


@st.fragment
@telling
def _take_away(folder: RunFolder, config: RunConfig | RecoverConfig) -> None:
    """Film, zip: made when they are asked for, not before."""
    with folder.record() as record:
        nothing_yet = not record.newest_picture("samples")
    with st.container(horizontal=True):
        for kind, about in (
            ("webp", "Small, and plays in every browser."),
            ("gif", "Plays everywhere, fewer colours."),
        ):
            download_button(
                f"Film as {kind.upper() if kind == 'gif' else 'WebP'}",
                partial(film, folder, kind),
                file_name=f"{folder.name}.{kind}",
                mime=f"image/{kind}",
                icon=":material/movie:",
                help=f"The sample grids of this run, one after the other. {about}",
                key=f"film-{kind}",
                disabled=nothing_yet,
            )
        download_button(
            "Run as zip",
            lambda: archive(folder),
            file_name=f"{folder.name}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            help="Settings, curves, pictures and checkpoints. Nothing in it is a program.",
            key="zip",
        )
        lacking = tensorboard.absent()
        download_button(
            "TensorBoard",
            lambda: tensorboard.event_file(folder),
            file_name=tensorboard.event_file_name(folder),
            mime="application/octet-stream",
            icon=":material/monitoring:",
            help=lacking or "Curves and pictures as an event file: put it into a folder and point TensorBoard at that.",
            key="tensorboard",
            disabled=bool(lacking),
        )
    if nothing_yet:
        st.caption("There is no film before the first samples. Let it train for a moment, then open this page again.")
    elif isinstance(config, RunConfig) and config.family.encodes:
        fitted = "a mixture of Gaussians fitted anew each time to the codes of 512 training pictures"
        st.caption(f"The film shows samples from {'the prior' if config.family.has_prior else fitted}.")


def _settings(config: RunConfig | RecoverConfig) -> None:
    """Every group of settings as a small list."""
    st.caption("As they were at the start. What was changed since stands in the log.")
    values = config.model_dump(mode="json")
    groups = {name: each for name, each in values.items() if isinstance(each, dict)}
    family = config.model.family if isinstance(config, RunConfig) else ""
    run = {"seed": values["seed"]}
    if isinstance(config, RecoverConfig):
        run |= {"teacher": config.teacher, "method": config.method, "student": config.words}
    groups = {"run": run, **groups}
    for (name, group), place in zip(groups.items(), st.columns(4) * 2, strict=False):
        with place:
            lines = [
                f"{setting_label(key)}: **{escaped(value_words(f'{name}.{key}', each))}**"
                for key, each in group.items()
                if key not in HIDDEN - {"name"} and key not in meaningless(name, family)
            ]
            st.markdown(f"**{humanise(name)}**  \n" + "  \n".join(lines))

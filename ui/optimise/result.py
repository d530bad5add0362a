"""One measurement: how far it is, what it found so far, and what can be taken away."""

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.measure.results import MeasurementResult, read_result, to_csv, to_json
from gan_core.measure.wording import headline, summary
from gan_core.places import runs_root
from gan_core.present import present
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import ORIGINAL, Recipe, cautions
from ui.job_page import figure_files, follow, goes
from ui.optimise.address import leave_ledger
from ui.optimise.advice import advise
from ui.optimise.batches import show_batches
from ui.optimise.export import take_one_away
from ui.optimise.in_browser.section import in_browser
from ui.optimise.pareto import show_pareto
from ui.optimise.pictures import show_pictures
from ui.optimise.table import explain_columns, show_table
from ui.run_list import MEASURED, badge, only, when
from ui.server import launcher
from ui.text import escaped


def show_result(name: str) -> None:
    """Everything about one measurement. Raises UserError when there is none, or where it cannot be read."""
    folder = find_run(runs_root(), name)
    status = folder.status()
    only(status, MEASURED)
    _head(folder, status)

    def draw(now: Status) -> None:
        st.markdown(f"{badge(now)} {when(now)}")
        _progress(folder, now)
        _found(folder, now, read_result(folder))

    follow(folder, draw)


def _head(folder: RunFolder, status: Status) -> None:
    if st.button("All variants", icon=":material/arrow_back:", type="tertiary", key="back", help="Choose again"):
        leave_ledger(str(folder.config().get("model", "")).partition("@")[0])
        st.rerun()
    st.subheader(escaped(status.title), anchor=False)


def _progress(folder: RunFolder, status: Status) -> None:
    """What is being done and a way out while it goes on; how it ended, where that needs a word."""
    if status.state == "queued":
        place = launcher().index.place_in_queue(status.name)
        st.info(f"It waits for its turn: place {place} in the queue.", icon=":material/schedule:")
    elif status.active:
        text = status.message or "Measuring"
        st.progress(min(max(status.goal, 0.0), 1.0), escaped(text))
    elif status.state == "stopped":
        st.info("Cancelled. What was measured until then is below.", icon=":material/stop_circle:")
    elif status.state in ("failed", "lost"):
        st.error(escaped(status.reason or "It ended without a word."), icon=":material/error:")
    if goes(status) and st.button(
        "Cancel", icon=":material/stop:", help="Ends it; what is measured already stays.", key="cancel"
    ):
        launcher().stop(folder)
        st.rerun()


def _found(folder: RunFolder, status: Status, found: MeasurementResult) -> None:
    if found.ledger is not None:
        _stories(found)
        show_table(found, running=status.active)
    show_pictures(folder, found)
    if found.ledger is None:
        if not goes(status):
            st.caption("Nothing was measured.")
        _notes(found)
        return
    if not status.active:
        st.markdown("##### What it costs against what it is worth")
        show_pareto(found)
        show_batches(found)
        advise(found)
    _notes(found)
    explain_columns(found)
    machine = " · ".join(f"{key} {value}" for key, value in found.ledger.machine.items())
    st.caption(f"Measured on: {escaped(machine)}. Electricity: {escaped(found.ledger.grid)}.")
    if not status.active:
        _take_away(folder, found)
        take_one_away(folder, found)
        in_browser(folder, found)


def _stories(found: MeasurementResult) -> None:
    ledger = present(found.ledger)
    lines = [
        f"- **{escaped(row.name)}**: {escaped(told)}"
        for row in ledger.rows
        if (told := summary(ledger, row.name, found.qualities))
    ]
    if said := headline(ledger, found.qualities):
        st.info(said, icon=":material/emoji_objects:")
    st.markdown("\n".join(lines))


def _notes(found: MeasurementResult) -> None:
    """What could not be built, with the reason; what an honest reader should know of the others."""
    for name, why in found.unbuilt.items():
        st.warning(f"**{escaped(name)}** could not be built: {escaped(why)}", icon=":material/block:")
    whys = {row.why for row in found.qualities.values() if row.why}
    for why in sorted(whys):
        st.warning(f"Not all distances from real pictures: {escaped(why)}", icon=":material/image_not_supported:")
    said = {name: _cautions(recipe) for name, recipe in found.variants.items()}
    lines = [
        f"- **{escaped(name)}**: {escaped(' '.join(each))}"
        for name, notes in found.notes.items()
        if name != ORIGINAL and (each := notes or said.get(name, []))
    ]
    if lines:
        with st.expander("Notes on the variants", icon=":material/info:", expanded=True):
            st.markdown("\n".join(lines))


def _cautions(recipe: Recipe) -> list[str]:
    try:
        return [each for each in cautions(recipe, read_card(resolve(recipe.model))) if each]
    except CheckpointError:
        return []


def _take_away(folder: RunFolder, found: MeasurementResult) -> None:
    with st.container(horizontal=True):
        figure_files(
            folder.name,
            found,
            to_csv,
            to_json,
            "A line for each variant, each figure with its interval and its source.",
            "Settings, ledger, quality and notes, whole.",
        )

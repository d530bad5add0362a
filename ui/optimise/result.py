"""One measurement: progress, results so far, and the export."""

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.job_types.registry import MEASURE
from gan_core.jobs.folder import RunFolder, Status
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import headline, summary, variant_title
from gan_core.present import present
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import ORIGINAL, Recipe, cautions
from ui.figures import link_to_figures
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.optimise.address import leave_measurement
from ui.optimise.advice import advise
from ui.optimise.batches import show_batches
from ui.optimise.export import take_one_away
from ui.optimise.in_browser.section import in_browser
from ui.optimise.pareto import show_pareto
from ui.optimise.pictures import show_pictures
from ui.optimise.table import explain_columns, show_table
from ui.text import escaped


def show_result(name: str) -> None:
    """Everything about one measurement. Raises UserError when there is none, or where it cannot be read."""
    show_job(name, FRAME, _found)


def _leave(folder: RunFolder) -> None:
    leave_measurement(str(folder.config().get("model", "")).partition("@")[0])


FRAME = JobFrame(
    MEASURE,
    back="All variants",
    back_help="Choose again",
    leave=_leave,
    working="Measuring",
    measured="measured",
    lines="One row per variant, each figure with its interval and source.",
    whole="Settings, cost table, quality and notes in full.",
)


def _found(folder: RunFolder, status: Status, found: MeasurementResult) -> None:
    if found.cost_table is not None:
        _stories(found)
        show_table(found, running=status.active)
    show_pictures(folder, found)
    if found.cost_table is None:
        if not goes(status):
            st.caption("Nothing was measured.")
        _notes(found)
        return
    if not status.active:
        st.markdown("## Cost against quality")
        show_pareto(found)
        show_batches(found)
        advise(found)
    _notes(found)
    explain_columns(found)
    machine = " · ".join(f"{key} {value}" for key, value in found.cost_table.machine.items())
    st.caption(f"Measured on: {escaped(machine)}. Electricity: {escaped(found.cost_table.grid)}.")
    link_to_figures("time")
    if not status.active:
        _take_away(folder, found)
        take_one_away(folder, found)
        in_browser(folder, found)


def _stories(found: MeasurementResult) -> None:
    cost_table = present(found.cost_table)
    lines = [
        f"- **{escaped(variant_title(row.name))}**: {escaped(told)}"
        for row in cost_table.rows
        if (told := summary(cost_table, row.name, found.qualities))
    ]
    if said := headline(cost_table, found.qualities):
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
        figure_files(folder.name, found, FRAME)

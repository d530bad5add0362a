"""From a fine-tuning run on the Train page to a measurement of its student against its baseline."""

import streamlit as st

from gan_core.jobs.folder import RunFolder
from gan_core.recovery.settings import RecoverConfig
from gan_core.variants.recipe import Recipe
from gan_core.variants.recipe_text import to_text
from gan_core.variants.student import student_step
from ui import address
from ui.navigation_paths import OPTIMISE
from ui.optimise.ticks import PARAM
from ui.pickers import MODEL_PARAM
from ui.text import escaped

INT8 = {"name": "int8_static"}


def measure_beside(folder: RunFolder, config: RecoverConfig) -> None:
    """Who taught whom, and a button to the Optimise page with baseline, pruned, student and int8 ticked."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{escaped(config.words.capitalize())}: a student of {escaped(config.teacher)}.", width="content")
        if st.button(
            "Measure it against its baseline",
            icon=":material/speed:",
            type="tertiary",
            key="measure-beside",
            disabled=student_step(folder.name) is None,
            help="Opens the Optimise page with the baseline, this student as it is now, and the student in int8.",
        ):
            query = {MODEL_PARAM: config.teacher, PARAM: texts(folder.name, config)}
            address.open_page(OPTIMISE, query)


def texts(run: str, config: RecoverConfig) -> list[str]:
    """What to tick: only pruned, the student of `run`, and that in int8; in the letters of an address."""
    step = student_step(run)
    student = [] if step is None else [step.model_dump(mode="json")]
    variants = [[each.model_dump(mode="json") for each in config.steps], student, [*student, INT8] if student else []]
    return [to_text(Recipe(model=config.teacher, steps=steps)) for steps in variants if steps]

"""A pupil's view of the class: what to do first, then the wall, the predictions and the scores."""

import streamlit as st

from gan_core.classroom.person import Person
from ui import address
from ui.classroom.door import form
from ui.classroom.parts import pick_part
from ui.classroom.predictions import show_predictions
from ui.classroom.scores import show_scores
from ui.classroom.wall_view import show_wall
from ui.navigation_paths import LESSONS, PLAYGROUND, TRAIN
from ui.text import escaped

PARTS = {
    "wall": ":material/dashboard: Wall",
    "predictions": ":material/bar_chart: Predictions",
    "scores": ":material/leaderboard: Scores",
}
REFRESH_SECONDS = 4.0
WAYS = (
    (TRAIN, "Train a network", "model_training", "Choose what it learns and watch it. Pupils take turns."),
    (LESSONS, "Take a lesson", "school", "Predict, do, watch: step by step beside the pages."),
    (PLAYGROUND, "Play on the plane", "scatter_plot", "Trains in your own browser at once, without waiting."),
)


def show_pupil(someone: Person) -> None:
    """Greeting, three ways to begin, and what the class shares."""
    st.markdown(f"Hello **{escaped(someone.name)}**, you are in. Begin with one of these:")
    for (page, label, icon, about), place in zip(WAYS, st.columns(len(WAYS)), strict=True):
        with place, st.container(border=True, height="stretch"):
            if st.button(label, icon=f":material/{icon}:", type="primary", width="stretch", key=f"way-{icon}"):
                address.open_page(page)
            st.caption(about)
    part = pick_part(PARTS)
    if part == "wall":
        show_wall(someone)
    else:
        st.fragment(show_predictions if part == "predictions" else show_scores, run_every=REFRESH_SECONDS)(someone)
    leave_button(someone)


def leave_button(someone: Person) -> None:
    """For a computer that somebody else uses next."""
    with st.popover("Leave the class", icon=":material/logout:", type="tertiary"):
        st.caption(
            "This browser forgets who you are, for whoever uses it next. What you made stays in the class, and your "
            "teacher can let you back in under the same nickname."
        )
        form("leave", "Leave", [])

"""All lessons as cards, in the order of a course."""

import streamlit as st

from ui.lessons import progress
from ui.lessons.lesson import lessons
from ui.lessons.progress import Progress
from ui.text import escaped


def show_lessons() -> None:
    """A card for each lesson; sentences for files that cannot be read."""
    found, broken = lessons()
    st.markdown(
        "A lesson stands beside the pages while you use them: it asks what you expect, sets everything up, and notices "
        "when it happens. The five make a course; each also stands alone."
    )
    for lesson in found:
        with st.container(border=True, key=f"lesson-{lesson.name}"):
            st.markdown(f"## {escaped(lesson.title)}")
            st.markdown(escaped(lesson.about))
            with st.container(horizontal=True, vertical_alignment="center"):
                if st.button(
                    f"Begin: {lesson.title}", key=f"begin-{lesson.name}", type="primary", icon=":material/school:"
                ):
                    progress.go(Progress(lesson.name))
                    st.rerun()
                st.caption(f"{len(lesson.steps)} steps, about {lesson.minutes} minutes")
    for sentence in broken:
        st.warning(escaped(sentence), icon=":material/report:")
    st.caption(
        "Teachers: a lesson is one text file in the folder “lessons”, without code; its README says how. A link to "
        "this page with ?lesson=NAME opens a lesson at its first step, with ?lesson=NAME~3 at its third."
    )

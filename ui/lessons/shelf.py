"""All lessons as cards, in the order of a course."""

import streamlit as st

from ui import state
from ui.lessons import progress
from ui.lessons.lesson import Lesson, lessons
from ui.lessons.progress import Progress, parse
from ui.text import escaped


def show_lessons() -> None:
    """A card for each lesson; sentences for files that cannot be read."""
    found, broken = lessons()
    st.markdown(
        "A lesson stands beside the pages while you use them: it asks what you expect, sets everything up, and notices "
        "when it happens. The five make a course; each also stands alone."
    )
    here = parse(state.lesson())
    open_now = next((each for each in found if here and each.name == here.name), None)
    if open_now and here:
        _outline(open_now, here)
        st.markdown("## All lessons")
    for lesson in found:
        if lesson is open_now:
            continue
        with st.container(border=True, key=f"lesson-{lesson.name}"):
            done = ":green[:material/check_circle:] " if state.is_finished(lesson.name) else ""
            st.markdown(f"## {done}{escaped(lesson.title)}")
            st.markdown(escaped(lesson.about))
            with st.container(horizontal=True, vertical_alignment="center"):
                again = state.is_finished(lesson.name)
                if st.button(
                    f"{'Begin again' if again else 'Begin'}: {lesson.title}",
                    key=f"begin-{lesson.name}",
                    type="primary",
                    icon=":material/school:",
                ):
                    progress.go(Progress(lesson.name))
                    st.rerun()
                ended = "done, " if again else ""
                st.caption(f"{ended}{len(lesson.steps)} steps, about {lesson.minutes} minutes")
    for sentence in broken:
        st.warning(escaped(sentence), icon=":material/report:")
    st.caption(
        "Teachers: a lesson is one text file in the folder “lessons”, without code; its README says how. A link to "
        "this page with ?lesson=NAME opens a lesson at its first step, with ?lesson=NAME~3 at its third."
    )


def _outline(lesson: Lesson, here: Progress) -> None:
    """The open lesson's steps, with a mark at each that lies behind and at the one that is shown in the panel."""
    with st.container(border=True, key="lesson-outline"):
        st.markdown(f"## {escaped(lesson.title)}")
        st.markdown(f"{escaped(lesson.about)} The panel beside this page shows one step after the other.")
        for number, step in enumerate(lesson.steps):
            title = escaped(step.title)
            if number < here.step:
                st.markdown(f":green[:material/check:] {title}")
            elif number == here.step:
                st.markdown(f":material/arrow_forward: **{title}** (now)")
            else:
                st.markdown(f":material/radio_button_unchecked: {title}")

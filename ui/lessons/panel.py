"""The panel beside every page: one step of a lesson at a time."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.class_answers import predicted_before, tell_prediction
from ui.lessons import actions, progress
from ui.lessons.conditions import has_happened
from ui.lessons.lesson import Lesson, LessonError, Step, find
from ui.lessons.progress import Progress
from ui.text import escaped, show_error, telling

EVERY_SECONDS = 2.0
ICONS = {"read": "menu_book", "predict": "psychology", "act": "play_circle", "watch": "visibility"}
ASKED = {"read": "Read", "predict": "Predict", "act": "Do", "watch": "Watch"}


def show_panel(page: str) -> None:
    """The open lesson's step in the sidebar; nothing where none is open. `page` is the url_path of the page."""
    where = progress.follow()
    if where is None:
        return
    with st.sidebar:
        try:
            lesson = find(where.name)
        except LessonError as error:
            show_error(error, "search_off")
            if st.button("Close", key="lesson-gone", icon=":material/close:"):
                progress.go(None)
                st.rerun()
            return
        _lesson(lesson, where, page)


def _lesson(lesson: Lesson, where: Progress, page: str) -> None:
    number = min(where.step, len(lesson.steps) - 1)
    step = lesson.steps[number]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escaped(lesson.title)}**")
        if st.button("Close the lesson", key="lesson-close", type="tertiary", icon=":material/close:"):
            progress.go(None)
            st.rerun()
    st.progress((number + 1) / len(lesson.steps), text=f"Step {number + 1} of {len(lesson.steps)}")
    st.subheader(f":material/{ICONS[step.kind]}: {escaped(step.title)}", anchor=False)
    st.caption(ASKED[step.kind])
    st.markdown(step.text)
    if step.kind == "predict":
        _predict(lesson, number, step)
    elif step.kind == "act":
        _act(step, where)
    elif step.kind == "watch":
        seen = state.has_happened(lesson.name, number, where.run)
        st.fragment(_watch, run_every=None if seen else EVERY_SECONDS)(lesson.name, number, step, where.run, page)
    with st.container(horizontal=True):
        if st.button("Back", key="lesson-back", icon=":material/arrow_back:", disabled=number == 0):
            progress.to_step(where, number - 1)
        last = number == len(lesson.steps) - 1
        if st.button("Finish" if last else "Next", key="lesson-next", type="primary", icon=":material/arrow_forward:"):
            if last:
                progress.go(None)
                st.rerun()
            progress.to_step(where, number + 1)


def _predict(lesson: Lesson, number: int, step: Step) -> None:
    """Choose before you see; the first choice counts, and what is right is said with the reason."""
    texts = [text for text, _ in step.choices]
    chosen = state.prediction(lesson.name, number)
    if chosen is None and (before := predicted_before(lesson.name, number)) is not None and before < len(texts):
        state.keep_prediction(lesson.name, number, before)
        chosen = before
    answer = st.radio(
        "What do you expect?",
        range(len(texts)),
        format_func=lambda index: escaped(texts[index]),
        index=chosen,
        disabled=chosen is not None,
        key=f"lesson-predict-{lesson.name}-{number}",
    )
    if chosen is None:
        if st.button("That is my prediction", key="lesson-choose", disabled=answer is None) and answer is not None:
            try:
                tell_prediction(lesson.name, number, answer)
            except UserError as error:
                show_error(error)
                return
            state.keep_prediction(lesson.name, number, answer)
            st.rerun()
        return
    right = next(text for text, is_right in step.choices if is_right)
    if step.choices[chosen][1]:
        st.success(f"Yes: {escaped(right)}", icon=":material/check:")
    else:
        st.info(f"It is: {escaped(right)}", icon=":material/lightbulb:")
    st.markdown(step.after)


def _act(step: Step, where: Progress) -> None:
    action = step.action
    if action is None:
        return
    if st.button(action.button, key="lesson-act", type="primary", icon=":material/play_arrow:"):
        try:
            actions.act(action, where)
        except UserError as error:
            show_error(error)


@telling
def _watch(name: str, number: int, step: Step, run: str, page: str) -> None:
    """Looks every two seconds whether it has happened."""
    if step.condition is None:
        return
    if not state.has_happened(name, number, run):
        if not has_happened(step.condition, run, page):
            st.caption(
                ":material/hourglass_top: Not yet. This panel notices when it happens. You can also press Next now."
            )
            return
        state.keep_happened(name, number, run)
        st.rerun()
    st.success("It has happened.", icon=":material/check_circle:")

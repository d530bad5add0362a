"""The panel beside every page: one step of a lesson at a time."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.class_answers import predicted_before, tell_prediction
from ui.lessons import actions, progress
from ui.lessons.conditions import has_happened, state_of
from ui.lessons.lesson import Condition, Lesson, LessonError, Step, find, lessons
from ui.lessons.progress import Progress
from ui.text import escaped, show_error, telling

EVERY_SECONDS = 2.0
ICONS = {"read": "menu_book", "predict": "psychology", "act": "play_circle", "watch": "visibility"}
ASKED = {"read": "Read", "predict": "Choose one answer", "act": "Do", "watch": "Watch"}
ENDED = ("done", "stopped", "failed", "lost")


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
    number = where.step
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escaped(lesson.title)}**")
        if st.button("Close the lesson", key="lesson-close", type="tertiary", icon=":material/close:"):
            progress.go(None)
            st.rerun()
    if number >= len(lesson.steps):
        _end(lesson, where)
        return
    step = lesson.steps[number]
    st.progress((number + 1) / len(lesson.steps), text=f"Step {number + 1} of {len(lesson.steps)}")
    st.subheader(f":material/{ICONS[step.kind]}: {escaped(step.title)}", anchor=False)
    st.caption(ASKED[step.kind])
    st.markdown(step.text)
    if step.kind == "predict":
        _predict(lesson, number, step)
    elif step.kind == "act":
        _act(lesson, number, step, where)
    elif step.kind == "watch":
        seen = state.has_happened(lesson.name, number, where.run)
        st.fragment(_watch, run_every=None if seen else EVERY_SECONDS)(lesson, number, step, where, page)
    with st.container(horizontal=True):
        if st.button("Back", key="lesson-back", icon=":material/arrow_back:", disabled=number == 0):
            progress.to_step(where, number - 1)
        last = number == len(lesson.steps) - 1
        if st.button("Finish" if last else "Next", key="lesson-next", type="primary", icon=":material/arrow_forward:"):
            if last:
                state.keep_finished(lesson.name)
            progress.to_step(where, number + 1)


def _end(lesson: Lesson, where: Progress) -> None:
    """What stands after the last step: that it is done, and the way on."""
    st.progress(1.0, text=f"All {len(lesson.steps)} steps")
    st.success(f"Done: {escaped(lesson.title)}", icon=":material/check_circle:")
    every, _ = lessons()
    names = [each.name for each in every]
    after = every[names.index(lesson.name) + 1 :] if lesson.name in names else []
    following = next((each for each in after if not state.is_finished(each.name)), None)
    if following:
        st.markdown(f"Next: **{escaped(following.title)}**")
        st.caption(f"{escaped(following.about)} About {following.minutes} minutes.")
        if st.button("Begin the next lesson", key="lesson-following", type="primary", icon=":material/school:"):
            progress.go(Progress(following.name))
            st.rerun()
    if st.button("Back to the last step", key="lesson-back", icon=":material/arrow_back:"):
        progress.to_step(where, len(lesson.steps) - 1)


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


def _act(lesson: Lesson, number: int, step: Step, where: Progress) -> None:
    action = step.action
    if action is None:
        return
    starts = action.verb != "open"
    done = starts and _was_started(lesson, number, where)
    if done:
        st.success("It has been started: press Next.", icon=":material/check_circle:")
    words = "Start it again" if done else action.button
    kind: Literal["primary", "secondary"] = "secondary" if done else "primary"
    icon = "replay" if done else "play_arrow"
    if st.button(words, key="lesson-act", type=kind, icon=f":material/{icon}:"):
        try:
            actions.act(action, where, lambda run: state.keep_happened(lesson.name, number, run))
        except UserError as error:
            show_error(error)


def _was_started(lesson: Lesson, number: int, where: Progress) -> bool:
    """Whether this step's run was started: the first run of a lesson is known from the address alone."""
    first = next((place for place, each in enumerate(lesson.steps) if _starts(each)), None)
    return bool(where.run) and (number == first or state.has_happened(lesson.name, number, where.run))


def _starts(step: Step) -> bool:
    return step.action is not None and step.action.verb != "open"


@telling
def _watch(lesson: Lesson, number: int, step: Step, where: Progress, page: str) -> None:
    """Looks every two seconds whether it has happened."""
    if step.condition is None:
        return
    name, run = lesson.name, where.run
    if not state.has_happened(name, number, run):
        if not has_happened(step.condition, run, page):
            _not_yet(lesson, number, step.condition, where)
            return
        state.keep_happened(name, number, run)
        st.rerun()
    st.success("It has happened.", icon=":material/check_circle:")


def _not_yet(lesson: Lesson, number: int, condition: Condition, where: Progress) -> None:
    """What is still to come, and what to do where nothing is under way that could bring it."""
    if condition.until == "page":
        st.caption(":material/hourglass_top: Not yet. This panel notices when you are there.")
        return
    run = state_of(where.run)
    start = next((place for place in reversed(range(number)) if _starts(lesson.steps[place])), None)
    if not run and start is not None:
        st.info("Nothing trains yet: the run of this lesson is started in an earlier step.", icon=":material/info:")
        if st.button("Go to that step", key="lesson-to-start", icon=":material/arrow_back:"):
            progress.to_step(where, start)
    elif run in ENDED:
        st.info(
            "The run has ended, and it has not happened this time. Continue training on the run’s page, or press Next.",
            icon=":material/info:",
        )
    else:
        st.caption(":material/hourglass_top: Not yet. This panel notices when it happens. You can also press Next now.")

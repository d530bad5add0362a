"""What the class predicts in its lessons, as bars. A pupil sees those of the steps that they have answered."""

from collections import Counter
from html import escape

import streamlit as st

from gan_core.classroom.answers import predicted, predictions
from gan_core.classroom.person import Person
from gan_core.errors import UserError
from gan_core.places import runs_root
from ui.lessons.lesson import Step, find
from ui.text import telling

EMPTY = "Nobody has predicted anything yet. Each lesson asks what you expect before you see it."
EMPTY_PUPIL = "Take a lesson: once you have made a prediction, what the class expects is here."


@telling
def show_predictions(someone: Person, large: bool = False) -> None:
    """Bars for every step that was answered; `large` shows the newest alone."""
    counted = predictions(runs_root(), someone.classroom.id)
    if not someone.is_teacher:
        own = predicted(runs_root(), someone)
        counted = {key: each for key, each in counted.items() if key in own}
    known = [(lesson, step, counts) for (lesson, step), counts in counted.items() if _step(lesson, step)]
    if not known:
        st.info(EMPTY if someone.is_teacher else EMPTY_PUPIL, icon=":material/psychology:")
        return
    for lesson, number, counts in known:
        show_bars(lesson, number, counts, solved=not someone.is_teacher)


def show_bars(lesson: str, number: int, counts: Counter[int], *, solved: bool, large: bool = False) -> None:
    """How many chose what in one step; `solved` marks what is right."""
    step = _step(lesson, number)
    if step is None:
        return
    title, total = find(lesson).title, sum(counts.values())
    most = max(counts.values(), default=1)
    rows = []
    for index, (text, right) in enumerate(step.choices):
        count = counts[index]
        mark = " <span class='gan-right'>✓ right</span>" if right and solved else ""
        rows.append(
            f"<li><span class='gan-choice'>{escape(text)}{mark}</span><span class='gan-bar'>"
            f"<span style='width:{100 * count / most:.0f}%'></span></span><b>{count}</b></li>"
        )
    heading = f"<p class='gan-bars-of'><b>{escape(step.title)}</b> · {escape(title)} · {total} answered</p>"
    size = " gan-large" if large else ""
    st.html(f"<div class='gan-bars{size}'>{heading}<p>{escape(step.text)}</p><ul>{''.join(rows)}</ul></div>")


def _step(lesson: str, number: int) -> Step | None:
    """That step of a lesson; None where the file has changed since, or is gone."""
    try:
        steps = find(lesson).steps
    except UserError:
        return None
    return steps[number] if number < len(steps) and steps[number].choices else None

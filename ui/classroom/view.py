"""The classroom's page: the door, a pupil's view or the teacher's, by who opens it."""

import streamlit as st

from ui import address
from ui.classroom.door import show_door
from ui.classroom.presenter import SHOW_PARAM, present
from ui.classroom.pupil_view import show_pupil
from ui.classroom.teacher_view import show_teacher
from ui.membership import person
from ui.text import escaped


def show_classroom() -> None:
    """Everything for whoever opens the page. Raises UserError with a sentence."""
    someone = person()
    if someone and someone.is_teacher and address.value(SHOW_PARAM):
        present(someone)
        return
    st.title(escaped(someone.classroom.title) if someone else "Classroom", anchor=False)
    if someone is None:
        show_door()
    elif someone.is_teacher:
        show_teacher(someone)
    else:
        show_pupil(someone)

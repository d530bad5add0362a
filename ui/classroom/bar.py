"""A line above every page for the people of a classroom: where they are, whether it is frozen, and their place."""

import time

import streamlit as st

from gan_core.classroom.person import Person
from gan_core.classroom.pupils import see
from gan_core.classroom.rules import FROZEN
from gan_core.places import runs_root
from ui import address
from ui.membership import person
from ui.navigation_paths import CLASSROOM, PLAYGROUND
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped, telling

REFRESH_SECONDS = 4.0
SEEN_SECONDS = 10.0
_seen: dict[str, float] = {}


def classroom_bar(page: str) -> None:
    """Nothing, and no questions asked, outside classrooms. `page` is the url_path of the page that is open."""
    if person() is not None:
        st.fragment(_bar, run_every=REFRESH_SECONDS)(page)


@telling
def _bar(page: str) -> None:
    someone = person()
    if someone is None:  # the class was deleted meanwhile
        st.rerun()
    if someone.pupil:
        _tell_that_here(someone.pupil.id)
    with st.container(key="classroom-bar", gap="xsmall"):
        if page != "classroom":
            _where(someone)
        if someone.classroom.frozen and not someone.is_teacher:
            st.warning(FROZEN, icon=":material/ac_unit:")
        if someone.pupil:
            _place(page)


def _where(someone: Person) -> None:
    role = "You lead this class" if someone.is_teacher else escaped(someone.name)
    words = f"**{escaped(someone.classroom.title)}** · {role}"
    if st.button(words, icon=":material/groups:", type="tertiary", key="to-classroom", help="Opens the class."):
        address.open_page(CLASSROOM)


def _place(page: str) -> None:
    """Whoever waits sees for how many, and what to do meanwhile."""
    waiting = [status for status in mine(launcher().index.queue())]
    if not waiting:
        return
    place = launcher().index.place_in_queue(waiting[0].name)
    with st.container(horizontal=True, vertical_alignment="center", key="classroom-waiting"):
        words = f"**{escaped(waiting[0].title)}** waits: place {place} in the queue. Pupils take turns."
        st.markdown(f":material/hourglass_top: {words}", width="content")
        if page != "playground" and st.button(
            "Meanwhile: train in your browser", icon=":material/scatter_plot:", key="meanwhile"
        ):
            address.open_page(PLAYGROUND)


def _tell_that_here(pupil: str) -> None:
    now = time.monotonic()
    if now - _seen.get(pupil, -SEEN_SECONDS) >= SEEN_SECONDS:
        _seen[pupil] = now
        see(runs_root(), pupil)

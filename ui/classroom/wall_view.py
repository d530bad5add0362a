"""The wall of the class: what hangs there, votes for it, and how something is hung up."""

from collections.abc import Callable
from html import escape

import streamlit as st

from gan_core.classroom.person import Person
from gan_core.classroom.rates import RATES
from gan_core.classroom.rules import check_thawed
from gan_core.classroom.wall import FORMS, Item, hang_plane, items, take_down, vote, wall_mark
from gan_core.errors import UserError
from gan_core.job_types.registry import learns
from gan_core.jobs.folder import Status
from gan_core.places import runs_root
from gan_core.wording import ago
from ui.address import follow, put
from ui.class_wall import RUN_FORMS, check_hanging, hang_form, hang_run
from ui.classroom.qr import svg_address
from ui.controls import ButtonKind
from ui.links import api_link, page_link
from ui.membership import person
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped, show_error, spoken, telling

COLUMNS = 4
REFRESH_SECONDS = 4.0
ORDER_PARAM = "order"
ORDERS = {"new": "Newest first", "votes": "Most votes first"}
VOTES_A_MINUTE = 60
MOST_SHOWN = 48


def show_wall(someone: Person) -> None:
    """Hang something up, and everything that hangs."""
    with st.container(horizontal=True, vertical_alignment="center"):
        hang_button()
        key = "wall-order"
        wanted = follow(ORDER_PARAM, key, list(ORDERS), "new")
        order = st.segmented_control(
            "Order", list(ORDERS), default=wanted, format_func=ORDERS.__getitem__, key=key, label_visibility="collapsed"
        )
        put(ORDER_PARAM, key, order or "new", "new")
    st.fragment(_wall)(order or "new")
    st.fragment(_watch, run_every=REFRESH_SECONDS)(wall_mark(runs_root(), someone))


@telling
def _watch(mark: tuple[int, int, int]) -> None:
    """Nothing to see: has the page drawn again once the wall has changed; drawing it each time would cost too much."""
    someone = person()
    if someone is None or wall_mark(runs_root(), someone) != mark:
        st.rerun()


@telling
def _wall(order: str) -> None:
    someone = person()
    if someone is None:
        st.rerun()
    hung = ordered(items(runs_root(), someone), order)
    if not hung:
        st.info(
            "Nothing hangs here yet. Train a network, then hang up its samples or its film.",
            icon=":material/add_photo_alternate:",
        )
        return
    shown = hung[:MOST_SHOWN]
    for first in range(0, len(shown), COLUMNS):
        for item, place in zip(shown[first : first + COLUMNS], st.columns(COLUMNS), strict=False):
            with place, st.container(border=True, height="stretch", gap="xsmall"):
                _card(someone, item)
    if len(hung) > MOST_SHOWN:
        st.caption(f"And {len(hung) - MOST_SHOWN} more.")


def ordered(hung: list[Item], order: str) -> list[Item]:
    """By votes where that is wanted; items come newest first."""
    return sorted(hung, key=lambda item: -item.votes) if order == "votes" else hung


def _card(someone: Person, item: Item) -> None:
    show_item(item)
    st.markdown(f"**{escaped(item.title)}**  \n{escaped(item.name)} · {FORMS[item.form]} · {ago(item.created)}")
    told = f"“{item.title}” of {item.name}"
    with st.container(horizontal=True, vertical_alignment="center"):
        own = item.pupil == someone.id
        label = f"{item.votes} {spoken(f'votes for {told}, {item.id}')}"
        kind: ButtonKind = "primary" if item.voted else "secondary"
        about = "This is yours." if own else "Take your vote back." if item.voted else "Vote for it."
        if st.button(label, icon=":material/favorite:", type=kind, key=f"vote-{item.id}", help=about, disabled=own):
            act(lambda: _vote(someone, item))
        if someone.is_teacher or own:
            label = spoken(f"Take down {told}, {item.id}")
            if st.button(
                label, icon=":material/delete:", type="tertiary", key=f"down-{item.id}", help="Takes it down."
            ):
                act(lambda: take_down(runs_root(), someone, item.id))


def show_item(item: Item, *, large: bool = False) -> None:
    """The picture or film itself; of a game on the plane what opens it."""
    size = " gan-large" if large else ""
    alt = f"{escape(FORMS[item.form])}: “{escape(item.title)}” of {escape(item.name)}"
    if item.form == "plane":
        address = escape(f"{page_link('playground')}#{item.link}")
        st.html(
            f"<a class='gan-plane' href='{address}' aria-label='Play it: {alt}'>"
            f"<img class='gan-hung{size}' src='{PLANE}' alt=''><span>Play it</span></a>"
        )
        return
    source = escape(api_link("classroom", "wall", str(item.id)))
    st.html(f"<img class='gan-hung{size}' src='{source}' alt='{alt}' loading='lazy'>")


def _vote(someone: Person, item: Item) -> None:
    check_thawed(someone)
    RATES.count(someone.owner, "vote", times=VOTES_A_MINUTE, seconds=60, words="You have voted many times.")
    vote(runs_root(), someone, item.id, wanted=not item.voted)


def act(do: Callable[[], object]) -> None:
    """Do it and draw again, or say what stands in the way."""
    try:
        do()
    except UserError as error:
        show_error(error)
        return
    st.rerun()


def hang_button() -> None:
    """Choose a run of one's own, or paste a game."""
    with st.popover("Hang something up", icon=":material/add_photo_alternate:", type="primary", width="content"):
        own = [status for status in mine(launcher().statuses()) if learns(status) and status.started]
        runs, plane = st.tabs(["A run of mine", "A game on the plane"])
        with runs:
            _hang_own(own)
        with plane:
            _hang_plane()


def _hang_own(own: list[Status]) -> None:
    if not own:
        st.caption("Train a network first: then its samples and its film can hang here.")
        return
    titles = {status.name: f"{status.title} · {ago(status.created)}" for status in own}
    name = st.selectbox("Run", list(titles), format_func=titles.__getitem__, key="hang-which")
    status = next(each for each in own if each.name == name)
    form = st.radio("What of it?", RUN_FORMS, format_func=FORMS.__getitem__, key="hang-form", horizontal=True)
    hang_form(lambda someone, title: hang_run(someone, status, form or "samples", title), status.title, "run")


def _hang_plane() -> None:
    st.caption("On the Playground, open “Make an exercise: a link”, press “Copy the link”, and paste it here.")
    link = st.text_input("Link of the game", key="hang-link")

    def hang(someone: Person, title: str) -> None:
        check_hanging(someone)
        hang_plane(runs_root(), someone, title, link)

    hang_form(hang, FORMS["plane"], "plane")


DOTS = [(24, 30), (30, 22), (34, 34), (40, 26), (66, 60), (72, 68), (76, 56), (82, 64), (60, 24), (68, 30), (30, 66)]
PLANE = svg_address(
    '<svg viewBox="0 0 108 90" xmlns="http://www.w3.org/2000/svg"><g fill="#3d8fd1">'
    + "".join(f'<circle cx="{x}" cy="{y}" r="3.2"/>' for x, y in DOTS)
    + '</g><path d="M10 80 C40 40 70 90 100 12" fill="none" stroke="#d9793f" stroke-width="2"/></svg>'
)

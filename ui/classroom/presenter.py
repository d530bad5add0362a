"""Presenter mode: large, one thing at a time, for the wall of the room. No secret is ever in it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from gan_core.classroom.activity import Activity, activities
from gan_core.classroom.answers import GAMES, predictions
from gan_core.classroom.person import Person
from gan_core.classroom.wall import items
from gan_core.jobs.folder import Status
from gan_core.places import runs_root
from ui import address
from ui.classroom.invite import show_invitation
from ui.classroom.predictions import show_bars
from ui.classroom.scores import show_board
from ui.classroom.wall_view import ordered, show_item
from ui.controls import ButtonKind
from ui.membership import person
from ui.server import launcher
from ui.text import escaped, spoken, telling

SHOW_PARAM, NUMBER_PARAM, SOLVED_PARAM = "show", "number", "solved"
REFRESH_SECONDS = 3.0


def present(someone: Person) -> None:
    """What the address names, filling the screen."""
    name = address.value(SHOW_PARAM)
    shown = name if name in SHOWS else first_show()
    with st.container(key="presenter"):
        with st.container(horizontal=True, vertical_alignment="center", key="presenter-bar"):
            st.title(escaped(someone.classroom.title), anchor=False, width="content")
            for each, (label, icon, _) in SHOWS.items():
                kind: ButtonKind = "primary" if each == shown else "tertiary"
                if st.button(label, icon=f":material/{icon}:", type=kind, key=f"show-{each}"):
                    address.replace({SHOW_PARAM: each})
                    st.rerun()
            if st.button("End", icon=":material/close:", key="present-end", help="Back to the teacher's view."):
                address.replace({})
                st.rerun()
        st.fragment(_shown, run_every=REFRESH_SECONDS)(shown)


@telling
def _shown(name: str) -> None:
    someone = person()
    if someone is None or not someone.is_teacher:
        st.rerun()
    SHOWS[name][2](someone)


def _turn(total: int, noun: str) -> int:
    """Which of `total` is shown, from 0, with buttons to the one before and the next; the address has it."""
    text = address.value(NUMBER_PARAM, "1")
    number = min(total, max(1, int(text) if text.isdecimal() and len(text) < 5 else 1))
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, icon, to in (("Previous", "arrow_back", number - 1), ("Next", "arrow_forward", number + 1)):
            if st.button(
                f"{label} {spoken(noun)}", icon=f":material/{icon}:", key=f"turn-{icon}", disabled=not 1 <= to <= total
            ):
                address.write(NUMBER_PARAM, str(to))
                address.write(SOLVED_PARAM, None)
                st.rerun()
        st.markdown(f"{number} of {total}", width="content")
    return number - 1


def _join(someone: Person) -> None:
    show_invitation(someone.classroom, large=True)
    everyone = activities(runs_root(), launcher().index, someone.classroom.id)
    here = [each.pupil.name for each in everyone if each.pupil.here]
    st.markdown(f"## {len(here)} here")
    st.markdown(" · ".join(escaped(name) for name in here))


def _training(someone: Person) -> None:
    everyone = activities(runs_root(), launcher().index, someone.classroom.id)
    going = [(each, status) for each in everyone for status in each.working]
    waiting = [(place, each, status) for each in everyone for status, place in each.waiting]
    waiting.sort(key=lambda one: one[0])
    if not going and not waiting:
        st.markdown("## Nobody trains just now.")
        return
    lines = [f"<li class='gan-now'>▶ {_line(each, status)}</li>" for each, status in going]
    lines += [f"<li>{place}. {_line(each, status)}</li>" for place, each, status in waiting]
    st.html(f"<ul class='gan-lines'>{''.join(lines)}</ul>")


def _line(activity: Activity, status: Status) -> str:
    return f"{escape(activity.pupil.name)}: {escape(status.title)}"


def _wall(someone: Person) -> None:
    hung = ordered(items(runs_root(), someone), "votes")
    if not hung:
        st.markdown("## Nothing hangs on the wall yet.")
        return
    item = hung[_turn(len(hung), "picture")]
    show_item(item, large=True)
    st.markdown(f"## {escaped(item.title)}")
    st.markdown(f"{escaped(item.name)} · :material/favorite: {item.votes}")


def _predictions(someone: Person) -> None:
    counted = list(predictions(runs_root(), someone.classroom.id).items())
    if not counted:
        st.markdown("## Nobody has predicted anything yet.")
        return
    (lesson, step), counts = counted[_turn(len(counted), "prediction")]
    solved = bool(address.value(SOLVED_PARAM))
    show_bars(lesson, step, counts, solved=solved, large=True)
    if not solved and st.button("Show what is right", icon=":material/lightbulb:", key="solve"):
        address.write(SOLVED_PARAM, "1")
        st.rerun()


def _scores(someone: Person) -> None:
    games = list(GAMES)
    show_board(someone, games[_turn(len(games), "game")], large=True)


SHOWS: dict[str, tuple[str, str, Callable[[Person], None]]] = {
    "join": ("Join", "qr_code", _join),
    "training": ("Who trains", "model_training", _training),
    "wall": ("Wall", "dashboard", _wall),
    "predictions": ("Predictions", "bar_chart", _predictions),
    "scores": ("Scores", "leaderboard", _scores),
}


def first_show() -> str:
    return next(iter(SHOWS))

"""The scoreboards of the class's games."""

from html import escape

import streamlit as st

from gan_core.classroom.answers import BREAK_IT, GAMES, REAL_OR_FAKE, scoreboard
from gan_core.classroom.person import Person
from gan_core.classroom.rules import owner_name
from gan_core.places import runs_root
from ui import address
from ui.doctor.failure_lab import PARAM, PART_PARAM, is_failing
from ui.navigation_paths import DOCTOR
from ui.server import launcher
from ui.text import escaped, telling

MOST_DUELS = 6
HOW = {
    REAL_OR_FAKE: "Play it on the page Latent space, or from a run that is done. Each picture told apart is a point.",
    BREAK_IT: "Diagnose a failing run on the page Doctor: your own surprise, or one that somebody else broke.",
}


@telling
def show_scores(someone: Person, large: bool = False) -> None:
    """Both games side by side; below the duel what there is to diagnose."""
    for game, place in zip(GAMES, st.columns(len(GAMES), gap="large"), strict=True):
        with place:
            show_board(someone, game, large=large)
            if game == BREAK_IT:
                _duels(someone)


def _duels(someone: Person) -> None:
    """Failing runs of the others, the newest first."""
    broken = [status for status in launcher().statuses() if status.owner != someone.owner and is_failing(status)]
    for status in broken[:MOST_DUELS]:
        name = owner_name(runs_root(), someone, status.owner) or "the teacher"
        label = f"Diagnose “{escaped(status.title)}” of {escaped(name)}"
        if st.button(label, icon=":material/stethoscope:", key=f"duel-{status.name}"):
            address.open_page(DOCTOR, {PART_PARAM: "lab", PARAM: status.name})


def show_board(someone: Person, game: str, *, large: bool = False) -> None:
    """Who has the most points in one game."""
    st.markdown(f"## {GAMES[game]}")
    standings = scoreboard(runs_root(), someone.classroom.id, game)
    if not standings:
        st.caption(f"Nobody has played yet. {HOW[game]}")
        return
    rows = "".join(
        f"<tr{' class=gan-me' if each.pupil == someone.id else ''}><td>{place}</td><th scope='row'>{escape(each.name)}"
        f"</th><td><b>{each.points}</b> of {each.out_of}</td><td>{each.rounds}</td></tr>"
        for place, each in enumerate(standings, 1)
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("Place", "Name", "Right", "Rounds"))
    size = " gan-large" if large else ""
    st.html(f"<table class='gan-board{size}'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")

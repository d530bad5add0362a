"""One line for each run: its colour, its name, where it stands; then the family it comes from."""

from html import escape

import streamlit as st

from gan_core.compare.family import family
from gan_core.compare.family_html import family_html
from gan_core.compare.subject import Subject, labels
from gan_core.compare.verdict import verdict
from gan_core.compare.wording import verdict_words
from gan_core.places import runs_root
from gan_core.runs.fork import why_not
from gan_core.wording import count, duration
from ui.compare.palette import colours
from ui.links import page_link
from ui.run_list import BADGES
from ui.run_list import verdict as doctor_badge
from ui.server import launcher
from ui.setting_words import setting_label
from ui.state import FORK_PARAM, RUN_PARAM
from ui.text import escaped

STYLE = """
<style>
.heads { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; font-size: 0.9rem; }
.heads a { color: inherit; } .heads > span > a { font-weight: 600; }
.heads i { display: inline-block; width: 1.1rem; height: 0.6rem; border-radius: 0.3rem; margin-right: 0.45rem; }
.heads small { opacity: 0.75; margin-left: 0.4rem; font-variant-numeric: tabular-nums; }
</style>
"""


def address_of(name: str) -> str:
    """The address of a run's own page."""
    return page_link(**{RUN_PARAM: name})


def show_heads(compared: list[Subject]) -> None:
    """The legend of everything below."""
    parts = [
        f"<span><i style='background:{colour}'></i><a href='{escape(address_of(each.name))}' target='_self'>"
        f"{escape(title)}</a><small>{_standing(each)}{_fork(each)}</small></span>"
        for title, each, colour in zip(labels(compared), compared, colours(_names(compared)), strict=True)
    ]
    st.html(f"{STYLE}<div class='heads'>{''.join(parts)}</div>")


def show_verdict(compared: list[Subject]) -> None:
    """Who draws better, first of all, and what the doctor says of each that is not well."""
    found = verdict(compared)
    so_far = "So far: " if any(each.going for each in compared) else ""
    if found is None:
        st.caption("Nothing that all of these runs measured tells which is better: look at the pictures.")
    else:
        st.markdown(f"## {so_far}{escaped(verdict_words(found, labels(compared)))}")
    ailing = [f"{escaped(title)} {said}" for title, each in zip(labels(compared), compared, strict=True)
              if (said := doctor_badge(each.status))]  # fmt: skip
    if ailing:
        st.markdown(" · ".join(ailing))


def _names(compared: list[Subject]) -> list[str]:
    return [each.name for each in compared]


def _standing(each: Subject) -> str:
    status = each.status
    return f"{BADGES[status.state][2]}, {count(status.step)} steps, {duration(status.seconds)}"


def _fork(each: Subject) -> str:
    if why_not(each.folder.path, each.status):
        return ""
    address = page_link("compare", **{FORK_PARAM: each.name})
    return f", <a href='{escape(address)}' target='_self'>fork</a>"


def show_family(compared: list[Subject]) -> None:
    """Which was forked from which; nothing for runs without relatives."""
    members = family(runs_root(), launcher().statuses(), [each.name for each in compared])
    if not members:
        return
    st.markdown("## Family tree", help="Each bar runs from the step of the fork to the run's current step.")
    shown = {each.name: colour for each, colour in zip(compared, colours(_names(compared)), strict=True)}
    st.html(family_html(members, shown, address_of, setting_label))

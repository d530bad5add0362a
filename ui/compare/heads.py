"""One line for each run: its colour, its name, where it stands; then the family it comes from."""

from html import escape

import streamlit as st

from gan_core.compare.family import family
from gan_core.compare.family_html import family_html
from gan_core.compare.subject import Subject, labels
from gan_core.places import runs_root
from gan_core.runs.fork import why_not
from gan_core.wording import count, duration
from ui.compare.palette import colours
from ui.links import page_link
from ui.run_list import BADGES
from ui.server import launcher
from ui.setting_words import setting_label
from ui.state import FORK_PARAM, RUN_PARAM

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
    members = family(runs_root(), launcher().index.statuses(), [each.name for each in compared])
    if not members:
        return
    st.markdown("## Family tree", help="Each bar runs from the step of the fork to where the run stands.")
    shown = {each.name: colour for each, colour in zip(compared, colours(_names(compared)), strict=True)}
    st.html(family_html(members, shown, address_of, setting_label))

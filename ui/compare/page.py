"""The Compare page below its choice of runs: followed live for as long as one of them trains."""

import streamlit as st

from ui.compare.charts import pick_curves, show_charts
from ui.compare.choose import read_subjects
from ui.compare.export import take_away
from ui.compare.heads import show_family, show_heads, show_verdict
from ui.compare.rows import show_rows
from ui.compare.tables import show_differences, show_table
from ui.empty import nothing_yet
from ui.text import telling

LIVE_SECONDS = 2.0
PICTURES_SECONDS = 5.0


def show_comparison(names: list[str]) -> None:
    """Everything about these runs side by side."""
    compared = read_subjects(names)
    if len(compared) < 2:
        words = "Choose at least two runs to set side by side"
        nothing_yet(f"{words}: choose another one above, or train a new one.", label="Train another", icon="compare")
        return
    names, going = [each.name for each in compared], any(each.going for each in compared)
    every = LIVE_SECONDS if going else None
    st.fragment(_heads, run_every=every)(names, going)
    st.fragment(_rows, run_every=PICTURES_SECONDS if going else None)(names)
    st.markdown("## Curves")
    chosen = pick_curves(compared)
    st.fragment(_charts, run_every=every)(names, chosen)
    show_differences(compared)
    st.fragment(_table, run_every=every)(names)
    take_away(names)


@telling
def _heads(names: list[str], going: bool) -> None:
    compared = read_subjects(names)
    show_verdict(compared)
    show_heads(compared)
    show_family(compared)
    if going and not any(each.going for each in compared):  # the last one has ended: nothing is to be followed
        st.rerun()


@telling
def _charts(names: list[str], chosen: dict) -> None:
    show_charts(read_subjects(names), chosen)


@telling
def _rows(names: list[str]) -> None:
    show_rows(read_subjects(names))


@telling
def _table(names: list[str]) -> None:
    show_table(read_subjects(names))

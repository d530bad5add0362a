"""The settings that differ, and the figures side by side."""

from typing import Any, Literal

import pandas as pd
import streamlit as st

from gan_core.compare.differences import differences
from gan_core.compare.seeds import seed_spreads
from gan_core.compare.subject import Subject, labels
from gan_core.compare.table import Column, table
from gan_core.compare.wording import column_title, curve_title, refusal_words
from gan_core.evaluation.wording import spread_words
from ui.fields import humanise
from ui.setting_words import setting_words, value_words
from ui.text import escaped

MOST_ROWS = 12
SEEDS = (
    "These runs have the same settings but for the seed. What parts them is chance: a difference to other settings "
    "that is no larger says nothing."
)
TALL = 440
"""Pixels of a list of settings that is longer than that: runs of unlike families differ in nearly all of them."""


def show_differences(compared: list[Subject]) -> None:
    """A row for each setting that is not the same in all runs."""
    st.markdown("## What differs", help="Only the settings that are not the same in all of these runs.")
    found = differences(compared)
    if not found:
        st.caption(
            "Nothing: these runs have the same settings. They differ by chance, or in how far they have trained."
        )
        return
    names = labels(compared)
    rows = [
        {"Setting": setting_words(name), **dict(zip(names, (value_words(name, each) for each in values), strict=True))}
        for name, values in found.items()
    ]
    height: Literal["content"] | int = "content" if len(rows) <= MOST_ROWS else TALL
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=height, key="differences")


def show_table(compared: list[Subject]) -> None:
    """A row for each run; a click on a column's head sorts by it."""
    st.markdown("## Side by side", help="Each run as it is now. Click a column header to sort by it.")
    found = table(compared)
    frame = pd.DataFrame({"Run": found.rows, **{each.name: _cells(each) for each in found.columns}})
    config = {each.name: _column(each) for each in found.columns}
    config["Run"] = st.column_config.TextColumn("Run", pinned=True)
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height="content",
        column_config=config,
        placeholder="–",
        key="side-by-side",
    )
    for reason in found.refused:
        st.caption(f":material/block: {escaped(refusal_words(reason))}")
    if spreads := seed_spreads(compared, found.columns):
        st.markdown("**From seed to seed**", help=SEEDS)
        st.markdown("\n".join(f"- {escaped(spread_words(each, curve_title(str(each.what))))}." for each in spreads))


def _cells(column: Column) -> list:
    if column.name == "state":
        return [humanise(value) for value in column.values]
    return [None if value is None else float(f"{value:.4g}") if isinstance(value, float) else value
            for value in column.values]  # fmt: skip


def _column(column: Column) -> Any:
    if column.name == "state":
        return st.column_config.TextColumn(column_title(column))
    way = {"lower": "Lower is better.", "higher": "Higher is better."}.get(column.better)
    return st.column_config.NumberColumn(column_title(column), format="localized", help=way)

"""The colours of runs, for the theme that the browser shows."""

from collections.abc import Sequence

import streamlit as st

from gan_core.compare.palette import DARK, DASHES, LIGHT, places
from ui import state


def colours(names: Sequence[str]) -> list[str]:
    """One for each of up to six runs: the run's own, as long as this visitor looks at it."""
    shades = DARK if st.context.theme.type == "dark" else LIGHT
    return [shades[place] for place in _places(names)]


def dashes(names: Sequence[str]) -> list[tuple[int, ...]]:
    """As `colours`, of dashes."""
    return [DASHES[place] for place in _places(names)]


def _places(names: Sequence[str]) -> list[int]:
    found = places(names, state.run_places())
    state.remember_run_places(dict(zip(names, found, strict=True)))
    return found

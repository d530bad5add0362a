"""Which variants are ticked: remembered per model across pages, and in the address for reloads and links.

The address names them only once they are others than the page ticks by itself.
"""

import streamlit as st

from ui import address, state

PARAM = "try"
NONE = "none"


def recall(model: str, first: list[str]) -> list[str]:
    """What is ticked as the page is drawn: what the address says, where it changed by itself; else what was before.

    Widgets take it over by `tick_box`. `first` is ticked on the first visit.
    """
    asked = address.values(PARAM)
    by_itself = bool(asked) and asked != state.ticks_seen()
    if by_itself:
        state.keep_ticked(model, [text for text in asked if text != NONE])
        for key in [key for key in st.session_state if str(key).startswith(_key(model, ""))]:
            del st.session_state[key]
    elif state.ticked(model) is None:
        state.keep_ticked(model, first)
    known = state.ticked(model) or []
    wanted = state.take_wanted(model)
    for text in wanted:
        st.session_state[_key(model, text)] = True
    return [*known, *(text for text in wanted if text not in known)]


def tick_box(model: str, text: str, label: str, *, ticked: bool, about: str) -> bool:
    """A checkbox that keeps its own value through reruns and has `ticked` when it is drawn for the first time."""
    key = _key(model, text)
    if key not in st.session_state:
        st.session_state[key] = ticked
    return st.checkbox(label, ticked, key=key, help=about)


def keep(model: str, chosen: list[str], first: list[str]) -> None:
    """Remember what is ticked now, and let the address say it."""
    state.keep_ticked(model, chosen)
    asked = address.values(PARAM)
    wanted = chosen or [NONE]
    if asked != wanted and (asked or set(chosen) != set(first)):
        address.write(PARAM, wanted)
    state.see_ticks(address.values(PARAM))


def _key(model: str, text: str) -> str:
    return f"variant-{model}-{text}"

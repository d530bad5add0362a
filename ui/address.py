"""A choice that stands in the address: links carry it, and the browser's Back and Forward bring it back."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

SEEN = "address_seen"


MOST_DIGITS = 9


def numbers_in(text: str, below: int, separator: str = ".") -> list[int]:
    """The whole numbers in `text` that are at least 0 and below `below`; all else in a link is passed over."""
    parts = [part for part in text.split(separator) if part.isdecimal() and len(part) <= MOST_DIGITS]
    return [number for number in map(int, parts) if number < below]


def follow(param: str, key: str, options: Sequence[Any], default: Any) -> Any:
    """Give the widget `key` the value that the address has for `param`, before it is drawn; returns that value.

    A widget keeps its own value through reruns; only where the address has changed by itself, by a link or by the
    browser's arrows, does it follow. What is not among `options` (as text) counts as `default`.
    """
    text = st.query_params.get(param)
    wanted = next((option for option in options if str(option) == text), default)
    seen = st.session_state.setdefault(SEEN, {})
    if seen.get(key) != (text, wanted) or key not in st.session_state:
        st.session_state[key] = wanted
    seen[key] = (text, wanted)
    return wanted


def put(param: str, key: str, chosen: Any, default: Any) -> None:
    """Write what was chosen into the address; the default needs no place there, and may have one."""
    text = st.query_params.get(param)
    if text != str(chosen) and not (text is None and chosen == default):
        if chosen == default:
            st.query_params.pop(param, None)
        else:
            st.query_params[param] = str(chosen)
    st.session_state.setdefault(SEEN, {})[key] = (st.query_params.get(param), chosen)


def follow_many(param: str, key: str, options: Sequence[str], default: Sequence[str], most: int) -> None:
    """As `follow`, for a widget that holds several names; the address has them with commas between."""
    text = st.query_params.get(param)
    named = dict.fromkeys(name for name in (text or "").split(",") if name in options)
    wanted = list(named)[:most] if text is not None else list(default)
    seen = st.session_state.setdefault(SEEN, {})
    if seen.get(key) != text or key not in st.session_state:
        st.session_state[key] = wanted
    seen[key] = text


def put_many(param: str, key: str, chosen: Sequence[str]) -> None:
    """Write the names that were chosen into the address."""
    text = ",".join(chosen)
    if st.query_params.get(param, "") != text:
        st.query_params[param] = text
    st.session_state.setdefault(SEEN, {})[key] = st.query_params.get(param)

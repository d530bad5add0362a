"""The address of a page, read and written here and nowhere else: links carry it, Back and Forward bring it back.

What is written here becomes a new entry of the browser's history only where it leads to another place: another run,
another model, another part of a page. Everything else, defaults above all, changes the entry that one is on. That is
decided by `static/page/history.js`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import streamlit as st

SEEN = "address_seen"
PAGE = "address_page"


MOST_DIGITS = 9


def asked(param: str) -> str | None:
    """What the address has for `param`; None where it does not name it."""
    text = st.query_params.get(param)
    return None if text is None else str(text)


def value(param: str, default: str = "") -> str:
    """The same, with a default."""
    text = asked(param)
    return default if text is None else text


def values(param: str) -> list[str]:
    """Everything that the address has for a `param` that it may name several times."""
    return st.query_params.get_all(param)


def everything() -> dict[str, str]:
    """All that the address says, each name once."""
    return st.query_params.to_dict()


def write(param: str, value: str | Sequence[str] | None) -> None:
    """Make the address say so; None takes `param` out of it. A list is written as several."""
    wanted = [] if value is None else [value] if isinstance(value, str) else list(value)
    if values(param) == wanted:
        return
    if wanted:
        st.query_params[param] = wanted if len(wanted) > 1 else wanted[0]
    else:
        st.query_params.pop(param, None)


def replace(query: Mapping[str, str | Sequence[str]] | None = None) -> None:
    """Another place on this page: the address says `query` and nothing else."""
    st.query_params.from_dict(query or {})


def arrive(page: str) -> None:
    """Begin a run of that page: widgets of another page's take nothing along, and the browser is told the address.

    It is told because a page that was left while it was drawn may still have written its own.
    """
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        st.session_state.pop(SEEN, None)
    st.query_params.from_dict({param: values(param) for param in st.query_params})


def open_page(page: str, query: Mapping[str, str | Sequence[str]] | None = None) -> NoReturn:
    """Go to another page; its address says `query`."""
    st.switch_page(page, query_params=query)


def numbers_in(text: str, below: int, separator: str = ".") -> list[int]:
    """The whole numbers in `text` that are at least 0 and below `below`; all else in a link is passed over."""
    parts = [part for part in text.split(separator) if part.isdecimal() and len(part) <= MOST_DIGITS]
    return [number for number in map(int, parts) if number < below]


def follow(param: str, key: str, options: Sequence[Any], default: Any) -> Any:
    """Give the widget `key` the value that the address has for `param`, before it is drawn; returns that value.

    A widget keeps its own value through reruns; only where the address has changed by itself, by a link or by the
    browser's arrows, does it follow. What is not among `options` (as text) counts as `default`.

    The widget is drawn with what comes back as its own default. A browser is told once that a widget was set; where the
    page is drawn anew before it has heard that, it takes the default, and sends it as if somebody had chosen it.
    """
    text = asked(param)
    wanted = next((option for option in options if str(option) == text), default)
    seen = st.session_state.setdefault(SEEN, {})
    if seen.get(key) != (text, wanted) or key not in st.session_state:
        st.session_state[key] = wanted
    seen[key] = (text, wanted)
    return wanted


def put(param: str, key: str, chosen: Any, default: Any) -> None:
    """Write what was chosen into the address; the default needs no place there, and may have one."""
    text = asked(param)
    if text != str(chosen) and not (text is None and chosen == default):
        write(param, None if chosen == default else str(chosen))
    st.session_state.setdefault(SEEN, {})[key] = (asked(param), chosen)


def follow_many(
    param: str,
    key: str,
    options: Sequence[str],
    default: Sequence[str],
    most: int,
    part: Callable[[str], str] = str,
) -> list[str]:
    """As `follow`, for a widget that holds several names; the address has them with commas between.

    Where the address says more of each than the widget shows, `part` is what the widget has of it.
    """
    text = asked(param)
    named = dict.fromkeys(name for name in map(part, (text or "").split(",")) if name in options)
    wanted = list(named)[:most] if text is not None else list(default)
    seen = st.session_state.setdefault(SEEN, {})
    if seen.get(key) != text or key not in st.session_state:
        st.session_state[key] = wanted
    elif gone := [name for name in st.session_state[key] if name not in options]:
        st.session_state[key] = [name for name in st.session_state[key] if name not in gone]
    seen[key] = text
    return [name for name in wanted if name in options]


def put_many(param: str, key: str, chosen: Sequence[str]) -> None:
    """Write the names that were chosen into the address."""
    if value(param) != ",".join(chosen):
        write(param, ",".join(chosen))
    see_many(param, key)


def see_many(param: str, key: str) -> None:
    """What the address says now came from this widget too."""
    st.session_state.setdefault(SEEN, {})[key] = asked(param)

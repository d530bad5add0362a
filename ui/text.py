"""Users' text in the page, escaped so that none of it is taken for Markdown."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from ui.fields import with_labels

APP = "GAN studio"
SPECIAL = r"\`*_{}[]()#+-.!|~:$<>&"


def escaped(text: str) -> str:
    """`text` with every character that Markdown would act on made plain."""
    return "".join(f"\\{each}" if each in SPECIAL else each for each in text)


def spoken(text: str) -> str:
    """Words for the label of a button that only those hear who have the page read to them: page.css hides them.

    What stands in a row of cards says the same on each ("Train"); these words tell them apart. A label of nothing else
    names a button that shows its icon alone.
    """
    return f":gray-background[{escaped(text)}]"


def tab_title(text: str) -> str:
    """What the browser's tab says: the page or what is open in it, then the app."""
    return f"{text} · {APP}"


def show_error(error: Exception, icon: str = "error") -> None:
    """The words of an error that the user can mend."""
    st.error(escaped(with_labels(str(error))), icon=f":material/{icon}:")


def telling(draw: Callable[..., None]) -> Callable[..., None]:
    """A fragment's function that shows the words of an error in its place; on its own run nobody else hears of it."""

    @wraps(draw)
    def told(*args: Any, **named: Any) -> None:
        try:
            draw(*args, **named)
        except UserError as error:
            show_error(error)

    return told

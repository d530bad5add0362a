"""Texts of users in the page: shown as they are, with nothing in them taken for Markdown."""

import streamlit as st

SPECIAL = r"\`*_{}[]()#+-.!|~:$<>&"


def escaped(text: str) -> str:
    """`text` with every character that Markdown would act on made plain."""
    return "".join(f"\\{each}" if each in SPECIAL else each for each in text)


def show_error(error: Exception, icon: str = "error") -> None:
    """The words of an error that the user can mend."""
    st.error(escaped(str(error)), icon=f":material/{icon}:")

"""The page of all figures: what each is, how it was checked, and what its interval covers."""

import streamlit as st

from gan_core.figures.catalogue import GROUPS
from gan_core.figures.figure import Figure
from ui import address
from ui.links import page_link
from ui.text import escaped

PARAM = "figure"
URL_PATH = "figures"


def show_figures() -> None:
    """Every group with its figures; the one that the address names is open."""
    opened = address.value(PARAM)
    for group in GROUPS:
        st.header(group.title, anchor=False)
        st.caption(group.about)
        for name, figure in group.figures.items():
            with st.expander(figure.title, expanded=name == opened, icon=":material/straighten:"):
                _show(figure)


def link_to_figures(figure: str = "") -> None:
    """A link to the page, which opens at `figure` if one is named."""
    link = page_link(URL_PATH, **({PARAM: figure} if figure else {}))
    st.markdown(f":small[:material/straighten: [How each figure is checked]({link})]")


def _show(figure: Figure) -> None:
    st.markdown(escaped(figure.about))
    for formula in figure.formulas:
        st.latex(formula)
    st.caption(escaped(figure.symbols))
    for term, words in (
        ("Perfect", figure.perfect),
        ("Knows nothing", figure.worst),
        ("95 % interval", figure.interval),
        ("Checked", figure.checked),
    ):
        st.markdown(f"**{term}.** {escaped(words)}")
    if figure.papers:
        st.markdown("**Paper.** " + " · ".join(f"[{escaped(who)}]({where})" for who, where in figure.papers))
    st.caption("Tests: " + ", ".join(escaped(each) for each in figure.checks))

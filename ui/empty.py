"""What a page says while there is nothing to show, with a button to change that."""

import streamlit as st

from ui import address
from ui.navigation_paths import TRAIN


def nothing_yet(words: str, label: str = "Train one", page: str = TRAIN, icon: str = "model_training") -> None:
    """`words`, and below them a button that opens the page which fills this one."""
    st.info(words, icon=f":material/{icon}:")
    if st.button(label, icon=":material/arrow_forward:", type="primary", key="fill", help="Opens the Train page."):
        address.open_page(page)

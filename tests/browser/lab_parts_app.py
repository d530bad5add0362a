"""The app that serves the page of the lab's parts, with the route of their modules."""

from pathlib import Path

import streamlit as st

from ui.browser_modules import MODULE_ROUTES

app = st.App(Path(__file__).with_name("lab_parts_page.py"), routes=MODULE_ROUTES)

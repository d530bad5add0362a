"""What `streamlit run app.py` starts: the pages, the app's own routes, and the launcher that watches over the runs."""

from pathlib import Path

import streamlit as st

from ui.browser_modules import MODULE_ROUTES
from ui.classroom.routes import CLASSROOM_ROUTES
from ui.lab.routes import LAB_ROUTES
from ui.live.routes import ROUTES
from ui.optimise.in_browser.routes import MEASUREMENT_ROUTES
from ui.page_head import PAGE_ROUTES
from ui.server import MIDDLEWARE, lifespan, show_user_errors
from ui.text_to_image.routes import TEXT_ROUTES

app = st.App(
    Path(__file__).parent / "ui" / "navigation.py",
    routes=[
        *MODULE_ROUTES,
        *ROUTES,
        *LAB_ROUTES,
        *MEASUREMENT_ROUTES,
        *PAGE_ROUTES,
        *TEXT_ROUTES,
        *CLASSROOM_ROUTES,
    ],
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=show_user_errors,
)

"""Titles, icons and order of the pages."""

import streamlit as st

from ui import address
from ui.classroom.bar import classroom_bar
from ui.lessons.panel import show_panel
from ui.lessons.progress import PARAM as LESSON_PARAM
from ui.navigation_paths import (
    ATTACK,
    CLASSROOM,
    COMPARE,
    DOCTOR,
    EVALUATE,
    FIGURES,
    ICON,
    JOB,
    LATENT,
    LESSONS,
    OPTIMISE,
    PLAYGROUND,
    RACE,
    RUNS,
    TEXT,
    TRAIN,
)
from ui.reconnect import run_whole_on_reconnect
from ui.text import APP, tab_title
from ui.training_chip import training_chip

st.set_page_config(
    page_title=APP,
    page_icon=ICON,
    layout="wide",
    initial_sidebar_state="expanded" if address.value(LESSON_PARAM) else "auto",  # on a phone too, a lesson is seen
)

page = st.navigation(
    [
        st.Page(TRAIN, title="Train", icon=":material/model_training:", default=True),
        st.Page(PLAYGROUND, title="Playground", icon=":material/scatter_plot:", url_path="playground"),
        st.Page(LESSONS, title="Lessons", icon=":material/school:", url_path="lessons"),
        st.Page(CLASSROOM, title="Classroom", icon=":material/groups:", url_path="classroom"),
        st.Page(RUNS, title="Runs", icon=":material/view_list:", url_path="runs"),
        st.Page(COMPARE, title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page(DOCTOR, title="Doctor", icon=":material/stethoscope:", url_path="doctor"),
        st.Page(LATENT, title="Latent space", icon=":material/explore:", url_path="latent"),
        st.Page(TEXT, title="Text to image", icon=":material/text_fields:", url_path="text"),
        st.Page(OPTIMISE, title="Optimise", icon=":material/speed:", url_path="optimise"),
        st.Page(RACE, title="Race", icon=":material/sports_score:", url_path="race"),
        st.Page(EVALUATE, title="Evaluate", icon=":material/star_rate:", url_path="evaluate"),
        st.Page(ATTACK, title="Attack", icon=":material/shield:", url_path="attack"),
        st.Page(FIGURES, title="Figures", icon=":material/straighten:", url_path="figures"),
        st.Page(JOB, title="Long work", icon=":material/work:", url_path="job", visibility="hidden"),
    ],
    position="top",
)
st.set_page_config(page_title=tab_title(page.title))
run_whole_on_reconnect()
address.arrive(page.url_path)
show_panel(page.url_path)
training_chip()
classroom_bar(page.url_path)
page.run()

"""Lessons: courses of ten minutes, each shown step by step beside the pages that it uses."""

import streamlit as st

from ui.lessons.shelf import show_lessons

st.title("Lessons", anchor=False)
show_lessons()

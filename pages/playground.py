"""Playground: games on the plane that train in the visitor's own browser."""

import streamlit as st

from ui.plane import offer_file, plane

st.title("Playground: watch a GAN learn", anchor=False)
st.caption("Everything trains in your browser, at the speed of your own computer.")
plane()
offer_file()

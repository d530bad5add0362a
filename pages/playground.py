"""Playground: games on the plane that train in the visitor's own browser."""

import streamlit as st

from ui.plane import offer_file, plane

st.title("Playground: watch a GAN learn", anchor=False)
st.caption(
    "G turns noise into fakes. D tells real from fake. The arrows show where G's loss pulls each fake. Everything "
    "trains in your browser, at the speed of your own computer."
)
plane()
offer_file()

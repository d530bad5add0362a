"""Playground: games on the plane that train in the visitor's own browser."""

import streamlit as st

from ui.plane import offer_file, plane

st.title("Watch a GAN learn", anchor=False)
st.caption("All of it trains in your browser, as fast as your own computer is.")
plane()
offer_file()

"""Latent space: pick a model, sample it, move along its dimensions, walk from one picture to another."""

import streamlit as st

from gan_core.errors import UserError
from ui.pickers import pick_model
from ui.text import show_error

st.title("Walk through latent space", anchor=False)
try:
    path = pick_model()
    if path is not None:
        with st.spinner("Waking the model…"):
            from ui import latent_view

            generator = latent_view.open_generator(path)
        st.subheader("Samples", anchor=False)
        latent_view.samples_of_a_seed(generator)
        st.subheader("Dimensions", anchor=False)
        label = latent_view.pick_label(generator)
        latent_view.dimensions(generator, label)
        st.subheader("From one to another", anchor=False)
        latent_view.between_seeds(generator, label)
except UserError as error:
    show_error(error)

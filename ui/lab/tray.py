"""The pictures that the visitor picked, and a wall of samples to pick from."""

import streamlit as st

from gan_core.latent.latent_key import MOST_SEED, LatentKey
from ui.lab.samplers import words_without
from ui.lab.session import MOST_KEYS, LabSession
from ui.lab.wall import PICK, wall

NUM_SAMPLES = 24
COLUMNS = 12
WORD = PICK[0].name


def pick_keys(session: LabSession) -> list[LatentKey]:
    """Draw the wall; returns the picked pictures in their order."""
    picked = session.keys()
    with st.container(border=True):
        about, seed = st.columns([4, 1], vertical_alignment="center")
        about.markdown(
            f"**Your pictures**, in numbered order: click to add or remove one, up to {MOST_KEYS}.",
            help="Each picture stands for a latent z: the numbers that the generator turned into it. Your choice "
            "is part of the address, so a copied link includes it.",
        )
        number = seed.number_input(
            "Seed",
            0,
            MOST_SEED,
            0,
            key="tray-seed",
            help="Selects the random latents: the same seed shows the same pictures. "
            + words_without(session.generator.card),
        )
        samples = [session.sample(number, index) for index in range(NUM_SAMPLES)]
        known = {key.token for key in samples}
        shown = [*(key for key in picked if key.token not in known), *samples]
        order = {key.token: index for index, key in enumerate(shown)}
        marks = wall(
            session.pictures(shown),
            key="tray",
            label="Pictures to pick",
            columns=COLUMNS,
            maximum=MOST_KEYS,
            marks=[(order[key.token], WORD) for key in picked],
            version=f"{session.model} {' '.join(order)}",
        )
        chosen = [shown[mark.index] for mark in marks]
    if [key.token for key in chosen] != [key.token for key in picked]:
        session.pick(chosen)
        return chosen
    return picked

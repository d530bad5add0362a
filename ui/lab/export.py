"""The export of the latent lab: the interactive export, and the picked pictures."""

import io
import json

import streamlit as st
from PIL import Image

from gan_core.export.interactive_export import MISSING, about_bytes, can_make, interactive_export
from gan_core.grid import make_grid
from gan_core.latent.latent_key import LatentKey
from ui.class_wall import hang_these
from ui.download import download_button
from ui.lab.generators import name_of
from ui.lab.session import LabSession

ENLARGED = 8


def show(session: LabSession) -> None:
    """Everything is made when it is asked for, not before."""
    keys = session.keys()
    card = session.generator.card
    st.markdown(
        "**Interactive export**: a latent page to take along, with the pad, this model and your pictures in one "
        "HTML file. It opens on a double click in any recent browser, without Python, a server or the internet."
    )
    if not can_make():
        st.info(MISSING, icon=":material/extension_off:")
    with st.container(horizontal=True, vertical_alignment="center"):
        download_button(
            "Interactive export (HTML)",
            lambda: interactive_export(card.path, keys),
            file_name=f"{card.name}-interactive-export.html",
            mime="text/html",
            icon=":material/drag_pan:",
            type="primary",
            key="export-interactive",
            disabled=not can_make(),
            help="Your pictures come first, and the first three of them span its plane.",
        )
        download_button(
            "Your pictures as PNG",
            lambda: pictures_png(session, keys),
            file_name=f"{card.name}-pictures.png",
            mime="image/png",
            icon=":material/image:",
            key="away-pictures",
        )
        download_button(
            "Their latents as JSON",
            lambda: latents_json(session, keys),
            file_name=f"{card.name}-latents.json",
            mime="application/json",
            icon=":material/data_object:",
            key="away-latents",
            help="The numbers behind the pictures, for use in your own programs.",
        )
        hang_these(lambda: pictures_png(session, keys), f"From {card.title}")
    if can_make():
        st.caption(
            f"The interactive export is about {about_bytes(card.path) / 1e6:.0f} MB and takes a few seconds to create."
        )


def pictures_png(session: LabSession, keys: list[LatentKey]) -> bytes:
    """The pictures in a row, eight times as large, as PNG."""
    row = make_grid(session.pictures(keys), columns=len(keys))
    out = io.BytesIO()
    row.resize((row.width * ENLARGED, row.height * ENLARGED), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def latents_json(session: LabSession, keys: list[LatentKey]) -> bytes:
    """Which model it is, and z and y of every picture with the word that stands for it in links."""
    numbers = [
        {"token": key.token, "z": key.z.tolist(), "y": None if key.y is None else key.y.tolist()} for key in keys
    ]
    card = session.generator.card
    told = {"model": card.name, "step": card.step, "fingerprint": name_of(card.path), "pictures": numbers}
    return json.dumps(told, indent=1).encode()

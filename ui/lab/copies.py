"""The nearest training pictures of a model's samples, which reveal copies."""

import html

import numpy as np
import streamlit as st

from gan_core.data import DataSettings, ImageData
from gan_core.data.settings import PictureSettings
from gan_core.errors import UserError
from gan_core.latent.neighbours import Neighbours
from gan_core.present import present
from ui.browser_modules import STATIC
from ui.lab.components import png_address
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.text import show_error

NUM_NEAREST = 5
STYLE = STATIC / "lab" / "copies.css"
ABOUT = (
    "This is a distance between pixels and nothing more: the root mean square difference, 0 for the same picture, "
    "1 for white against black. A copy shifted by one pixel is far away, although the eye would call it a copy, "
    "and two plain pictures are close, although neither is a copy of the other (Theis, van den Oord and Bethge "
    "2016, arxiv.org/abs/1511.01844). So compare the pictures, not only the numbers."
)


def show(session: LabSession) -> None:
    """Each picked picture beside its nearest real ones. Raises DataError when those are not to be had."""
    data = pictures_behind(session, exact=True)
    settings = session.generator.card.config.data
    try:
        found = _neighbours(settings.model_dump_json(), data)
        index, distance = found.nearest(pictures := session.pictures(session.keys()), NUM_NEAREST)
        st.markdown(
            f"**Your pictures, and the nearest of the {len(data):,} that this model learned from.** Real pictures "
            f"are typically {found.typical:.3f} from their nearest neighbour.",
            help=ABOUT + _unseen(settings),
        )
    except UserError as error:
        return show_error(error, icon="search_off")
    rows = []
    for number, picture in enumerate(pictures):
        near = [_real(data, place, far) for place, far in zip(index[number], distance[number], strict=True)]
        words = html.escape(found.in_words(float(distance[number, 0])))
        rows.append(f"<div class='gl-copy'>{_made(picture, number)}{''.join(near)}<p>{words}</p></div>")
    st.html(f"<style>{STYLE.read_text('utf-8')}</style><div class='gl-copies'>{''.join(rows)}</div>")


@st.cache_resource(max_entries=3, show_spinner="Sorting the pictures it learned from…")
def _neighbours(settings: str, _data: ImageData) -> Neighbours:
    return Neighbours(_data.images)


def _unseen(settings: DataSettings) -> str:
    changed = {}
    if isinstance(settings, PictureSettings):
        changed = {"mirrored": settings.flip, "moved": settings.shift > 0}
    words = " and ".join(name for name, on in changed.items() if on)
    return f" This model learned from {words} pictures too: copies of those are not detected here." if words else ""


def _made(picture: np.ndarray, number: int) -> str:
    return _figure(picture, f"Your picture {number + 1}", f"<b>{number + 1}</b>")


def _real(data: ImageData, place: int, distance: float) -> str:
    label = f"{html.escape(data.label_names[present(data.labels)[place]])} · " if data.num_classes else ""
    return _figure(data.images[place], f"Training picture {place}", f"{label}{distance:.3f}")


def _figure(picture: np.ndarray, alt: str, words: str) -> str:
    return f"<figure><img alt='{alt}' src='{png_address(picture)}'><figcaption>{words}</figcaption></figure>"

"""Style mixing under the pointer: coarse, middle and fine styles of different pictures, drawn as the pointer moves."""

import numpy as np
import streamlit as st

from gan_core.latent.style_space import map_to_w
from gan_core.latent.styles import BANDS, Band, layers_of
from gan_core.present import present
from ui.lab.generators import STYLES, insides_of, styles_of
from ui.lab.session import LabSession
from ui.lab.view import lab_view

MOST_SOURCES = 5
TOLD: dict[Band, str] = {
    "coarse": "Layers of the smallest maps: mostly what is where, and how large.",
    "middle": "Layers in between: mostly outlines.",
    "fine": "Layers of the largest maps: mostly colours and edges.",
}


def mix_under_pointer(session: LabSession) -> None:
    """A row for each band of layers, across the picked pictures."""
    keys = session.keys()[:MOST_SOURCES]
    if len(keys) < 2:
        st.info("Pick two pictures or more: their styles are mixed.", icon=":material/palette:")
        return
    st.caption(
        "Every layer is told a style. Move over a row, and its layers take the styles of the picture above; press or "
        "drag to keep that. Between two pictures lies what is between their styles.",
        help="Style mixing: Karras et al. 2019, arxiv.org/abs/1812.04948, figure 3. On the keyboard: arrow keys move a "
        "little, Page up and Page down by a whole picture.",
    )
    folder = session.generator.card.path
    generator = insides_of(folder)
    z = np.stack([key.z for key in keys])
    y = None if keys[0].y is None else np.stack([present(key.y) for key in keys])
    layers, bands = bands_of(len(generator.module.synthesis.to_rgb))
    lab_view(
        "styles",
        styles_of(folder),
        key="styles-live",
        model=session.model + STYLES,
        backend=session.backend,
        sources=map_to_w(generator, z, y).tolist(),
        average=generator.module.average.tolist(),
        layers=layers,
        bands=[{"name": band.capitalize(), "about": TOLD[band]} for band in bands],
    )


def bands_of(num_sizes: int) -> tuple[list[int], list[Band]]:
    """The bands that have layers, and for each layer which of these it is in."""
    counts = {band: layers_of(band, num_sizes) for band in BANDS}
    bands = [band for band in BANDS if counts[band].start < counts[band].stop]
    return [index for index, band in enumerate(bands) for _ in range(counts[band].start, counts[band].stop)], bands

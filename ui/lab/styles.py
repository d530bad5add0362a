"""Styles: pictures mixed of two, ways through W beside ways through Z, and directions of W."""

from html import escape

import numpy as np
import streamlit as st

from gan_core.generators.generator import to_bytes
from gan_core.latent.latent_key import LatentKey, of_seed
from gan_core.latent.styles import BANDS, NO_STYLES, Band, has_styles, mixed
from gan_core.present import present
from gan_core.store.model_ref import resolve
from ui.address import follow, put
from ui.lab import style_walks
from ui.lab.components import png_address
from ui.lab.generators import insides_of
from ui.lab.session import LabSession

MOST_ROWS, NUM_COLUMNS = 4, 5
SEED = "styles-seed"
VIEW_PARAM = "styles"
VIEWS = {"mix": "Style mixing", "ways": "W beside Z", "directions": "Directions in W"}
STYLE = """
<style>
.styles { border-collapse: separate; border-spacing: 4px; table-layout: fixed; width: 100%; max-width: 44rem; }
.styles td, .styles th { padding: 0; font-weight: 400; font-size: 0.8rem; vertical-align: bottom; }
.styles img { width: 100%; display: block; image-rendering: pixelated; border-radius: 6px; }
.styles th img { outline: 2px solid #8886; }
</style>
"""
TOLD: dict[Band, str] = {
    "coarse": "Layers of the smallest maps: mostly what is where, and how large.",
    "middle": "Layers in between: mostly outlines.",
    "fine": "Layers of the largest maps: mostly colours and edges.",
}


def show(session: LabSession) -> None:
    """What is asked for of three; for a model without styles a sentence."""
    if not has_styles(insides_of(resolve(session.model)).module):
        st.info(NO_STYLES, icon=":material/palette:")
        return
    views = {"mix": _mix, "ways": style_walks.ways_beside, "directions": style_walks.directions}
    first = next(iter(views))
    wanted = follow(VIEW_PARAM, "styles-view", list(views), first)
    chosen = st.segmented_control(
        "Look at", list(views), default=wanted, format_func=VIEWS.__getitem__, key="styles-view"
    )
    chosen = chosen or wanted
    put(VIEW_PARAM, "styles-view", chosen, first)
    views[chosen](session)


def _mix(session: LabSession) -> None:
    """A table of mixes."""
    st.caption(
        "Every layer of a style-based generator is told a style w. Each picture in the table is the one at its left, "
        "but some layers are told the style of the one above.",
        help="Karras et al. 2019, arxiv.org/abs/1812.04948, figure 3.",
    )
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    band = left.segmented_control(
        "From above", BANDS, default="coarse", format_func=str.capitalize, required=True, key="styles-band"
    )
    psi = middle.slider(
        "Truncation ψ",
        0.0,
        1.5,
        1.0,
        0.05,
        key="styles-psi",
        help="w is drawn towards the average style: average + ψ (w − average). Below 1 pictures are more typical and "
        "more alike, at 0 all are one; above 1 they are bolder than what was learned.",
    )
    noise = right.toggle(
        "Noise",
        True,
        key="styles-noise",
        help="Each layer adds noise to its maps, with a learned strength: small details that no style decides.",
    )
    st.caption(TOLD[band])
    if st.button("Other pictures above", icon=":material/casino:", key="styles-other"):
        st.session_state[SEED] = st.session_state.get(SEED, 0) + 1
    rows = session.keys()[:MOST_ROWS]
    seed = 1000 + st.session_state.get(SEED, 0)
    columns = [of_seed(session.generator, seed, number) for number in range(NUM_COLUMNS)]
    st.html(STYLE + _table(session, rows, columns, band, psi, noise))


def _table(
    session: LabSession, rows: list[LatentKey], columns: list[LatentKey], band: Band, psi: float, noise: bool
) -> str:
    generator = insides_of(resolve(session.model))
    (row_z, row_y), (column_z, column_y) = _numbers(rows), _numbers(columns)
    pictures = mixed(generator, row_z, column_z, band, psi=psi, noise=noise, row_labels=row_y, column_labels=column_y)
    down, across = (to_bytes(generator.decode(z, y)) for z, y in ((row_z, row_y), (column_z, column_y)))
    head = "".join(f"<th scope='col'>{_image(each, f'Above {n + 1}')}</th>" for n, each in enumerate(across))
    body = "".join(
        f"<tr><th scope='row'>{_image(down[row], f'Left {row + 1}')}</th>"
        + "".join(
            f"<td>{_image(each, f'Left {row + 1} with {band} layers of above {column + 1}')}</td>"
            for column, each in enumerate(pictures[row])
        )
        + "</tr>"
        for row in range(len(rows))
    )
    return f"<table class='styles'><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"


def _numbers(keys: list[LatentKey]) -> tuple[np.ndarray, np.ndarray | None]:
    z = np.stack([key.z for key in keys])
    return z, None if keys[0].y is None else np.stack([present(key.y) for key in keys])


def _image(picture: np.ndarray, words: str) -> str:
    return f"<img src='{png_address(picture)}' alt='{escape(words)}'>"

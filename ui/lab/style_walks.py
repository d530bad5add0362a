"""Through W: the way between two pictures beside that through Z, and what lies along directions of W."""

from html import escape
from typing import cast

import numpy as np
import streamlit as st

from gan_core.latent.latent_key import LatentKey
from gan_core.latent.style_space import Found, StyleDirection, along, path_length, style_directions, ways
from gan_core.latent.styles import BANDS, Band
from gan_core.present import present
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.store.model_ref import resolve
from ui.lab.components import png_address
from ui.lab.generators import insides_of, name_of
from ui.lab.session import LabSession

NUM_STEPS = 9
NUM_PAIRS = 200
SIGMAS = (-3, -2, -1, 0, 1, 2, 3)
NUM_DIRECTIONS = 5
FOUND = {"components": "Principal components", "factorised": "SeFa"}
WHERE = ("all", *BANDS)
STYLE = """
<style>
.ways { border-collapse: separate; border-spacing: 4px; table-layout: fixed; width: 100%; max-width: 52rem; }
.ways td, .ways th { padding: 0; font-weight: 400; font-size: 0.85rem; text-align: left; }
.ways th[scope=row] { width: 5.5rem; padding-right: 4px; }
.ways th[scope=col] { text-align: center; }
.ways img { width: 100%; display: block; image-rendering: pixelated; border-radius: 6px; }
@media (max-width: 640px) { .ways th[scope=row] { width: 3.2rem; overflow-wrap: anywhere; } }
</style>
"""


def ways_beside(session: LabSession) -> None:
    """From the first picked picture to the second, in both spaces, and how even the ways are."""
    keys = session.keys()
    if len(keys) < 2:
        st.info("Pick two pictures: the ways lead from the first to the second.", icon=":material/timeline:")
        return
    st.caption(
        "From the first of your pictures to the second: above on the sphere of latents z, below on the straight line "
        "of styles w. The ends are the same. Look for sudden changes: in W there should be fewer.",
        help="z must fill a sphere evenly, whatever the data are like; the mapping network may bend it, so that w "
        "follows the data. Karras et al. 2019, arxiv.org/abs/1812.04948, section 4.",
    )
    generator = insides_of(resolve(session.model))
    ends = np.stack([key.z for key in keys[:2]])
    labels = None if keys[0].y is None else np.stack([present(key.y) for key in keys[:2]])
    rows = ways(generator, ends, labels, NUM_STEPS)
    names = {"z": "Z, sphere", "w": "W, line"}
    st.html(STYLE + _table({names[space]: pictures for space, pictures in rows.items()}))
    if st.button("Measure how even they are", icon=":material/straighten:", key="styles-length"):
        with st.spinner("Comparing pictures a step apart…"):
            lengths = _lengths(session, name_of(generator.card.path))
        extractor = EXTRACTORS[default_for(generator.card)]
        (z, z_error), (w, w_error) = lengths["z"], lengths["w"]
        left, right = st.columns(2)
        how = (
            f"Mean squared change of the features ({extractor.title}) per squared step, over {NUM_PAIRS} random pairs; "
            "± two standard errors. Smaller is smoother. It compares with figures of this page only: the paper's are "
            "of another reader (Karras et al. 2019, equations 2 and 3)."
        )
        left.metric("Path length in Z", _with_error(z, 2 * z_error), help=how)
        right.metric("Path length in W", _with_error(w, 2 * w_error), help=how)
        st.caption(_verdict(z, z_error, w, w_error))


def _with_error(value: float, error: float) -> str:
    """ "550 ± 90": both to the first two digits of the error, never in powers of ten."""
    digits = max(0, 1 - int(np.floor(np.log10(error)))) if 0 < error < np.inf else 0
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def _verdict(z: float, z_error: float, w: float, w_error: float) -> str:
    """Which of the two is smoother, where the difference is beyond chance."""
    if abs(z - w) <= 2 * float(np.hypot(z_error, w_error)):
        return "The two do not differ by more than chance."
    better, worse = ("W", z / max(w, 1e-12)) if w < z else ("Z", w / max(z, 1e-12))
    return f"Ways through {better} are smoother: the other's path length is {worse:.2g} times as large."


@st.cache_data(max_entries=64, show_spinner=False)
def _lengths(_session: LabSession, fingerprint: str) -> dict[str, tuple[float, float]]:
    """Mean and standard error by space. Kept by the weights."""
    generator = insides_of(resolve(_session.model))
    read = EXTRACTORS[default_for(generator.card)].reader().read
    return {space: path_length(generator, space, read, num_pairs=NUM_PAIRS) for space in ("z", "w")}


def directions(session: LabSession) -> None:
    """The first picked picture, moved along the strongest directions."""
    keys = session.keys()
    if not keys:
        st.info("Pick a picture: it is moved along the directions.", icon=":material/open_with:")
        return
    left, right = st.columns(2, vertical_alignment="bottom")
    found = left.segmented_control(
        "Found by",
        list(FOUND),
        default="components",
        format_func=FOUND.__getitem__,
        required=True,
        key="styles-found",
        help="**Principal components**: along which styles vary most, over 2,000 of them (Härkönen et al. 2020, "
        "GANSpace, arxiv.org/abs/2004.02546).  \n**SeFa**: which the layers amplify most when they read their styles "
        "(Shen and Zhou 2021, arxiv.org/abs/2007.06600).",
    )
    where = right.segmented_control(
        "In the layers",
        WHERE,
        default="all",
        format_func=str.capitalize,
        required=True,
        key="styles-where",
        help="The direction is added to the styles of these layers only: coarse ones decide what is where, fine ones "
        "colours and edges.",
    )
    st.caption("The first of your pictures, moved along each direction by so many standard deviations of w along it.")
    band = cast("Band | None", None if where == "all" else where)
    generator = insides_of(resolve(session.model))
    rows = _directions(session, name_of(generator.card.path), cast("Found", found), band)
    st.html(STYLE + _strips(session, keys[0], rows, band))


@st.cache_resource(max_entries=64, show_spinner=False)
def _directions(_session: LabSession, fingerprint: str, found: Found, band: Band | None) -> list[StyleDirection]:
    """Kept by the weights."""
    return style_directions(insides_of(resolve(_session.model)), found, band, count=NUM_DIRECTIONS)


def _strips(session: LabSession, key: LatentKey, rows: list[StyleDirection], band: Band | None) -> str:
    generator = insides_of(resolve(session.model))
    y = None if key.y is None else present(key.y)
    pictures = {
        f"{number} · {100 * each.share:.0f} %": along(generator, key.z, y, each, np.array(SIGMAS), band)
        for number, each in enumerate(rows, 1)
    }
    return _table(pictures, [f"{sigma:+d} σ".replace("-", "−") if sigma else "as it is" for sigma in SIGMAS])


def _table(rows: dict[str, np.ndarray], heads: list[str] | None = None) -> str:
    head = "".join(f"<th scope='col'>{escape(each)}</th>" for each in heads or ())
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>"
        + "".join(
            f"<td><img src='{png_address(each)}' alt='{escape(name)}, picture {number}'></td>"
            for number, each in enumerate(pictures, 1)
        )
        + "</tr>"
        for name, pictures in rows.items()
    )
    return (
        f"<table class='ways'>{f'<thead><tr><td></td>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"
    )

"""Codes of a VQ-VAE: a picture's code map, one code changed, and the codebook with what is dead in it."""

from html import escape
from typing import cast

import numpy as np
import streamlit as st

from gan_core.code_map import code_colours, dimmed, in_colour, place_box
from gan_core.data import ImageData
from gan_core.errors import DataError
from gan_core.generators.generator import to_bytes
from gan_core.latent.codes import CodeUse, change_code, code_use, codes_alone, codes_chosen, codes_read, no_codes
from gan_core.models import VqSettings
from gan_core.present import present
from gan_core.wording import count, percent
from ui import address
from ui.address import follow, put
from ui.lab.components import png_address
from ui.lab.generators import insides_of, name_of
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.lab.wall import indices, wall

SOURCE_PARAM, PLACE_PARAM, CODE_PARAM = "picture", "place", "code"
REAL = "real"
MAP_WIDTH, FRAME = 288, 3
CELL_PIXELS = 24
SCALE = 255
ABOUT = (
    "The encoder says a vector at each place of a grid; the nearest code of the codebook stands there instead, and the "
    "decoder sees nothing but codes. So this grid of numbers is all that the model keeps of a picture. Of a picture of "
    "yours z chose them: at each place the code at the quantile of z, as the prior sees it, given the codes before. "
    "van den Oord et al. 2017, arxiv.org/abs/1711.00937"
)
BOOK = (
    "Each code alone: the picture in which it stands at all places. The share is how often it was the nearest one in "
    "training pictures. A dead code is hardly ever nearest to anything: the codebook is smaller than it looks. In "
    "training such a code becomes a random vector that the encoder said (Dhariwal et al. 2020, "
    "arxiv.org/abs/2005.00341)."
)
STYLE = """
<style>
.codes-row { display: flex; flex-wrap: wrap; gap: 12px; }
.codes-row figure { margin: 0; width: 9rem; }
.codes-row img { width: 100%; display: block; image-rendering: pixelated; border-radius: 6px; }
.codes-row figcaption { font-size: 0.8rem; }
</style>
"""


def show(session: LabSession) -> None:
    """The code map above, the codebook below; a sentence for models without codes."""
    if why := no_codes(session.generator.family):
        st.info(why, icon=":material/grid_view:")
        return
    try:
        data = pictures_behind(session)
    except DataError:
        data = None
    name, codes = _chosen_codes(session, data)
    use = _use(session, name_of(session.generator.card.path), data) if data is not None else None
    alone = _alone(session, name_of(session.generator.card.path))
    left, right = st.columns([4, 8], gap="large")
    with left:
        place = _pick_place(session, name, codes)
    with right:
        result = st.container()
        code = _pick_code(session, alone, use, codes, place)
    with result:
        _changed(session, codes, place, code)
    _told(use)


@st.cache_resource(max_entries=16, show_spinner="Reading codes…")
def _use(_session: LabSession, fingerprint: str, _data: ImageData) -> CodeUse:
    """Kept by the weights."""
    return code_use(insides_of(_session.generator.card.path), _data)


@st.cache_resource(max_entries=16, show_spinner=False)
def _alone(_session: LabSession, fingerprint: str) -> np.ndarray:
    """Uint8 (K, C, H, W), kept by the weights."""
    return to_bytes(codes_alone(insides_of(_session.generator.card.path)))


def _chosen_codes(session: LabSession, data: ImageData | None) -> tuple[str, np.ndarray]:
    """A name of the chosen picture, and its codes int64 (P,)."""
    generator, keys = insides_of(session.generator.card.path), session.keys()
    names = {str(number): f"Yours, {number + 1}" for number in range(len(keys))}
    names |= {f"{REAL}{number}": f"Real, {number + 1}" for number in range(3)} if data is not None else {}
    first = next(iter(names))
    wanted = follow(SOURCE_PARAM, "codes-source", list(names), first)
    chosen = st.pills(
        "Picture", list(names), default=wanted, format_func=names.__getitem__, key="codes-source", help=ABOUT
    )
    chosen = chosen or wanted
    put(SOURCE_PARAM, "codes-source", chosen, first)
    if chosen.startswith(REAL):
        row = int(chosen.removeprefix(REAL))
        return chosen, codes_read(generator, present(data).images[row : row + 1].astype(np.float32) / 127.5 - 1)[0]
    key = keys[int(chosen)]
    return key.token, codes_chosen(generator, key.z[None], None if key.y is None else key.y[None])[0]


def _pick_place(session: LabSession, name: str, codes: np.ndarray) -> int:
    """The place that is marked on the code map."""
    generator = insides_of(session.generator.card.path)
    side = round(len(codes) ** 0.5)
    st.markdown("**Its code map.** Mark a place.", help=ABOUT)
    start = _number(PLACE_PARAM, len(codes), (side // 2) * side + side // 2)
    picture = in_colour(to_bytes(change_code(generator, codes, 0, int(codes[0])).before[None]))[0]
    marks = wall(
        _tiles(picture, codes, cast(VqSettings, session.generator.card.config.model).num_codes),
        key="codes-map",
        label="Places of the picture, row by row",
        columns=side,
        cell=MAP_WIDTH // side,
        maximum=1,
        marks=[(start, "pick")],
        captions=[str(code) for code in codes],
        version=f"{session.model} {name}",
    )
    place = next(iter(indices(marks, "pick")), start)
    _keep(PLACE_PARAM, place, start)
    return place


def _tiles(picture: np.ndarray, codes: np.ndarray, num_codes: int) -> np.ndarray:
    """What of a picture (3, H, W) lies under each place, in the colour of its code: uint8 (P, 3, h, w)."""
    side, size, colours = round(len(codes) ** 0.5), picture.shape[-1], code_colours(num_codes)
    made = np.empty((len(codes), 3, CELL_PIXELS, CELL_PIXELS), np.uint8)
    inner = CELL_PIXELS - 2 * FRAME
    for place, code in enumerate(codes):
        part = picture[(slice(None), *place_box(place, side, size))]
        rows, columns = (np.arange(inner) * length // inner for length in part.shape[1:])
        made[place] = colours[code][:, None, None]
        made[place, :, FRAME:-FRAME, FRAME:-FRAME] = part[:, rows][:, :, columns]
    return made


def _pick_code(session: LabSession, alone: np.ndarray, use: CodeUse | None, codes: np.ndarray, place: int) -> int:
    """The code of the codebook that is marked: the most frequent one besides the picture's own, to begin with."""
    order = np.arange(len(alone)) if use is None else np.argsort(-use.counts, kind="stable")
    dead = np.zeros(len(alone), bool) if use is None else use.dead
    own = int(codes[place])
    other = next((int(code) for code in order if code not in codes), own)
    start = _number(CODE_PARAM, len(alone), other)
    st.markdown("**The codebook**, the most frequent first. Mark what is to stand there.", help=BOOK)
    marks = wall(
        dimmed(alone, dead)[order],
        key="codes-book",
        label="Codes of the codebook",
        columns=12,
        cell=68,
        maximum=1,
        marks=[(int(np.flatnonzero(order == start)[0]), "pick")],
        captions=[_caption(int(code), use) for code in order],
        version=session.model,
    )
    picked = next(iter(indices(marks, "pick")), None)
    code = start if picked is None else int(order[picked])
    _keep(CODE_PARAM, code, start)
    return code


def _caption(code: int, use: CodeUse | None) -> str:
    if use is None:
        return str(code)
    if use.dead[code]:
        return f"{code} dead"
    share = 100 * float(use.shares[code])
    return f"{code}: {share:.0f} %" if share >= 1 else f"{code}: {share:.1f} %"


def _changed(session: LabSession, codes: np.ndarray, place: int, code: int) -> None:
    """The picture before, after, and where it changed."""
    change = change_code(insides_of(session.generator.card.path), codes, place, code)
    before, after = to_bytes(np.stack([change.before, change.after]))
    where = np.repeat((SCALE * change.difference).round().astype(np.uint8)[None], 3, axis=0)
    side = round(len(codes) ** 0.5)
    row, column = divmod(place, side)
    spot = f"row {row + 1}, column {column + 1}"
    figures = {
        f"Code {codes[place]} at {spot}": before,
        f"Code {code} there": after,
        "What changed": where,
    }
    shown = "".join(
        f"<figure><img src='{png_address(picture)}' alt='{escape(words)}'><figcaption>{escape(words)}</figcaption>"
        "</figure>"
        for words, picture in figures.items()
    )
    st.html(f"{STYLE}<div class='codes-row'>{shown}</div>")
    pixels = change.difference.size
    st.caption(
        "The same code: nothing changes."
        if code == codes[place]
        else f"{count(change.num_changed)} of {count(pixels)} pixels change by a tenth of the range or more. "
        f"{percent(change.inside)} of the change lies under the code's own place: the rest is its neighbourhood, which "
        "the decoder sees together."
    )


def _told(use: CodeUse | None) -> None:
    """How much of the codebook is used."""
    if use is None:
        st.caption("How often each code is used is not known: the pictures that it learned from are not here.")
        return
    dead = np.flatnonzero(use.dead)
    told = f"Dead: {', '.join(str(each) for each in dead)}." if len(dead) else "No code is dead."
    st.caption(
        f"In {count(use.num_images)} training pictures {count(int((use.counts > 0).sum()))} of {len(use.counts)} codes "
        f"are used, with a perplexity of {use.perplexity:.1f}. {told}",
        help="Perplexity is e to the entropy of the shares: as many codes would say as much, were all used alike. "
        f"Dead is what is used less than {percent(use.dead_below)} of an even use.",
    )


def _number(param: str, most: int, usual: int) -> int:
    """What the address says, where it is a number below `most`."""
    text = address.value(param)
    return int(text) if text.isdecimal() and int(text) < most else usual


def _keep(param: str, value: int, start: int) -> None:
    if value != start:
        address.write(param, str(value))

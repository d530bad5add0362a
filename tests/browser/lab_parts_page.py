"""The wall and the canvas in all their modes, for the browser tests; below each stands what Python knows of it."""

import io

import numpy as np
import streamlit as st
from PIL import Image

from ui.lab.drawing import drawing, to_mask
from ui.lab.wall import ARITHMETIC, MADE, PICK, wall

st.set_page_config(layout="wide")


def discs(count: int, side: int, channels: int, seed: int) -> np.ndarray:
    """Soft discs on dark ground, uint8 (count, channels, side, side)."""
    draws = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side] / side
    place, radius = draws.uniform(0.3, 0.7, (2, count, 1, 1)), draws.uniform(0.12, 0.3, (count, 1, 1))
    cover = np.clip((radius - np.hypot(y - place[0], x - place[1])) * side, 0, 1)
    ink = draws.uniform(80, 255, (count, channels, 1, 1))
    return (20 + cover[:, None] * (ink - 20)).astype(np.uint8)


def to_picture(png: bytes, side: int, channels: int) -> np.ndarray:
    """A drawing as small as a model's picture, uint8 (channels, side, side)."""
    drawn = Image.open(io.BytesIO(png)).convert("L" if channels == 1 else "RGB")
    small = np.asarray(drawn.resize((side, side), Image.Resampling.BOX))
    return small[None] if channels == 1 else small.transpose(2, 0, 1)


def show(name: str, value: object) -> None:
    st.html(f"<code id='{name}'>{value}</code>")


def plain(marks: list) -> str:
    """The marks as "3 pick, 9 pick": numbered as a user counts."""
    return ", ".join(f"{index + 1} {kind}" for index, kind in marks)


st.session_state["runs"] = st.session_state.get("runs", 0) + 1
show("runs", st.session_state["runs"])
with st.container(horizontal=True):
    seed = st.number_input("Seed", 0, 9, 0)
    given = st.checkbox("Give marks")
    moved = st.checkbox("Move the wall")
    gone = st.checkbox("Take it all away")
    st.button("Run again")
if moved:
    st.write("Something above, so that the wall stands elsewhere")
if not gone:
    marks = [(4, "pick"), (0, "pick")] if given else []
    show("picks", plain(wall(discs(24, 28, 1, seed), key="picks", label="Key pictures", maximum=3, marks=marks)))
    numbers = [f"no. {index}" for index in range(12)]
    signs = wall(discs(12, 32, 3, 1), key="signs", label="Signs", kinds=ARITHMETIC, captions=numbers, columns=6)
    show("signs", plain(signs))
    with st.container(horizontal=True):
        answered = st.checkbox("Answer")
    truth = ["made", ""] * 5
    quiz = {"kinds": MADE, "unmarked": "real", "truth": truth if answered else None, "cell": 96, "columns": 5}
    show("quiz", plain(wall(discs(10, 28, 1, 2), key="quiz", label="Quiz", **quiz)))
    st.session_state["handed_back"] = list(
        wall(discs(6, 28, 1, 3), key="echo", label="Echo", kinds=PICK, marks=st.session_state.get("handed_back", []))
    )
    show("echo-marks", plain(st.session_state["handed_back"]))

    left, right = st.columns(2)
    with left:
        st.text("Grey")
        version = str(st.number_input("Empty it", 0, 9, 0))
        png = drawing("grey", size=(28, 28), channels=1, hint="Draw a digit", label="Digit", version=version)
        picture = to_picture(png, 28, 1) if png else None
        show("grey", picture is not None and (picture.shape, int(picture.max()), int((picture > 127).sum())))
    with right:
        st.text("Colour")
        png = drawing("colour", size=(32, 32), channels=3, hint="Draw a shape", label="Shape")
        picture = to_picture(png, 32, 3) if png else None
        show("colour", picture is not None and picture.mean((1, 2)).round().tolist())
    left, right = st.columns(2)
    with left:
        st.text("Hole")
        png = drawing("hole", size=(32, 32), channels=3, mode="mask", background=discs(1, 32, 3, seed)[0], label="Hole")
        show("hole", png is not None and int(to_mask(png).sum()))
    with right:
        st.text("Over a picture")
        below = discs(1, 28, 1, seed)[0]
        png = drawing("over", size=(28, 28), channels=1, background=below, label="Over")
        show("over", png is not None and int((to_picture(png, 28, 1) != below).sum()))
    wide = drawing("wide", size=(32, 32), channels=3, hint="Draw anything", label="Wide canvas", paper="#162042")
    show("wide", wide is not None)

"""GAN inversion: the latent of an uploaded, drawn or training picture, optionally with a hole or noise."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.latent.inversion import unfit
from gan_core.latent.target import Target, add_noise, fit_picture, ground_of
from ui import state
from ui.images import show_grid
from ui.lab import search
from ui.lab.drawing import drawing, to_mask
from ui.lab.generators import name_of
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.text import escaped, show_error

TASKS = {"picture": "The whole picture", "hole": "Fill a hole", "noise": "Remove noise"}
MAX_SIGMA = 1.0


def show(session: LabSession) -> None:
    """Choose a target, search for it, continue from what was found; a sentence where no search is possible."""
    if why := unfit(session.generator):
        st.info(why, icon=":material/search_off:")
        return
    left, right = st.columns([5, 7], gap="large")
    with left:
        target, known = _target(session)
    with right:
        _search(session, target, known)


def _target(session: LabSession) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The wanted picture float32 (C, H, W) in [-1, 1], and bool (H, W) of what is known of it; None for nothing yet."""
    source = st.segmented_control(
        "Target",
        list(SOURCES),
        format_func=lambda name: SOURCES[name][0],
        default=next(iter(SOURCES)),
        key="find-source",
        help="Draw it, upload it, or choose one that the model may know.",
    )
    found = SOURCES[source or next(iter(SOURCES))][1](session)
    if found is None:
        return None, None
    for note in found.notes:
        st.caption(f":material/info: {escaped(note)}")
    task = st.segmented_control(
        "Task",
        list(TASKS),
        format_func=TASKS.__getitem__,
        default="picture",
        key="find-task",
        help="The same search does all three: with a hole, only the known pixels count; and noise is removed "
        "because no latent of a good model draws it. Yeh et al. 2017, arxiv.org/abs/1607.07539",
    )
    if task == "hole":
        return found.picture, _hole(found.picture)
    if task == "noise":
        return _noisy(found.picture), None
    return found.picture, None


def _hole(picture: np.ndarray) -> np.ndarray | None:
    """What is known of the picture after the visitor painted over it; None while nothing is painted."""
    size = picture.shape[1:]
    png = drawing(
        "find-hole",
        size=size,
        channels=len(picture),
        mode="mask",
        background=to_bytes(picture[None])[0],
        label="The hole",
        hint="Paint over the part that the model is to fill in.",
        shown=280,
    )
    return None if png is None else ~to_mask(png)


def _noisy(picture: np.ndarray) -> np.ndarray:
    sigma = st.slider(
        "Noise",
        0.0,
        MAX_SIGMA,
        0.4,
        0.05,
        key="find-noise",
        help="Its standard deviation; pixel values range from -1 to 1.",
    )
    noisy = add_noise(picture, sigma)
    show_grid(to_bytes(noisy[None]), alt="The picture with noise", max_width=200)
    return noisy


def _drawn(session: LabSession) -> Target | None:
    shape = session.generator.card.shape
    size = shape.image_size, shape.image_size
    png = drawing(
        "find-drawing", size=size, channels=shape.channels, label="Your drawing", hint="Draw here.", shown=280
    )
    return None if png is None else fit_picture(png, shape, name="Your drawing", centre=shape.channels == 1)


def _sent(session: LabSession) -> Target | None:
    sent = st.file_uploader(
        "A picture",
        type=["png", "jpg", "jpeg", "webp"],
        max_upload_size=32,
        key="find-upload",
        help="The middle square is cropped and scaled to the size of the model's pictures.",
    )
    if sent is None:
        return None
    own = session.pictures([session.sample(0, number) for number in range(16)])
    ground = ground_of(own.astype(np.float32) / 127.5 - 1)
    target = fit_picture(sent.getvalue(), session.generator.card.shape, name=sent.name, ground=ground)
    show_grid(to_bytes(target.picture[None]), alt="Your picture, as the model would see it", max_width=200)
    return target


def _of_the_data(session: LabSession) -> Target:
    data = pictures_behind(session)
    picture = data.images[_number("Real picture", len(data), "find-data")]
    show_grid(picture[None], alt="A real picture", max_width=200)
    return Target(picture.astype(np.float32) / 127.5 - 1, data.notes)


def _of_its_own(session: LabSession) -> Target:
    keys = session.keys()
    key = keys[_number("Which of your pictures", len(keys), "find-own")]
    z, y = key.z[None], None if key.y is None else key.y[None]
    picture = session.generator.decode(z, y)[0]
    show_grid(to_bytes(picture[None]), alt="A picture that the model made", max_width=200)
    return Target(picture, ("The model generated this one, so a perfect answer exists. The search does not know it.",))


def _number(words: str, count: int, key: str) -> int:
    return int(st.number_input(words, 1, count, 1, key=f"{key}-{count}", help=f"1 to {count:,}.")) - 1


SOURCES: dict[str, tuple[str, Callable[[LabSession], Target | None]]] = {
    "draw": ("Draw it", _drawn),
    "send": ("Upload", _sent),
    "data": ("Training data", _of_the_data),
    "own": ("Its own", _of_its_own),
}


def _search(session: LabSession, target: np.ndarray | None, known: np.ndarray | None) -> None:
    """The button, the search, and what came out of the last one."""
    label = _label(session)
    pressed = st.button(
        "Invert",
        type="primary",
        icon=":material/search:",
        disabled=target is None,
        help="Takes a few seconds. Clicking anything else stops it."
        if target is not None
        else "First choose a target on the left.",
    )
    if pressed and target is not None:
        try:
            found = search.watch(session, target, known, label)
        except UserError as error:
            show_error(error)
            return
        state.remember_found(name_of(session.generator.card.path), (target, known, found))
    last = state.last_found(name_of(session.generator.card.path))
    if last is None:
        st.caption(
            "Which latent gives this picture? A VAE's encoder gives a first answer, and the search refines it. A "
            "GAN has no encoder, so the search starts from the best of 1,000 samples. No search finds what the "
            "model cannot draw."
        )
        return
    if not pressed:
        search.Stage(last[1] is not None).show(*last)
    if st.button(
        "Keep the result", icon=":material/bookmark_add:", help="Adds it to your pictures, for the pad and the sliders."
    ):
        found = last[2]
        session.keep({"z": found.z, "y": found.label})


def _label(session: LabSession) -> int | None:
    """Which class to search; None for all."""
    if not session.generator.num_classes:
        return None
    names = session.label_names
    return st.selectbox(
        "Label",
        [None, *range(len(names))],
        format_func=lambda index: "Any" if index is None else names[index],
        key="find-label",
        width=200,
        help="Any: the search tries every label and keeps the best.",
    )

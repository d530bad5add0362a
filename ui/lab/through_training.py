"""The same latents through the training of a run, and two models side by side on the same latent."""

from typing import Any

import numpy as np
import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.latent.by_time import Frame, frame
from gan_core.latent.latent_key import LatentKey
from gan_core.present import present
from gan_core.store.model_card import WEIGHTS
from gan_core.store.model_ref import SavedStep, saved_steps
from gan_core.wording import count, duration
from ui import address
from ui.lab import twins
from ui.lab.components import png_address
from ui.lab.parts import PART_PARAM
from ui.lab.session import KEYS_PARAM, LabSession
from ui.lab.view import lab_view
from ui.lab.wall import sprite
from ui.pickers import CHECKPOINT_PARAM, MODEL_PARAM
from ui.text import escaped

WAY_PARAM = "hold"
WAYS = {"time": ":material/timeline: Hold z, slide through time", "twins": ":material/compare: Two side by side"}
GONE = "The checkpoints of this run no longer exist. Choose another model."
NO_DECODER = "none"
"""A back-end that nothing answers to: all pictures of this view are drawn before it opens."""


def show(session: LabSession) -> None:
    """A slider through the checkpoints of a run, or two models under one pad."""
    name, step = session.model.partition("@")[0], session.generator.card.step
    found = saved_steps(name)
    if not session.generator.card.path.exists() and not found:
        st.warning(GONE, icon=":material/search_off:")
    elif len(found) < 2:
        title = escaped(session.generator.card.title)
        st.info(
            f"Of “{title}” only the last checkpoint exists, at step {count(step)}. A run keeps up to 40 checkpoints "
            "as it trains: train one to slide through them. You can also compare two models side by side.",
            icon=":material/timeline:",
        )
        twins.show(session)
    elif _pick_way() == "twins":
        twins.show(session)
    else:
        _through(session, name, found)


def _pick_way() -> str:
    wanted = address.value(WAY_PARAM)
    wanted = wanted if wanted in WAYS else next(iter(WAYS))
    chosen = st.segmented_control(
        "What to hold",
        list(WAYS),
        format_func=WAYS.__getitem__,
        default=wanted,
        key="training-way",
        label_visibility="collapsed",
        help="Hold the latent z and watch the network change, or hold two checkpoints or two runs and move z.",
    )
    chosen = chosen or wanted
    if chosen != address.value(WAY_PARAM, next(iter(WAYS))):
        address.write(WAY_PARAM, chosen)
    return chosen


def _through(session: LabSession, name: str, found: list[SavedStep]) -> None:
    keys = session.keys()
    with st.spinner("Drawing every checkpoint…"):
        frames = frames_of(found, keys)
    if not frames:
        st.warning(GONE, icon=":material/search_off:")
        return
    size = frames[0].pictures.shape[2]
    lab_view(
        "training",
        session.generator,
        key="training",
        model=name,
        fingerprint=name,  # the view stays the same one while the run goes on
        backend=NO_DECODER,
        sheet=png_address(sprite(np.concatenate([each.pictures for each in frames]))),
        moments=[{"step": each.step, "words": _words(each)} for each in frames],
        count=len(keys),
        size=size,
        start=session.generator.card.step if "@" in session.model else None,
        link=_link(name),
    )


def frames_of(found: list[SavedStep], keys: list[LatentKey]) -> list[Frame]:
    """What each checkpoint draws of the keys; one that was removed meanwhile is left out."""
    frames = []
    tokens = " ".join(key.token for key in keys)
    for saved in found:
        try:
            changed = (saved.path / WEIGHTS).stat().st_mtime_ns
            frames.append(_frame(str(saved.path), changed, tokens, _saved=saved, _keys=keys))
        except (CheckpointError, FileNotFoundError):
            continue
    return frames


@st.cache_data(show_spinner=False, max_entries=500)
def _frame(path: str, changed: int, tokens: str, _saved: SavedStep, _keys: list[LatentKey]) -> Frame:
    """Kept by the file and the latents: a run that continues has only its new checkpoints drawn."""
    y = None if _keys[0].y is None else np.stack([present(key.y) for key in _keys])
    return frame(_saved, np.stack([key.z for key in _keys]), y, [key.token for key in _keys])


def _words(each: Frame) -> str:
    return f"Step {each.step:,} · {count(each.images)} pictures seen · {duration(each.seconds)} of training"


def _link(name: str) -> dict[str, Any]:
    """The address of the pad, but for the checkpoint."""
    kept = {KEYS_PARAM: address.value(KEYS_PARAM)} if address.asked(KEYS_PARAM) is not None else {}
    return {"query": {MODEL_PARAM: name, PART_PARAM: "pad", **kept}, "moment": CHECKPOINT_PARAM}

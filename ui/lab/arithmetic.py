"""Arithmetic with pictures: the average of these, minus those, plus these."""

from contextlib import suppress

import numpy as np
import streamlit as st

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.latent.arithmetic import mix, mix_labels, mix_told
from gan_core.latent.latent_key import MOST_SEED, LatentKey, from_token, of_seed
from gan_core.present import present
from ui import address
from ui.images import show_grid
from ui.lab.session import MOST_KEYS, SEPARATOR, LabSession
from ui.lab.wall import ARITHMETIC, indices, wall

SUMS_PARAM = "sum"
BETWEEN = ";"
NUM_SAMPLES = 36
COLUMNS = 12
SIGNS = {"base": "=", "minus": "−", "plus": "+"}
TERMS = {"base": "These", "minus": "without these", "plus": "with these"}


OPENING = {"shapes-gan": "2.10,23.16;27.8,9.26,22.10;22.21,5.5,15.10"}
"""The sum that a shipped model opens with: pink circles, less circles of other colours, plus stars of other colours."""
OPENING_WORDS = "Pink circles − circles of other colours + stars of other colours. What else can you make of them?"


def show(session: LabSession) -> None:
    """Mark pictures on a wall; their averages and the result stand above it."""
    stage, below = st.container(), st.container()
    with below:
        sets, shown = _pick(session)
    with stage:
        if not sets["base"]:
            st.info("Mark some pictures below as the start (=), then some to subtract (−) and to add (+).")
            return
        keep = st.toggle(
            "Keep ‖z‖",
            True,
            key="sum-keep",
            help="The average of several latents is shorter than any of them, and a sum is longer: the generator "
            "has rarely seen either. If on, the result is scaled to the length of the starting latents.",
        )
        if address.value(SUMS_PARAM) in ("", OPENING.get(session.model)) and session.model in OPENING:
            st.caption(OPENING_WORDS)
        _result(session, {name: [shown[index] for index in places] for name, places in sets.items()}, keep)


def _pick(session: LabSession) -> tuple[dict[str, list[int]], list[LatentKey]]:
    """The marked numbers by set, and the latents of the wall: the visitor's pictures first, then those of a seed."""
    about, seed = st.columns([4, 1], vertical_alignment="center")
    about.markdown(
        "**Click a picture** to go through = start, − subtract, + add.",
        help="Radford et al. 2016 did this with faces, using averages of three: smiling woman − woman + man. "
        "arxiv.org/abs/1511.06434",
    )
    number = seed.number_input("Seed", 0, MOST_SEED, 0, key="sum-seed", help="Another seed gives other pictures.")
    told = _from_address(session)
    samples = [session.sample(number, index) for index in range(NUM_SAMPLES)]
    others = {key.token: key for key in [*(key for key, _ in told), *session.keys()]}
    for sample in samples:
        others.pop(sample.token, None)
    shown = [*others.values(), *samples]
    places = {key.token: index for index, key in enumerate(shown)}
    marks = wall(
        session.pictures(shown),
        key="sum",
        label="Pictures to add and subtract",
        columns=COLUMNS,
        kinds=ARITHMETIC,
        marks=[(places[key.token], name) for key, name in told],
        version=f"{session.model} {' '.join(places)}",
    )
    sets = {kind.name: indices(marks, kind.name) for kind in ARITHMETIC}
    text = BETWEEN.join(SEPARATOR.join(shown[index].token for index in sets[name]) for name in SIGNS)
    if text != BETWEEN.join(SEPARATOR.join(key.token for key, kind in told if kind == name) for name in SIGNS):
        address.write(SUMS_PARAM, text)
    return sets, shown


def _from_address(session: LabSession) -> list[tuple[LatentKey, str]]:
    """The marked pictures that a link carries: those of = then − then +; one each of seed 0 to begin with."""
    text = address.value(SUMS_PARAM) if address.asked(SUMS_PARAM) is not None else OPENING.get(session.model)
    if text is None:
        return [(of_seed(session.generator, 0, index), name) for index, name in enumerate(SIGNS)]
    found: dict[str, tuple[LatentKey, str]] = {}
    for name, tokens in zip(SIGNS, text.split(BETWEEN), strict=False):
        for token in tokens.split(SEPARATOR)[:MOST_KEYS] if tokens else []:
            with suppress(UserError):  # of the model that was shown before
                key = from_token(session.generator, token)
                found.setdefault(key.token, (key, name))
    return list(found.values())


def _result(session: LabSession, sets: dict[str, list[LatentKey]], keep: bool) -> None:
    """The averages and what they add up to, in a row."""
    latents = {name: [key.z for key in keys] for name, keys in sets.items()}
    z = mix(latents["plus"], latents["minus"], latents["base"], keep_length=keep)
    y = None
    if session.generator.condition_width:
        told = {name: [present(key.y) for key in keys] for name, keys in sets.items()}
        y = (mix_labels if session.generator.num_classes else mix_told)(told["plus"], told["minus"], told["base"])
    shown = {name: keys for name, keys in sets.items() if keys}
    places = st.columns([*(3 for _ in shown), 4], vertical_alignment="center")
    for place, (name, keys) in zip(places, shown.items(), strict=False):
        with place:
            st.markdown(f"**{SIGNS[name]}** {TERMS[name]}")
            show_grid(
                session.pictures(keys), columns=min(3, len(keys)), alt=f"{TERMS[name]}: {len(keys)}", max_width=180
            )
    with places[-1]:
        st.markdown("**gives**")
        picture = to_bytes(session.generator.decode(z[None], None if y is None else y[None]))
        show_grid(picture, alt="The result of the sum", max_width=260)
        length, typical = float(np.linalg.norm(z)), session.generator.latent_dim**0.5
        st.caption(f"‖z‖ = {length:.1f}; of a latent from N(0, I) about {typical:.1f}.")
        if st.button("Keep this picture", icon=":material/bookmark_add:", key="sum-keep-it"):
            session.keep({"z": z, "y": y})

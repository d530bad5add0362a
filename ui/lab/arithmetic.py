"""Arithmetic with pictures: the average of these, minus those, plus these."""

import numpy as np
import streamlit as st

from gan_core.generator import to_bytes
from gan_core.latent.arithmetic import mix, mix_labels
from gan_core.latent.latent_key import MOST_SEED, LatentKey, of_seed
from ui.images import show_grid
from ui.lab.bench import Bench
from ui.lab.wall import ARITHMETIC, indices, wall

SUMS_PARAM = "sum"
NUM_SAMPLES = 36
COLUMNS = 12
SIGNS = {"base": "=", "minus": "−", "plus": "+"}
TERMS = {"base": "These", "minus": "without these", "plus": "with these"}


def show(bench: Bench) -> None:
    """Mark pictures on a wall; their averages and the result stand above it."""
    stage, below = st.container(), st.container()
    with below:
        sets, shown = _pick(bench)
    with stage:
        if not sets["base"]:
            st.info("Mark some pictures below as the start (=), then what to take away (−) and to add (+).")
            return
        keep = st.toggle(
            "Keep the length of z",
            True,
            key="sum-keep",
            help="The average of several latents is shorter than each of them, and a sum is longer: the generator has "
            "rarely seen either. On: the result is as long as the pictures it starts from.",
        )
        _result(bench, {name: [shown[index] for index in places] for name, places in sets.items()}, keep)


def _pick(bench: Bench) -> tuple[dict[str, list[int]], list[LatentKey]]:
    """The marked numbers by set, and the latents of the wall: the visitor's pictures first, then those of a seed."""
    about, seed = st.columns([4, 1], vertical_alignment="center")
    about.markdown(
        "**Click a picture** to go through = start, − take away, + add.",
        help="Radford et al. 2016 did this with faces, averages of three each: smiling woman − woman + man. "
        "arxiv.org/abs/1511.06434",
    )
    number = seed.number_input("Seed", 0, MOST_SEED, 0, key="sum-seed", help="Another seed, other pictures.")
    samples = [of_seed(bench.generator, number, index) for index in range(NUM_SAMPLES)]
    tokens = {key.token for key in samples}
    picked = bench.keys()
    shown = [*(key for key in picked if key.token not in tokens), *samples]
    marks = wall(
        bench.pictures(shown),
        key="sum",
        label="Pictures to add and take away",
        columns=COLUMNS,
        kinds=ARITHMETIC,
        marks=_from_address(len(shown)),
        version=f"{bench.model} {' '.join(key.token for key in shown)}",
    )
    sets = {kind.name: indices(marks, kind.name) for kind in ARITHMETIC}
    text = "_".join(".".join(map(str, sets[name])) for name in SIGNS)
    if text.strip("_") and text != st.query_params.get(SUMS_PARAM, ""):
        st.query_params[SUMS_PARAM] = text
    return sets, shown


def _from_address(count: int) -> list[tuple[int, str]]:
    """The marks that a link carries: the numbers of = then − then +."""
    found = []
    for name, numbers in zip(SIGNS, st.query_params.get(SUMS_PARAM, "").split("_"), strict=False):
        found += [(int(each), name) for each in numbers.split(".") if each.isdecimal() and int(each) < count]
    return found or [(0, "base"), (1, "minus"), (2, "plus")]


def _result(bench: Bench, sets: dict[str, list[LatentKey]], keep: bool) -> None:
    """The averages and what they add up to, in a row."""
    latents = {name: [key.z for key in keys] for name, keys in sets.items()}
    z = mix(latents["plus"], latents["minus"], latents["base"], keep_length=keep)
    y = None
    if bench.generator.num_classes:
        labels = {name: [key.y for key in keys] for name, keys in sets.items()}
        y = mix_labels(labels["plus"], labels["minus"], labels["base"])
    shown = {name: keys for name, keys in sets.items() if keys}
    places = st.columns([*(3 for _ in shown), 4], vertical_alignment="bottom")
    for place, (name, keys) in zip(places, shown.items(), strict=False):
        with place:
            st.markdown(f"**{SIGNS[name]}** {TERMS[name]}")
            show_grid(bench.pictures(keys), columns=min(3, len(keys)), alt=f"{TERMS[name]}: {len(keys)}", max_width=180)
    with places[-1]:
        st.markdown("**gives**")
        picture = to_bytes(bench.generator.decode(z[None], None if y is None else y[None]))
        show_grid(picture, alt="The result of the sum", max_width=260)
        length, typical = float(np.linalg.norm(z)), bench.generator.latent_dim**0.5
        st.caption(f"Length of z {length:.1f}, a typical one {typical:.1f}.")
        if st.button("Keep this picture", icon=":material/bookmark_add:", key="sum-keep-it"):
            bench.keep({"z": z, "y": y})

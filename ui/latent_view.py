"""The parts of the Latent page: samples of a seed, sliders for dimensions, the way between two seeds."""

from pathlib import Path

import numpy as np
import streamlit as st

from gan_core.generator import load, to_bytes
from gan_core.grid import MOST_COLUMNS
from gan_core.latent.paths import lerp, slerp
from gan_core.latent.sampling import draw_z
from gan_core.torch_generator import TorchGenerator
from ui.images import show_grid

NUM_ROWS = 3
COLUMNS = 8
PICTURE_WIDTH = 100
MAX_SEED = 2**31 - 1
NUM_SLIDERS = 8
NUM_STEPS = 9
REACH = 3.0
WAYS = {"Spherical": slerp, "Linear": lerp}


@st.cache_resource(max_entries=8, show_spinner="Waking the model…")
def generator_at(path: str, changed: int) -> TorchGenerator:
    """The model in the folder `path`; `changed` is its time of writing, so that a newer one is read anew."""
    return load(Path(path))


def open_generator(path: Path) -> TorchGenerator:
    """As `generator_at`. Raises CheckpointError when the files are gone or damaged."""
    file = path / "generator.safetensors"
    return generator_at(str(path), file.stat().st_mtime_ns if file.exists() else 0)


def pick_label(generator: TorchGenerator) -> int | None:
    """Which class to draw; None for a model without labels."""
    if not generator.num_classes:
        return None
    names = generator.card.labels or tuple(str(index) for index in range(generator.num_classes))
    return st.selectbox(
        "Label",
        range(generator.num_classes),
        format_func=lambda index: names[index],
        help="This model was told which class each picture is; now it can be asked for one. Mirza and Osindero 2014, "
        "arxiv.org/abs/1411.1784",
        width=220,
    )


def draw(generator: TorchGenerator, z: np.ndarray, label: int | None) -> np.ndarray:
    """Pictures of z, uint8 (N, C, H, W)."""
    return to_bytes(generator.decode(z, generator.labels_for(len(z), label)))


@st.fragment
def samples_of_a_seed(generator: TorchGenerator) -> None:
    """A wall of samples; with labels a column for each."""
    classes = generator.num_classes
    columns = classes if 0 < classes <= MOST_COLUMNS else COLUMNS
    seed = st.number_input(
        "Seed",
        0,
        MAX_SEED,
        0,
        help="Decides the random latents: the same seed shows the same pictures.",
        key="wall-seed",
        width=220,
    )
    z = draw_z(seed, NUM_ROWS * columns, generator.latent_dim)
    pictures = to_bytes(generator.decode(z, generator.labels_for(len(z))))
    show_grid(pictures, columns=columns, alt=f"{len(z)} samples of seed {seed}", max_width=columns * PICTURE_WIDTH)


@st.fragment
def dimensions(generator: TorchGenerator, label: int | None) -> None:
    """One picture, and a slider for each of its first latent dimensions."""
    picture, sliders = st.columns([2, 3], gap="medium")
    shown = min(NUM_SLIDERS, generator.latent_dim)
    with sliders:
        index = st.number_input("Picture", 1, 100, 1, help="Start from this picture of seed 0.", key="dim-index")
        start = draw_z(0, 1, generator.latent_dim, first=index - 1)
        z = start.copy()
        places = st.columns(2)
        for dim in range(shown):
            with places[dim % 2]:
                z[0, dim] = st.slider(
                    f"z{dim + 1}",
                    -REACH,
                    REACH,
                    float(np.clip(start[0, dim], -REACH, REACH)),
                    0.05,
                    key=f"z-{generator.card.path}-{index}-{dim}",
                    help="One number of the latent. In training it came from N(0, 1): most lie between -2 and 2."
                    if dim == 0
                    else None,
                )
        if generator.latent_dim > shown:
            st.caption(f"The first {shown} of {generator.latent_dim} dimensions; the others stay as they are.")
    with picture:
        show_grid(draw(generator, z, label), alt="The picture of this latent", max_width=360)


@st.fragment
def between_seeds(generator: TorchGenerator, label: int | None) -> None:
    """The way from one latent to another, as a strip."""
    first, second, way = st.columns(3, vertical_alignment="bottom")
    a = first.number_input("From seed", 0, MAX_SEED, 1, key="seed-a", help="The latent at the left end.")
    b = second.number_input("To seed", 0, MAX_SEED, 2, key="seed-b", help="The latent at the right end.")
    chosen = way.segmented_control(
        "Way",
        list(WAYS),
        default="Spherical",
        key="way",
        help="Linear cuts through the middle, where latents are shorter than any that training saw; spherical keeps "
        "their length. White 2016, arxiv.org/abs/1609.04468",
    )
    walk = WAYS[chosen or "Spherical"]
    ends = draw_z(a, 1, generator.latent_dim)[0], draw_z(b, 1, generator.latent_dim)[0]
    z = walk(*ends, np.linspace(0, 1, NUM_STEPS))
    show_grid(
        draw(generator, z, label),
        columns=NUM_STEPS,
        alt=f"From seed {a} to seed {b} in {NUM_STEPS} pictures",
        max_width=NUM_STEPS * PICTURE_WIDTH,
    )
    norms = np.linalg.norm(z, axis=1)
    st.caption(
        f"Length of z along the way: {norms[0]:.1f} → {norms[len(norms) // 2]:.1f} → {norms[-1]:.1f} "
        f"(a typical one is √{generator.latent_dim} = {generator.latent_dim**0.5:.1f})."
    )

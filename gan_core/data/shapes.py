"""Coloured shapes, drawn by code from a seed: nothing to download, and every picture knows its own caption."""

import itertools
from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.captioned import chances_of, drawn_captions
from gan_core.data.drawing import SHAPES, coverage
from gan_core.data.image_data import Attribute, ImageData, Report
from gan_core.data.settings import PictureSettings, quiet
from gan_core.data.subset import select
from gan_core.text.grammar import KINDS, ShapeGrammar

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (222, 45, 52),
    "orange": (245, 130, 32),
    "yellow": (245, 196, 20),
    "green": (38, 158, 84),
    "blue": (36, 104, 208),
    "purple": (124, 62, 176),
    "pink": (236, 98, 168),
}
BACKGROUNDS: dict[str, tuple[int, int, int]] = {
    "white": (250, 250, 250),
    "light blue": (206, 230, 250),
    "light green": (212, 240, 214),
    "light yellow": (255, 246, 206),
    "light purple": (232, 220, 246),
    "dark blue": (22, 32, 66),
}
RADII: dict[str, float] = {"small": 0.19, "medium": 0.26, "large": 0.33}
"""As shares of the picture's width."""
PLACES: dict[str, tuple[float, float]] = {
    "top left": (0.36, 0.36),
    "top": (0.5, 0.36),
    "top right": (0.64, 0.36),
    "left": (0.36, 0.5),
    "centre": (0.5, 0.5),
    "right": (0.64, 0.5),
    "bottom left": (0.36, 0.64),
    "bottom": (0.5, 0.64),
    "bottom right": (0.64, 0.64),
}
"""Where the shape's middle lies, from the top left, as shares of the picture's width and height."""

NAMES: dict[str, tuple[str, ...]] = {
    "shape": tuple(SHAPES),
    "colour": tuple(COLOURS),
    "size": tuple(RADII),
    "place": tuple(PLACES),
    "background": tuple(BACKGROUNDS),
}
GRAMMAR = ShapeGrammar(NAMES)
UNSEEN: tuple[dict[str, str], ...] = ({"shape": "star", "colour": "purple"}, {"size": "large", "place": "top left"})
"""Combinations that can be left out of what is learned: no purple star, nothing large at the top left."""
JITTER = 0.02
"""Each shape lies and measures up to this much beside its place and size, so that no two pictures are quite alike."""
CHUNK = 128
"""Pictures drawn at a time: few enough to stay in the processor's cache."""


class ShapesSettings(PictureSettings):
    """Coloured shapes of different size, place and background."""

    title: ClassVar[str] = "Coloured shapes"
    about: ClassVar[str] = (
        "Circles, squares, triangles, stars, hearts and crosses in seven colours, drawn on the fly; each has a "
        "caption in English."
    )
    channels: ClassVar[int | None] = 3
    captioned: ClassVar[bool] = True
    class_names: ClassVar[tuple[str, ...]] = NAMES["shape"]

    name: Literal["shapes"] = "shapes"
    num_images: int = Field(
        8000, ge=100, le=50_000, description="How many pictures are drawn; a larger number starts with the same ones."
    )
    seed: int = Field(
        0, ge=0, description="Decides which shapes are drawn; the same number always draws the same pictures."
    )

    hold_out: bool = Field(
        False,
        description="Leave out every purple star and everything large at the top left, to see whether what was never "
        "seen can be drawn from words that were.",
    )

    def load(self, report: Report = quiet) -> ImageData:
        """`num_images` pictures, less those held out, labelled by shape, with attributes and captions."""
        report("Drawing shapes", None)
        return self._drawn(0, self.num_images)

    def further(self, most: int) -> ImageData:
        """Those that would follow if more were drawn."""
        return self._drawn(self.num_images, self.num_images + most)

    def _drawn(self, first: int, end: int) -> ImageData:
        # Row after row from one stream: picture i does not depend on how many follow.
        chance = np.random.default_rng(self.seed).random((end, len(NAMES) + 3))[first:]
        picked = {
            kind: (chance[:, column] * len(names)).astype(np.int64)
            for column, (kind, names) in enumerate(NAMES.items())
        }
        jitter = ((chance[:, len(NAMES) :] * 2 - 1) * JITTER).astype(np.float32)
        attributes = {kind: Attribute(picked[kind], names) for kind, names in NAMES.items()}
        images = draw(picked, jitter, self.image_size)
        data = ImageData(
            images,
            picked["shape"],
            NAMES["shape"],
            attributes,
            _captions(attributes),
            captioned=lambda: drawn_captions(GRAMMAR, attributes, chances_of(self.seed, first, end)),
        )
        return select(data, np.flatnonzero(~is_unseen(values_of(data)))) if self.hold_out else data


def values_of(data: ImageData) -> np.ndarray:
    """int64 (N, 5): what each picture has of KINDS, as indices into NAMES."""
    return np.stack([data.attributes[kind].values for kind in KINDS], axis=1)


def all_values(hold_out: bool = False) -> np.ndarray:
    """int64 (M, 5): every combination of values of KINDS there is, less the held-out ones where `hold_out`."""
    counts = [range(len(NAMES[kind])) for kind in KINDS]
    values = np.array(list(itertools.product(*counts)), dtype=np.int64)
    return values[~is_unseen(values)] if hold_out else values


def is_unseen(values: np.ndarray) -> np.ndarray:
    """bool (N,): which rows (N, 5) of values of KINDS are among the combinations that can be held out."""
    found = np.zeros(len(values), dtype=bool)
    for combination in UNSEEN:
        found |= np.all([values[:, KINDS.index(k)] == NAMES[k].index(name) for k, name in combination.items()], axis=0)
    return found


def _captions(attributes: dict[str, Attribute]) -> Callable[[int], str]:
    def caption(i: int) -> str:
        return full_caption([attributes[kind].values[i] for kind in KINDS])

    return caption


def full_caption(values: Sequence[int]) -> str:
    """Such as "a large red triangle on a light blue background, top left", of values of KINDS as indices into NAMES."""
    is_ = {kind: NAMES[kind][value] for kind, value in zip(KINDS, values, strict=True)}
    return f"a {is_['size']} {is_['colour']} {is_['shape']} on a {is_['background']} background, {is_['place']}"


def draw(picked: dict[str, np.ndarray], jitter: np.ndarray, image_size: int) -> np.ndarray:
    """Pictures uint8 (N, 3, S, S). `jitter` (N, 3) moves the centre and stretches the radius."""
    centres = _table(PLACES)[picked["place"]] + jitter[:, :2]
    radii = _table(RADII)[picked["size"]] * (1 + 2 * jitter[:, 2])
    paper, ink = _table(BACKGROUNDS)[picked["background"]], _table(COLOURS)[picked["colour"]]
    images = np.empty((len(radii), 3, image_size, image_size), dtype=np.uint8)
    for label, shape in enumerate(SHAPES):
        members = np.flatnonzero(picked["shape"] == label)
        for start in range(0, len(members), CHUNK):
            rows = members[start : start + CHUNK]
            cover = coverage(shape, centres=centres[rows], radii=radii[rows], image_size=image_size)
            colour = cover[:, None] * (ink - paper)[rows, :, None, None]
            colour += paper[rows, :, None, None] + np.float32(0.5)
            images[rows] = colour.astype(np.uint8)
    return images


def _table(values: dict) -> np.ndarray:
    return np.array(list(values.values()), dtype=np.float32)

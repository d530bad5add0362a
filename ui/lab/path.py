"""Interpolation of the picked pictures: as a strip, as a film that plays in the page, and as a file."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import streamlit as st

from gan_core.export.frames import FASTEST, FORMATS, encode
from gan_core.generators.generator import to_bytes
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.latent.interpolation import INTERPOLATION_METHODS, is_closed
from gan_core.latent.interpolation_frames import InterpolationFrames, interpolation_frames
from gan_core.latent.latent_key import LatentKey, from_token
from gan_core.present import present
from ui import address
from ui.download import download_button
from ui.lab.generators import name_of
from ui.lab.packed import packed
from ui.lab.session import LabSession
from ui.lab.view import lab_view

WAY_PARAM, FRAMES_PARAM, SPEED_PARAM, HOW_PARAM = "way", "frames", "fps", "how"
PLAINLY = "plainly"
FEWEST_FRAMES, MOST_FRAMES = 12, 240
WAY_TITLES = {"spherical": "Spherical", "linear": "Straight", "smooth closed": "Smooth, closed"}
HOW = {
    "closed": "Back to the start",
    "gentle": "Gentle at each picture",
    "even": "Equal steps of change",
    "back": "There and back",
}
HOW_HELP = """
**Back to the start**: from the last picture to the first, in an endless loop.  \n
**Gentle at each picture**: slower near the picked pictures, faster between them (3s² − 2s³).  \n
**Equal steps of change**: between frames the picture, not z, changes by equal amounts; measured at three sizes, a
simple stand-in for the perceptual path length of Karras et al. 2019, arxiv.org/abs/1812.04948.  \n
**There and back**: an interpolation with two ends is also played backwards, so that nothing jumps.
"""


@dataclass(frozen=True)
class Route:
    """How the visitor wants to travel. What differs from here stands in the address."""

    way: str = "spherical"
    num_frames: int = 60
    frames_per_second: int = 20
    how: tuple[str, ...] = ("back",)

    @property
    def closed(self) -> bool:
        return is_closed(self.way, "closed" in self.how)

    @property
    def boomerang(self) -> bool:
        return "back" in self.how and not self.closed

    def travel(self, generator: OnnxGenerator, keys: list[LatentKey]) -> InterpolationFrames:
        """The latents of all frames."""
        return interpolation_frames(
            generator,
            np.stack([key.z for key in keys]),
            self.num_frames,
            labels=None if keys[0].y is None else np.stack([present(key.y) for key in keys]),
            way=self.way,
            easing="gentle" if "gentle" in self.how else "even",
            closed=self.closed,
            even="even" in self.how,
        )


def show(session: LabSession) -> None:
    """The path through the visitor's pictures."""
    keys = session.keys()
    if len(keys) < 2:
        st.info("An interpolation needs two ends: pick a second picture below.", icon=":material/route:")
        return
    route = _choose(read_route(address.everything()))
    tokens = tuple(key.token for key in keys)
    path = _travelled(
        session.generator, name_of(session.generator.card.path), tokens, replace(route, frames_per_second=1)
    )
    result = lab_view(
        "path",
        session.generator,
        key="path",
        model=session.model,
        backend=session.backend,
        path=for_page(path, len(keys), route),
    )
    if result.speed:
        route = replace(
            route, frames_per_second=_within(result.speed.get("value"), 1, FASTEST, route.frames_per_second)
        )
    write_route(route)
    st.caption(about_length(path.z, route))
    with st.container(horizontal=True, vertical_alignment="center"):
        for kind, each in FORMATS.items():
            download_button(
                each.title,
                partial(film_bytes, session.generator, tokens, route, kind),
                file_name=f"path-{session.generator.card.name}.{kind}",
                mime=each.mime,
                icon=":material/download:",
                key=f"path-{kind}",
                help=FILE_HELP[kind],
            )


FILE_HELP = {
    "webp": "An animation that browsers and most programs can show. Lossless.",
    "gif": "Plays everywhere; at most 256 colours per frame.",
    "zip": "Each frame as a separate PNG, for a video editor.",
}


def _choose(start: Route) -> Route:
    """The controls. The speed is set in the film itself."""
    way, frames = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    about = "  \n".join(f"**{WAY_TITLES[name]}**: {each.about}" for name, each in INTERPOLATION_METHODS.items())
    chosen = way.segmented_control(
        "From picture to picture",
        list(INTERPOLATION_METHODS),
        format_func=WAY_TITLES.__getitem__,
        default=start.way,
        key="path-way",
        help=f"{about}  \nWhite 2016, arxiv.org/abs/1609.04468",
    )
    num_frames = frames.slider(
        "Frames",
        FEWEST_FRAMES,
        MOST_FRAMES,
        start.num_frames,
        key="path-frames",
        help="How many frames there are from the first picture to the last.",
    )
    how = st.pills(
        "How",
        list(HOW),
        format_func=HOW.__getitem__,
        default=list(start.how),
        selection_mode="multi",
        key="path-how",
        help=HOW_HELP,
        label_visibility="collapsed",
    )
    return Route(chosen or start.way, num_frames, start.frames_per_second, tuple(how))


def read_route(params: Any) -> Route:
    """The route that an address names; what makes no sense in it is as if it were not there."""
    usual = Route()
    way = params.get(WAY_PARAM, "").replace("-", " ")
    told = params.get(HOW_PARAM, "")
    how = tuple(each for each in told.split(".") if each in HOW)
    return Route(
        way=way if way in INTERPOLATION_METHODS else usual.way,
        num_frames=_within(params.get(FRAMES_PARAM), FEWEST_FRAMES, MOST_FRAMES, usual.num_frames),
        frames_per_second=_within(params.get(SPEED_PARAM), 1, FASTEST, usual.frames_per_second),
        how=usual.how if not how and told != PLAINLY else how,
    )


def write_route(route: Route) -> None:
    """Into the address goes what is not as usual."""
    values = route_query(route)
    for name, usual in route_query(Route()).items():
        if values[name] == usual:
            address.write(name, None)
        elif address.asked(name) != values[name]:
            address.write(name, values[name])


def route_query(route: Route) -> dict[str, str]:
    return {
        WAY_PARAM: route.way.replace(" ", "-"),
        FRAMES_PARAM: str(route.num_frames),
        SPEED_PARAM: str(route.frames_per_second),
        HOW_PARAM: ".".join(name for name in HOW if name in route.how) or PLAINLY,
    }


def _within(value: Any, low: int, high: int, otherwise: int) -> int:
    try:
        return int(value) if low <= int(value) <= high else otherwise
    except (TypeError, ValueError, OverflowError):
        return otherwise


@st.cache_data(max_entries=64, show_spinner="Measuring the interpolation…")
def _travelled(
    _generator: OnnxGenerator, fingerprint: str, tokens: tuple[str, ...], route: Route
) -> InterpolationFrames:
    return route.travel(_generator, [from_token(_generator, token) for token in tokens])


@lru_cache(maxsize=16)  # and not Streamlit's: files are made in a thread that Streamlit does not know
def film_bytes(generator: OnnxGenerator, tokens: tuple[str, ...], route: Route, kind: str) -> bytes:
    path = route.travel(generator, [from_token(generator, token) for token in tokens])
    pictures = to_bytes(generator.decode(path.z, path.label))
    return encode(pictures, kind, frames_per_second=route.frames_per_second, boomerang=route.boomerang)


def for_page(path: InterpolationFrames, num_keys: int, route: Route) -> dict[str, Any]:
    """What path_view.js plays: latents, label weights, and at which frames, in fractions, the picked pictures stand."""
    return {
        "z": packed(path.z),
        "y": None if path.label is None else packed(path.label),
        "count": len(path.z),
        "keys": np.interp(np.arange(num_keys), path.where, np.arange(len(path.where))).round(3).tolist(),
        "closed": route.closed,
        "back": route.boomerang,
        "fps": route.frames_per_second,
    }


def about_length(z: np.ndarray, route: Route) -> str:
    """How long the latents (T, D) of the way are, beside a typical one."""
    lengths = np.linalg.norm(z, axis=1)
    low, high, typical = lengths.min(), lengths.max(), z.shape[1] ** 0.5
    said = f"Along this interpolation ‖z‖ is {low:.1f} to {high:.1f}; "
    said += f"typical of {z.shape[1]} dimensions is √{z.shape[1]} = {typical:.1f}."
    if route.way == "linear" and low < 0.8 * lengths[[0, -1]].min():
        said += " The straight line cuts through the middle, where the model was hardly trained."
    return said

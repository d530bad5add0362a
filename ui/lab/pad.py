"""The pad: a plane of latent space to drag in, spanned by pictures, directions or dimensions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from gan_core.errors import UserError
from gan_core.latent.direction import Direction
from gan_core.latent.latent_key import LatentKey
from ui import address
from ui.address import follow, numbers_in, put
from ui.lab.session import LabSession
from ui.lab.view import lab_view
from ui.text import escaped

BEYOND = 0.25
REACH = 3.0
PLANE_PARAM = "plane"
AXES_PARAM = "axes"
Plane = dict[str, Any]


def show(session: LabSession) -> None:
    """The pad with its plane."""
    choice, axes = st.columns([2, 3], vertical_alignment="bottom")
    with choice:
        make = PLANES[_pick_plane()][1]
    with axes:
        plane, marks = make(session)
    result = lab_view(
        "pad", session.generator, key="pad", model=session.model, backend=session.backend, plane=plane, marks=marks
    )
    if result.keep:
        session.keep(result.keep)


def _pick_plane() -> str:
    first, before = next(iter(PLANES)), address.asked(PLANE_PARAM)
    wanted = follow(PLANE_PARAM, "pad-plane", list(PLANES), first)
    chosen = st.segmented_control(
        "The plane is spanned by",
        list(PLANES),
        default=wanted,
        format_func=lambda name: PLANES[name][0],
        key="pad-plane",
        help="Latent space has as many dimensions as the model's z; the pad is a flat section through it. Drag, or "
        "use the arrow keys.",
    )
    chosen = chosen or wanted
    put(PLANE_PARAM, "pad-plane", chosen, first)
    if address.asked(PLANE_PARAM) != before:
        address.write(AXES_PARAM, None)
    return chosen


def of_pictures(session: LabSession) -> tuple[Plane, list[dict[str, Any]]]:
    """The plane through the first three picked pictures."""
    picked = session.keys()
    a, b, c = (picked * 3)[:3]
    length = " Between them z keeps its length, as in training." if session.generator.family.latents_keep_length else ""
    st.caption(
        f"Numbers 1, 2 and 3 of your pictures below.{length}"
        if len(picked) > 2
        else "Three pictures span a plane: pick more of them below."
    )
    plane = {
        "origin": a.z.tolist(),
        "along": [(b.z - a.z).tolist(), (c.z - a.z).tolist()],
        "low": [-BEYOND, -BEYOND],
        "high": [1 + BEYOND, 1 + BEYOND],
        "keep": session.generator.family.latents_keep_length,
    }
    if a.y is not None:
        plane["y"] = {"origin": a.y.tolist(), "along": [(b.y - a.y).tolist(), (c.y - a.y).tolist()]}
    marks = [{"u": u, "v": v, "text": text} for u, v, text in ((0, 0, "1"), (1, 0, "2"), (0, 1, "3"))]
    return plane, marks


def of_directions(session: LabSession) -> tuple[Plane, list[dict[str, Any]]]:
    """From the first picked picture along two found directions."""
    from ui.lab import directions

    names = directions.titles()
    method, across, up = st.columns(3)
    wanted = address.value(directions.METHOD_PARAM, "")
    first = list(names).index(wanted) if wanted in names else 0
    kind = method.selectbox(
        "Found by", list(names), first, format_func=names.__getitem__, key="pad-method", help=directions.about()
    )
    try:
        found = directions.directions_by(session, kind)
        if not found:
            raise UserError("You have no directions yet: name one under Directions.")
    except UserError as error:
        method.caption(escaped(str(error)))
        return of_dimensions(session)
    title = _title(found)
    first, second = _pick_two(across, up, len(found), title)
    reaches = found[first].reach, found[second].reach
    return _from(session.keys()[0], found[first].vector, found[second].vector, reaches, (title(first), title(second)))


def _title(found: list[Direction]) -> Callable[[int], str]:
    return lambda index: found[index].name


def of_dimensions(session: LabSession) -> tuple[Plane, list[dict[str, Any]]]:
    """From the first picked picture, with two of its numbers replaced."""
    dim = session.generator.latent_dim
    first, second = _pick_two(*st.columns(2), dim, lambda index: f"z{index + 1}")
    axes = np.eye(dim, dtype=np.float32)
    start = session.keys()[0]
    origin = start.z * (1 - axes[first]) * (1 - axes[second])
    names = f"z{first + 1}", f"z{second + 1}"
    return _from(LatentKey(origin, start.y, ""), axes[first], axes[second], (REACH, REACH), names)


def _pick_two(across: Any, up: Any, count: int, title: Callable[[int], str]) -> tuple[int, int]:
    """Two numbers below `count`; they stand in the address."""
    told = numbers_in(address.value(AXES_PARAM), count)
    wanted = told if len(told) == 2 else [0, min(1, count - 1)]
    places = ((across, "Across", wanted[0]), (up, "Up", wanted[1]))
    first, second = (
        place.selectbox(name, range(count), index=index, format_func=title, key=f"pad-{name}-{count}-{title(0)}")
        for place, name, index in places
    )
    if [first, second] != wanted:
        address.write(AXES_PARAM, f"{first}.{second}")
    return first, second


def _from(
    start: LatentKey, across: np.ndarray, up: np.ndarray, reach: tuple[float, float], names: tuple[str, str]
) -> tuple[Plane, list[dict[str, Any]]]:
    plane: Plane = {
        "origin": start.z.tolist(),
        "along": [across.tolist(), up.tolist()],
        "low": [-reach[0], -reach[1]],
        "high": list(reach),
    }
    if start.y is not None:
        still = np.zeros_like(start.y).tolist()
        plane["y"] = {"origin": start.y.tolist(), "along": [still, still]}
    marks = [
        {"u": 0.86 * reach[0], "v": -0.94 * reach[1], "text": f"{names[0]} →"},
        {"u": -0.86 * reach[0], "v": 0.94 * reach[1], "text": f"{names[1]} ↑"},
    ]
    return plane, marks


PLANES: dict[str, tuple[str, Callable[[LabSession], tuple[Plane, list[dict[str, Any]]]]]] = {
    "pictures": ("Three pictures", of_pictures),
    "directions": ("Two directions", of_directions),
    "dimensions": ("Two dimensions", of_dimensions),
}

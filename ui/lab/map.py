"""Maps: a plane of latent space as one large picture, with real pictures where a VAE's encoder places them."""

from typing import Any

import numpy as np
import streamlit as st

from gan_core.errors import UserError
from gan_core.latent.maps import METHODS, Plane
from gan_core.present import present
from ui import address
from ui.address import numbers_in
from ui.lab import map_data
from ui.lab.generators import name_of
from ui.lab.pad import of_pictures
from ui.lab.session import MOST_KEYS, LabSession
from ui.lab.view import lab_view
from ui.text import escaped, show_error

MAP_PARAM, DIMS_PARAM, GROUP_PARAM, LABEL_PARAM = "map", "dims", "colour", "of"
PLAIN, PCA, TSNE, DIMENSIONS, PICTURES = "as it is", "pca", "t-sne", "dimensions", "pictures"
TITLES = {PCA: "PCA", TSNE: "t-SNE", DIMENSIONS: "Two dimensions", PICTURES: "Three pictures"}
MIDDLE = {"u": 0.0, "v": 0.0, "width": 6.4}
WIDTH_OF_PICTURES = 1.5
GROUP_HELP = "What the colour of a dot shows about its picture. Click a name in the legend to hide its dots."
NO_ENCODER = (
    "A {title} has no encoder, so it cannot place real pictures: this map shows only what it draws. A VAE's map shows "
    "both."
)

NO_WAY_BACK = "t-SNE has no inverse: only the dots can be decoded, and distances between groups mean little."


def show(session: LabSession) -> None:
    """The map of this model."""
    if session.generator.latent_dim < 2:
        st.info("This model has one latent dimension: that makes a line, not a map.", icon=":material/linear_scale:")
        return
    choice, more = st.columns([2, 3], vertical_alignment="bottom")
    with choice:
        kind = _pick_kind(session)
    try:
        with more:
            drawn = (_with_encoder if session.generator.encodes else _without_encoder)(session, kind)
    except UserError as error:
        show_error(error, icon="info")
        return
    result = lab_view("map", session.generator, key="map", model=session.model, backend=session.backend, **drawn)
    if result.keep:
        session.keep(result.keep)
        st.rerun()


def _pick_kind(session: LabSession) -> str:
    """What spans the map; a choice stands in the address."""
    generator = session.generator
    if generator.encodes and generator.latent_dim == 2:
        st.caption(
            "The whole latent space of this model: both of its dimensions. Drag, zoom with the wheel or + and −."
        )
        return PLAIN
    kinds = [PCA, TSNE, DIMENSIONS] if generator.encodes else [PICTURES, DIMENSIONS]
    about = f"**PCA**: {METHODS[PCA].about}  \n**t-SNE**: {METHODS[TSNE].about} van der Maaten and Hinton 2008, "
    about += "jmlr.org/papers/v9/vandermaaten08a.html  \n"
    rest = "**Two dimensions**: the other dimensions of z stay as in your picture 1."
    rest += "" if generator.encodes else "  \n**Three pictures**: the plane through the first three of your pictures."
    return _remembered(
        st.segmented_control,
        "The map shows",
        kinds,
        MAP_PARAM,
        format_func=TITLES.__getitem__,
        help=(about if generator.encodes else "") + rest,
    )


def _remembered(widget: Any, title: str, options: list, param: str, usual: Any = None, **how: Any) -> Any:
    """The choice of one of `options`, which stands in the address unless it is the usual one."""
    usual = options[0] if usual is None else usual
    words = {str(each): each for each in options}
    wanted = words.get(address.value(param), usual)
    at = {"index": options.index(wanted)} if widget is st.selectbox else {"default": wanted}
    chosen = widget(title, options, key=f"map-{param}-{len(options)}-{options[0]}", **at, **how)
    chosen = wanted if chosen is None else chosen
    if chosen == usual:
        address.write(param, None)
    elif address.asked(param) != str(chosen):
        address.write(param, str(chosen))
    return chosen


def _without_encoder(session: LabSession, kind: str) -> dict[str, Any]:
    if kind == PICTURES:
        plane, marks = of_pictures(session)
        st.caption(NO_ENCODER.format(title=session.generator.family.title))
        middle = {"u": 0.5, "v": 0.5, "width": WIDTH_OF_PICTURES}
        return {"plane": plane, "marks": marks, "home": middle, "points": None, "prior": None}
    chosen = _two_dimensions(session)
    st.caption(NO_ENCODER.format(title=session.generator.family.title))
    return _flat(chosen, session.keys()[0].y, MIDDLE, _marks(chosen, session, 1))


def _two_dimensions(session: LabSession) -> Plane:
    """From the first picked picture, with two of its numbers replaced."""
    dim = session.generator.latent_dim
    told = [number - 1 for number in numbers_in(address.value(DIMS_PARAM), dim + 1) if number]
    wanted = told if len(told) == 2 else [0, 1]
    across, up = (
        place.selectbox(title, range(dim), index=index, format_func=lambda i: f"z{i + 1}", key=f"map-{title}-{dim}")
        for place, title, index in zip(st.columns(2), ("Across", "Up"), wanted, strict=True)
    )
    if [across, up] == [0, 1]:
        address.write(DIMS_PARAM, None)
    elif [across, up] != told:
        address.write(DIMS_PARAM, f"{across + 1}.{up + 1}")
    if across == up:
        raise UserError("A map needs two different dimensions: choose another one for Across or Up.")
    axes = np.eye(dim)
    return Plane(session.keys()[0].z * (1 - axes[across]) * (1 - axes[up]), axes[across], axes[up])


def _with_encoder(session: LabSession, kind: str) -> dict[str, Any]:
    """With real pictures on it, where they are still to be had."""
    sheet = _sheet(session, kind)
    plane, points = _laid(session, kind, sheet)
    scatter = None if sheet is None else _scatter(session, kind, sheet, present(points))
    if plane is None:
        st.caption(NO_WAY_BACK)
        return {"plane": None, "marks": [], "home": map_data.home(present(points)), "points": scatter, "prior": None}
    middle = MIDDLE
    if kind == PCA and sheet is not None:
        share = map_data.share_of_variance(sheet.encoded.mu, present(points))
        st.caption(f"This plane holds {share:.0%} of the variance of mu: neighbours on it may be far apart in z.")
        middle = map_data.home(present(points))
    on_it = {PLAIN: MOST_KEYS, DIMENSIONS: 1}.get(kind, 0)
    return {**_flat(plane, _label(session), middle, _marks(plane, session, on_it)), "points": scatter}


def _sheet(session: LabSession, kind: str) -> map_data.Sheet | None:
    most = map_data.MOST_TSNE_POINTS if kind == TSNE else map_data.MOST_POINTS
    try:
        sheet = map_data.sheet_of(session, name_of(session.generator.card.path), most)
    except UserError as error:
        st.caption(f"Without real pictures: {escaped(str(error))}")
        return None
    for note in sheet.notes:
        st.caption(escaped(note))
    return sheet


def _scatter(session: LabSession, kind: str, sheet: map_data.Sheet, points: np.ndarray) -> dict[str, Any]:
    group = next(iter(sheet.groups), "")
    if len(sheet.groups) > 1:
        names = list(sheet.groups)
        words = {"format_func": str.capitalize, "help": GROUP_HELP}
        group = _remembered(st.selectbox, "Colours show", names, GROUP_PARAM, **words)
    version = f"{name_of(session.generator.card.path)} {kind} {group} {points[:3].tolist()}"
    return map_data.points_for_page(sheet, points, group, version)


def _laid(session: LabSession, kind: str, sheet: map_data.Sheet | None) -> tuple[Plane | None, np.ndarray | None]:
    """The plane, None where there is no way back, and where the real pictures lie on the map."""
    if kind == DIMENSIONS or (sheet is None and kind != PLAIN):
        plane = _two_dimensions(session)
        return plane, None if sheet is None else plane.coordinates(sheet.encoded.mu)
    if sheet is None:
        return Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0])), None
    found = map_data.laid_out(sheet.encoded.mu, name_of(session.generator.card.path), kind)
    return found.plane, found.points


def _label(session: LabSession) -> np.ndarray | None:
    """Weights of the label that a conditional model's map is drawn with."""
    if not session.generator.num_classes:
        return None
    names = session.label_names
    label = _remembered(
        st.selectbox,
        "Drawn as",
        list(range(len(names))),
        LABEL_PARAM,
        format_func=lambda index: names[index],
        help="This model is told which class to draw: the map shows one class.",
    )
    return np.eye(len(names), dtype=np.float32)[label]


def _flat(plane: Plane, y: np.ndarray | None, middle: dict[str, float], marks: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "plane": map_data.plane_for_page(plane, y),
        "marks": marks,
        "home": middle,
        "points": None,
        "prior": map_data.prior_circles(plane),
    }


def _marks(plane: Plane, session: LabSession, most: int) -> list[dict[str, Any]]:
    """The numbers of the picked pictures that lie on the plane."""
    keys = session.keys()[:most]
    if not keys:
        return []
    places = plane.coordinates(np.stack([key.z for key in keys])).tolist()
    return [{"u": u, "v": v, "text": str(index + 1)} for index, (u, v) in enumerate(places)]

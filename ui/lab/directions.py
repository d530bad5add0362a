"""Directions of latent space: found by a method, steered by sliders, named, saved and loaded."""

import numpy as np
import streamlit as st

from gan_core.data import ImageData
from gan_core.errors import DataError, UserError
from gan_core.latent import direction_file
from gan_core.latent.direction import Direction, unit
from gan_core.latent.directions import METHODS, find, reads_data
from ui import state
from ui.address import follow, put
from ui.lab.generators import insides_of, name_of
from ui.lab.numbers_sent import numbers_sent
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.lab.view import lab_view
from ui.text import escaped, show_error

OWN = "own"
COUNT = 10
METHOD_PARAM = "by"
MAX_FILE_BYTES = 2**20


def titles() -> dict[str, str]:
    """Every way to get directions, the visitor's own ones last."""
    return {**{name: method.title for name, method in METHODS.items()}, OWN: "Your own"}


def about() -> str:
    """What each method does, for a tooltip."""
    return "  \n".join(f"**{method.title}**: {method.about}" for method in METHODS.values())


def directions_by(session: LabSession, method: str) -> list[Direction]:
    """The directions of this model by that method. Raises UserError that says why there are none."""
    if method == OWN:
        return state.own_directions(name_of(session.generator.card.path))
    return _found(session, name_of(session.generator.card.path), method)


@st.cache_resource(max_entries=64, show_spinner="Looking for directions…")
def _found(_session: LabSession, fingerprint: str, method: str) -> list[Direction]:
    """Kept by the weights: a run that continues is another model with other directions."""
    return find(insides_of(_session.generator.card.path), method, _data(_session, method), count=COUNT)


def _data(session: LabSession, method: str) -> ImageData | None:
    """The training pictures, where the method looks at them and they are to be had; it says what it does without."""
    if not reads_data(session.generator, method):
        return None
    try:
        return pictures_behind(session)
    except DataError:
        return None


def show(session: LabSession) -> None:
    """Choose a method, move the sliders, keep what comes out."""
    method = pick_method(session)
    try:
        directions = directions_by(session, method)
    except UserError as error:
        show_error(error, icon="info")
        directions = []
    if method == OWN and not directions:
        st.info("You have no directions yet: find some, move their sliders and press “Name this direction”.")
    if directions and method != OWN and (data := _data(session, method)):
        for note in data.notes:
            st.caption(f":material/info: {escaped(note)}")
    if directions:
        _steer(session, method, directions)
    _files(session)


def pick_method(session: LabSession) -> str:
    """The chosen method; it stands in the address."""
    names = {name: title for name, title in titles().items() if name == OWN or not _misfit(session, name)}
    first = next(iter(names))
    wanted = follow(METHOD_PARAM, "direction-method", list(names), first)
    chosen = st.pills(
        "Found by", list(names), default=wanted, format_func=names.__getitem__, key="direction-method", help=about()
    )
    chosen = chosen or wanted
    put(METHOD_PARAM, "direction-method", chosen, first)
    return chosen


def _misfit(session: LabSession, method: str) -> str:
    """Why a method cannot be used for this kind of model, whatever its data; or ""."""
    needs_encoder = METHODS[method] in (METHODS["mu_pca"], METHODS["kl"])
    generator = session.generator
    if method == "kl" and generator.encodes and not generator.family.has_prior:
        return f"A {generator.family.title} has no KL."
    return f"A {generator.family.title} has no encoder." if needs_encoder and not generator.encodes else ""


def _steer(session: LabSession, method: str, directions: list[Direction]) -> None:
    keys = session.keys()
    result = lab_view(
        "steer",
        session.generator,
        key=f"steer-{method}",
        model=session.model,
        backend=session.backend,
        keys=[{"z": key.z.tolist(), "y": None if key.y is None else key.y.tolist()} for key in keys],
        directions=[
            {"name": each.name, "vector": each.vector.tolist(), "reach": each.reach, "figure": each.figure}
            for each in directions
        ],
    )
    if result.keep:
        session.keep(result.keep)
    if result.direction:
        _name_it(session, directions, [float(each) for each in numbers_sent(result.direction.get("strengths"))])


@st.dialog("Name this direction")
def _name_it(session: LabSession, directions: list[Direction], strengths: list[float]) -> None:
    """What the sliders add up to, as one direction."""
    vector = np.asarray(sum(strength * each.vector for strength, each in zip(strengths, directions, strict=True)))
    try:
        vector = unit(vector)
    except ValueError:
        st.info("All sliders are at 0: move one, then name the direction.")
        return
    name = st.text_input("Name", max_chars=60, placeholder="Rounder and thicker")
    st.caption("It is kept while this page is open; download it under “Your own” to keep it permanently.")
    if len(state.own_directions(name_of(session.generator.card.path))) >= direction_file.MOST_DIRECTIONS:
        st.info(
            f"There are {direction_file.MOST_DIRECTIONS} directions already: download them and reload the page "
            "to start over."
        )
        return
    if st.button("Save", type="primary", disabled=not name.strip()):
        name = "".join(letter for letter in name if letter.isprintable())
        reach = max(each.reach for each in directions)
        parts = [f"{s:+.1f} {each.name}" for s, each in zip(strengths, directions, strict=True) if s]
        made = Direction(name.strip(), vector, OWN, reach, " ".join(parts)[:200])
        state.keep_direction(name_of(session.generator.card.path), made)
        st.toast(
            "Saved under “Your own”. Download it there: it is lost when the page reloads.", icon=":material/check:"
        )
        st.rerun()


def _files(session: LabSession) -> None:
    """Directions as files: the visitor's own to download, anybody's to read."""
    card = session.generator.card
    own = state.own_directions(name_of(card.path))
    down, up = st.columns(2, gap="large", vertical_alignment="bottom")
    if own:
        down.download_button(
            f"Download your {len(own)} direction{'s' if len(own) > 1 else ''}",
            direction_file.to_json(own, card),
            file_name=f"directions-{card.name}.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            help="A small JSON file with the vectors and the fingerprint of this model. Others can load it here.",
        )
    sent = up.file_uploader(
        "Load directions from a file",
        type="json",
        max_upload_size=1,
        key="direction-file",
        help="A file that this page saved for exactly this model: other weights have other directions.",
    )
    if sent is None or not state.is_new_upload("direction-file", sent.file_id):
        return
    try:
        read = direction_file.from_json(sent.getvalue()[: MAX_FILE_BYTES + 1], card)
    except UserError as error:
        up.error(escaped(str(error)), icon=":material/error:")
        return
    for direction in read:
        state.keep_direction(name_of(card.path), direction)
    up.success(f"{len(read)} loaded: they are under “Your own”.", icon=":material/check:")

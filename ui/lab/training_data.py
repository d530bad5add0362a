"""The pictures that a model was trained on, for all that compares with them."""

from dataclasses import replace
from typing import Any

import streamlit as st

from gan_core.data import DATASETS, ImageData, load_data
from gan_core.data.stand_ins import STAND_INS
from gan_core.errors import DataError, NotHereError
from gan_core.settings import parse
from ui.lab.session import LabSession

BUILT_IN = (
    "{missing} is not on this server. The built-in {shown} are shown instead. This model has not learned from "
    "them, so it may mistake one for something else."
)
NEEDED = (
    "{missing}, which this model learned from, is not on this server and could not be downloaded. This part needs "
    "exactly those pictures. Everything else here works without them; or choose a model of coloured shapes or "
    "built-in digits."
)


def pictures_behind(session: LabSession, exact: bool = False) -> ImageData:
    """The training data of the session's model, loaded once for all visitors. Raises DataError with what to do.

    Unless they must be `exact`, built-in pictures of the same kind are shown for those that are not to be had, and
    `notes` say which they are.
    """
    data = session.generator.card.config.data
    try:
        return _load(data.name, data.model_dump(mode="json"))
    except NotHereError as error:
        if exact or data.name not in STAND_INS:
            raise DataError(NEEDED.format(missing=error.title)) from error
    name = STAND_INS[data.name]
    found, title = _load(name, {"name": name, "image_size": data.image_size}), DATASETS[name].title
    return replace(found, notes=(*found.notes, BUILT_IN.format(missing=data.title, shown=title.lower())))


@st.cache_resource(max_entries=3, show_spinner="Loading the pictures it learned from…")
def _load(name: str, settings: dict[str, Any]) -> ImageData:
    return load_data(parse(DATASETS[name], settings))

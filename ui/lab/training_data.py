"""The pictures that a model was trained on, for all that compares with them."""

from dataclasses import replace
from typing import Any

import streamlit as st

from gan_core.data import DATASETS, ImageData, load_data
from gan_core.data.stand_ins import STAND_INS
from gan_core.errors import DataError
from gan_core.settings import parse
from ui.lab.session import LabSession

STANDS_IN = "MNIST is not on this server: small built-in digits stand in for it."


def pictures_behind(bench: LabSession, exact: bool = False) -> ImageData:
    """The training data of the bench's model, loaded once for all visitors. Raises DataError with what to do.

    Unless they must be `exact`, pictures of the same kind stand in for those that are not to be had; `notes` say so.
    """
    data = bench.generator.card.config.data
    try:
        return _load(data.name, data.model_dump(mode="json"))
    except DataError:
        if exact or data.name not in STAND_INS:
            raise
    stand_in: dict[str, Any] = {"name": STAND_INS[data.name], "image_size": data.image_size}
    found = _load(stand_in["name"], stand_in)
    return replace(found, notes=(*found.notes, STANDS_IN))


@st.cache_resource(max_entries=3, show_spinner="Loading the pictures it learned from…")
def _load(name: str, settings: dict[str, Any]) -> ImageData:
    return load_data(parse(DATASETS[name], settings))

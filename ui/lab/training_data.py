"""The pictures that a model was trained on, for all that compares with them."""

from typing import Any

import streamlit as st

from gan_core.data import DATASETS, ImageData, load_data
from gan_core.settings import parse
from ui.lab.bench import Bench


def pictures_behind(bench: Bench) -> ImageData:
    """The training data of the bench's model, loaded once for all visitors. Raises DataError with what to do."""
    data = bench.generator.card.config.data
    return _load(data.name, data.model_dump(mode="json"))


@st.cache_resource(max_entries=3, show_spinner="Loading the pictures it learned from…")
def _load(name: str, settings: dict[str, Any]) -> ImageData:
    return load_data(parse(DATASETS[name], settings))

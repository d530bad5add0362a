"""The cost of each width of a model, counted from the file that draws."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from gan_core.cost.counts import count
from gan_core.cost.wording import UNAVAILABLE
from gan_core.wording import quantity
from ui.lab.widths import at_width


@dataclass(frozen=True)
class Price:
    """One width: parameters, multiply-adds for a picture, bytes of its ONNX file in fp32."""

    parameters: int | None
    multiply_adds: int | None
    file_bytes: int | None

    def for_page(self) -> dict[str, dict[str, float | str | None]]:
        """Each figure as a number and in words."""
        units = {"parameters": "", "multiply_adds": "", "file_bytes": "B"}
        return {
            name: {"value": value, "text": UNAVAILABLE if value is None else quantity(value, unit)}
            for name, unit in units.items()
            for value in [getattr(self, name)]
        }


@st.cache_data(max_entries=64, show_spinner=False)
def price_of(folder: Path, fingerprint: str, ratio: float) -> Price:
    """The price of the share `ratio` of the channels. Raises CheckpointError."""
    found = count(at_width(folder, fingerprint, ratio))
    return Price(found.num_parameters, found.multiply_adds, found.file_bytes)

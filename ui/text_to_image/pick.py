"""Choosing a model that reads sentences."""

from contextlib import suppress

from gan_core.errors import UserError
from ui.pickers import pick_model
from ui.text_to_image.models import reads_sentences

SHOWN_BY = "shapes-text"
"""The shipped model that reads sentences."""


def pick_text_model() -> str | None:
    """The reference of the chosen model that reads sentences."""
    return pick_model(SHOWN_BY, fits=_reads, unfit="reads no sentences")


def _reads(name: str) -> bool:
    with suppress(UserError):
        return reads_sentences(name)
    return False

"""Reads what an earlier version noted of an exported file: how near its pictures are was a sentence there."""

from gan_core.message import Message, written
from gan_core.optimise.parity import EQUAL


def earlier_parity(words: str) -> Message:
    """The message that `words` stood for; rounded differences stay as they were written."""
    return Message(EQUAL) if words == "equal to the last bit" else written(words)

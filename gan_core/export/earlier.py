"""Reads an earlier version's note on an exported file, in which the difference of pictures was a sentence."""

from gan_core.message import Message, written
from gan_core.optimise.parity import EQUAL


def earlier_parity(words: str) -> Message:
    """The message that `words` stood for; rounded differences stay as they were written."""
    return Message(EQUAL) if words == "equal to the last bit" else written(words)

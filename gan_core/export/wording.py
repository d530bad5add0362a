"""Sentences about an exported file."""

from gan_core.message import Message
from gan_core.optimise.parity import APART, EQUAL
from gan_core.wording import Sentences, say


def parity_words(parity: Message) -> str:
    """ "0.3 of 255 levels apart on average and 2.1 at most, PSNR 52.0 dB", or "identical to the last bit"."""
    return say(parity, PARITY)


def _apart(mean: float, most: float, psnr_db: float) -> str:
    return f"{_levels(mean)} of 255 levels apart on average and {_levels(most)} at most, PSNR {psnr_db:.1f} dB"


def _levels(number: float) -> str:
    return f"{number:.1f}" if number >= 0.05 else f"{number:.0e}"


PARITY: Sentences = {EQUAL: "identical to the last bit", APART: _apart}

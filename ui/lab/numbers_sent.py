"""Checks numbers in JSON from a page: no strings, no booleans, nothing too large."""

from typing import Any

import numpy as np

from gan_core.errors import UserError

MOST_NUMBERS = 2**20
LARGEST = float(np.finfo(np.float32).max)


def numbers_sent(value: Any) -> np.ndarray:
    """A flat list of finite numbers as float32 (N,); an array of ours passes. Raises UserError for all else."""
    if isinstance(value, np.ndarray):
        return np.asarray(value, np.float32)
    if not isinstance(value, list) or len(value) > MOST_NUMBERS or not all(map(_is_number, value)):
        raise UserError("The page did not send a list of finite numbers. Reload the page.")
    return np.array(value, np.float32)


def whole_number_sent(value: Any) -> int:
    """A whole number of at least 0; 0 for all else."""
    return value if type(value) is int and 0 <= value < 2**53 else 0


def _is_number(value: Any) -> bool:
    """Whether it is a number that float32 holds: NaN and infinity are not less than its largest."""
    return type(value) in (int, float) and abs(value) <= LARGEST

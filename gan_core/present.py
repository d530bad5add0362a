"""What a type allows to be missing, where the code has made sure that it is there."""

from typing import TypeVar

T = TypeVar("T")


def present(value: T | None) -> T:
    """`value` itself. Raises ValueError where it is None: then what the caller relies on does not hold."""
    if value is None:
        raise ValueError("what should be there by now is missing")
    return value

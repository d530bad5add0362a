"""Errors that a user can cause. Their words are shown as they are, so they say what to do."""

from __future__ import annotations

import errno
from enum import StrEnum

PLACE = "{place}"
DISK_FULL = "The disk is full. What was saved is intact: free space, then resume from the last checkpoint."


def system_words(error: OSError) -> str:
    """What the system refused, in words for a page: no path, no number."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    return f"The system refused: {error.strerror or error}."


class Fault(StrEnum):
    """What ended a run, for code that acts on it; the words beside it are for people."""

    NOT_FINITE = "not_finite"


class UserError(Exception):
    """Something a user can mend: the message says what is wrong, what is allowed and what to do."""

    fault: Fault | None = None


class SettingsError(UserError):
    """A setting is outside what is allowed."""


class DataError(UserError):
    """Pictures cannot be had, or cannot be used. PLACE in the words stands for where they lie, which is `place`."""

    def __init__(self, words: str, place: str = "") -> None:
        self._words = words
        super().__init__(words.replace(PLACE, place))

    def said_of(self, name: str) -> DataError:
        """The same error with another name for where the pictures lie."""
        return type(self)(self._words, name)


class NotHereError(DataError):
    """A data set that must be downloaded and could not be: the message says where it was looked for, and why not."""

    def __init__(self, message: str, title: str) -> None:
        super().__init__(message)
        self.title = title

    @property
    def plain(self) -> str:
        """For those who see a page and not the machine: no place and no cause."""
        return f"{self.title} is not on this machine and could not be downloaded."


class RunError(UserError):
    """A run cannot do what was asked of it."""


class TrainingError(UserError):
    """Training cannot continue: a loss is not finite, or memory is gone."""


class NoNumberError(TrainingError):
    """A loss or a weight is no finite number any more. `step` is the first one at which that was seen."""

    fault = Fault.NOT_FINITE

    def __init__(self, words: str, step: int) -> None:
        super().__init__(words)
        self.step = step


class CheckpointError(UserError):
    """A checkpoint or a shipped model cannot be read."""

"""Errors that a user can cause. Their words are shown as they are, so they say what to do."""

import errno

DISK_FULL = "The disk is full. What was saved is whole: make room, then resume from the last checkpoint."


def system_words(error: OSError) -> str:
    """What the system refused, in words for a page: no path, no number."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL
    return f"The system refused: {error.strerror or error}."


class UserError(Exception):
    """Something a user can mend: the message says what is wrong, what is allowed and what to do."""


class SettingsError(UserError):
    """A setting is outside what is allowed."""


class DataError(UserError):
    """Pictures cannot be had, or cannot be used."""


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
    """Training cannot go on: a loss is not finite, or memory is gone."""


class NoNumberError(TrainingError):
    """A loss is no finite number any more. `step` is the first one whose loss was not."""

    def __init__(self, words: str, step: int) -> None:
        super().__init__(words)
        self.step = step


class CheckpointError(UserError):
    """A checkpoint or a shipped model cannot be read."""

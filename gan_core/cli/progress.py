"""The progress of long work, on standard error."""

from __future__ import annotations

import sys
from typing import Any


def tell_share(text: str, share: float | None) -> None:
    """What is done now, for work that tells its text first and may not know its share."""
    show_share(share or 0.0, text)


def show_share(share: float, text: str) -> None:
    """One line that is written over, ended at a share of 1; nothing where nobody looks."""
    if sys.stderr.isatty():
        print(f"\r{share:4.0%} {text:70.70}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)


class Bar:
    """A progress bar that goes to a number, with notes above it; `options` are tqdm's."""

    def __init__(self, **options: Any) -> None:
        from tqdm import tqdm

        self.bar = tqdm(file=sys.stderr, **options)

    def at(self, number: float) -> None:
        """So far it is."""
        self.bar.update(number - self.bar.n)

    def note(self, text: str) -> None:
        """A line above the bar."""
        self.bar.write(text, file=sys.stderr)

    def close(self) -> None:
        self.bar.close()

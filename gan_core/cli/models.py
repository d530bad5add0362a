"""Which model a word on the command line means."""

from pathlib import Path

from gan_core.places import runs_root


def named(text: str) -> str | Path:
    """What `generator.load` takes: a run's folder where `text` is the name of one, else `text` itself."""
    known = runs_root() / text
    return known if "/" not in text and known.exists() else text

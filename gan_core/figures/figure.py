"""A figure that the app shows: its formula, its paper, what checks it, and what its interval covers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`formulas` are LaTeX; `checks` are tests of this project, each as "tests/file.py::function".

    `perfect` and `worst` say what the best there is and what knows nothing would reach. `interval` says what a
    95 % interval covers, or that none is shown. `curves` are the names, or beginnings of names ending in "/", under
    which training runs record it.
    """

    title: str
    about: str
    formulas: tuple[str, ...]
    symbols: str
    perfect: str
    worst: str
    interval: str
    checked: str
    checks: tuple[str, ...]
    papers: tuple[tuple[str, str], ...] = ()
    """Each as (authors and year, address)."""
    curves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Figures that answer one question, by a name for the address of each."""

    title: str
    about: str
    figures: dict[str, Figure]

"""A wall of small pictures to mark by click, key or touch: in order, with signs, or as a guess."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from ui.lab.components import check_pictures, component, fingerprint, last_sent, png_address

MOST_PICTURES = 400


@dataclass(frozen=True)
class Kind:
    """One way to mark a picture. Without a `symbol` (also the key that sets it) its badges count 1, 2, 3 in order.

    `tone` is primary, green, red, blue, violet or orange.
    """

    name: str
    label: str
    symbol: str = ""
    tone: str = "primary"


class Mark(NamedTuple):
    """That picture `index` (from 0) is marked as `kind`."""

    index: int  # type: ignore[assignment]  # a name that tuple has too, for a method that nobody asks of a mark
    kind: str


PICK = (Kind("pick", "picked"),)
SIGNS = (Kind("plus", "plus", "+", "green"), Kind("minus", "minus", "−", "red"))
ARITHMETIC = (Kind("base", "base", "=", "blue"), Kind("minus", "minus", "−", "red"), Kind("plus", "plus", "+", "green"))
MADE = (Kind("made", "made", "made", "violet"),)


def wall(
    pictures: np.ndarray,
    *,
    key: str,
    label: str = "Pictures",
    columns: int = 8,
    cell: int = 72,
    kinds: Sequence[Kind] = PICK,
    maximum: int | None = None,
    marks: Iterable[tuple[int, str]] = (),
    version: str = "",
    captions: Sequence[str] | None = None,
    unmarked: str = "",
    truth: Sequence[str] | None = None,
    disabled: bool = False,
    on_change: Callable[[], None] | None = None,
) -> list[Mark]:
    """The marks as they are now, in the order in which they were made.

    `pictures` is uint8 (N, C, H, W). At most `columns` stand in a row, each at most `cell` CSS pixels wide; fewer where
    the place is narrow. With one of `kinds` a click marks or unmarks; with several it goes through them in turn, or
    sets the one chosen above the wall. `maximum` bounds all marks; a maximum of 1 moves the mark.

    `marks` is where the user starts. They win whenever they change, or the pictures do; `version` names what the
    pictures stand for where the same marks continue with other pixels (the same latents at another step). To take
    the user's marks away, change `version`.

    `unmarked` is the word for a picture without a mark, and keeps a line below each for the verdict: `truth`, the
    name of a kind (or "") for each picture, locks the wall and shows what was right.

    Raises ValueError for pictures or sequences of the wrong shape.
    """
    _check(pictures, kinds, captions, truth)
    start = checked_marks(marks, len(pictures), kinds, maximum)
    stands_for = fingerprint(version or pictures.tobytes(), len(pictures), kinds)
    token = fingerprint(stands_for, start, _changes(key, (stands_for, start)))
    data = {
        "id": key,
        "sprite": png_address(sprite(pictures)),
        "count": len(pictures),
        "size": pictures.shape[2:],
        "pictures": stands_for,
        "version": token,
        "marks": start,
        "known": last_sent(key, "marks").get("version") == token,
        "kinds": [asdict(kind) for kind in kinds],
        "label": label,
        "columns": columns,
        "cell": cell,
        "maximum": maximum,
        "captions": captions and list(captions),
        "unmarked": unmarked,
        "truth": truth and list(truth),
        "disabled": disabled,
    }
    component("wall")(key=key, data=data, on_marks_change=on_change or _nothing)
    return marks_sent(last_sent(key, "marks"), token, start, len(pictures), kinds, maximum)


def indices(marks: Iterable[tuple[int, str]], kind: str) -> list[int]:
    """The pictures marked as `kind`, in order."""
    return [index for index, name in marks if name == kind]


def sprite(pictures: np.ndarray) -> np.ndarray:
    """Uint8 (N, C, H, W) as one uint8 (C, rows * H, columns * W): ceil(sqrt(N)) columns, row by row, no gaps."""
    count, channels, height, width = pictures.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    filled = np.zeros((rows * columns, channels, height, width), np.uint8)
    filled[:count] = pictures
    placed = filled.reshape(rows, columns, channels, height, width).transpose(2, 0, 3, 1, 4)
    return placed.reshape(channels, rows * height, columns * width)


def checked_marks(value: object, count: int, kinds: Sequence[Kind], maximum: int | None) -> list[Mark]:
    """What of `value` are marks of `count` pictures: (index, kind) pairs, one a picture, `maximum` at most."""
    names = {kind.name for kind in kinds}
    found: dict[int, Mark] = {}
    for each in value if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else ():
        if not isinstance(each, Sequence) or isinstance(each, str) or len(each) != 2:
            continue
        index, name = each
        if type(index) is int and 0 <= index < count and isinstance(name, str) and name in names:
            found.setdefault(index, Mark(index, name))
    return list(found.values())[:maximum]


def marks_sent(
    state: Mapping[str, Any], token: str, start: list[Mark], count: int, kinds: Sequence[Kind], maximum: int | None
) -> list[Mark]:
    """The user's marks, if they were made on this very wall; else those to start with."""
    return checked_marks(state.get("marks"), count, kinds, maximum) if state.get("version") == token else start


def _check(
    pictures: np.ndarray, kinds: Sequence[Kind], captions: Sequence[str] | None, truth: Sequence[str] | None
) -> None:
    check_pictures(pictures)
    if not 1 <= len(pictures) <= MOST_PICTURES:
        raise ValueError(f"a wall has 1 to {MOST_PICTURES} pictures, got {len(pictures)}")
    for name, words in (("captions", captions), ("truth", truth)):
        if words is not None and len(words) != len(pictures):
            raise ValueError(f"{name} must have one entry a picture, {len(pictures)}, got {len(words)}")
    if unknown := set(truth or ()) - {"", *(kind.name for kind in kinds)}:
        raise ValueError(f"truth must name kinds or be empty, got {sorted(unknown)}")


def _changes(key: str, asked: object) -> int:
    """How often this wall was given other pictures or marks: what the user marked before the last change is past."""
    last, changes = st.session_state.get(f"{key}:asked", (asked, 0))
    st.session_state[f"{key}:asked"] = (asked, changes + (last != asked))
    return changes + (last != asked)


def _nothing() -> None:
    """Streamlit keeps a state of a component only where someone listens."""

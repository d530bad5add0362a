"""The curves of runs, cached in memory, so that thirty viewers of a server cost one reading of the record."""

import json
import sqlite3
import threading
from collections import OrderedDict
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from gan_core.errors import RunError
from gan_core.jobs.database import open_for_reading
from gan_core.jobs.record import MOST, sound_values
from gan_core.jobs.thinning import thin

AXES = ("step", "images", "seconds")
MAX_RUNS = 40
MAX_ROWS = 1_500_000
VALUES_A_WINDOW = 3200
VALUES_A_ZOOM = 6000


class Column:
    """A growing array: appending is cheap, reading is a view."""

    def __init__(self, dtype: Any, size: int = 0) -> None:
        self._data = np.full(max(256, size), np.nan if dtype is np.float32 else 0, dtype)
        self.size = size

    @property
    def view(self) -> np.ndarray:
        return self._data[: self.size]

    def extend(self, values: list | np.ndarray) -> None:
        end = self.size + len(values)
        if end > len(self._data):
            grown = np.empty(max(end, 2 * len(self._data)), self._data.dtype)
            grown[: self.size] = self.view
            self._data = grown
        self._data[self.size : end] = values
        self.size = end


class History:
    """All curve rows of one run. `epoch` changes when rows were cut away: what a viewer holds is then void."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.epoch = ""
        self.lock = threading.RLock()
        self._windows: dict[tuple, dict[str, Any]] = {}
        self._clear()

    def _clear(self) -> None:
        self.read = 0
        self.ids = Column(np.int64)
        self.axes = {name: Column(np.float64) for name in AXES}
        self.curves: dict[str, Column] = {}
        self._windows.clear()

    @property
    def last(self) -> int:
        """The id of the newest row held; 0 without any."""
        return int(self.ids.view[-1]) if self.ids.size else 0

    def refresh(self) -> None:
        """Read what is new. Raises RunError when the record is gone."""
        with self.lock:
            try:
                inode = self.path.stat().st_ino
                with closing(open_for_reading(self.path)) as db:
                    db.execute("BEGIN")
                    epoch = f"{inode}-{_rows_cut(db)}"
                    if epoch != self.epoch:
                        self._clear()
                        self.epoch = epoch
                    query = "SELECT id, step, images, seconds, data FROM curves WHERE id > ? ORDER BY id"
                    self._append(db.execute(query, (self.read,)).fetchall())
            except (OSError, sqlite3.Error) as error:
                why = error.strerror if isinstance(error, OSError) else error
                raise RunError(f"The record of this run cannot be read ({why}). Was its folder deleted?") from error

    def _append(self, rows: list[tuple]) -> None:
        """Add rows as the record has them; a damaged one is left out, so that the others can be inspected."""
        if not rows:
            return
        self.read = int(rows[-1][0])
        try:
            axes, curves = _arrays(rows)
        except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            rows = [row for row in rows if sound_values(row) is not None]
            if not rows:
                return
            axes, curves = _arrays(rows)
        before = self.ids.size
        self.ids.extend([row[0] for row in rows])
        for name, column in self.axes.items():
            column.extend(axes[name])
        for name, values in curves.items():
            self.curves.setdefault(name, Column(np.float32, before)).extend(values)
        for column in self.curves.values():
            if column.size < self.ids.size:
                column.extend([np.nan] * (self.ids.size - column.size))
        self._windows.clear()

    def since(self, after: int, hidden: tuple[str, ...] = ()) -> dict[str, Any]:
        """The rows after `after`, whole; a thinned window of everything where that would be too many."""
        with self.lock:
            first = int(np.searchsorted(self.ids.view, after, side="right"))
            names = [name for name in self.curves if name not in hidden]
            if after == 0 or (self.ids.size - first) * max(1, len(names)) > VALUES_A_WINDOW:
                return {"last": self.last, "reset": True, **self.window(hidden=hidden)}
            part = slice(first, None)
            names = [name for name in names if np.isfinite(self.curves[name].view[part]).any()]
            return {"last": self.last, "reset": False, **self._columns(part, names, None)}

    def window(
        self,
        max_points: int | None = None,
        x_from: float = -np.inf,
        x_to: float = np.inf,
        axis: str = "step",
        hidden: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """At most `max_points` points a curve of the stretch, with one row more at each side; extremes are kept."""
        with self.lock:
            names = [name for name in self.curves if name not in hidden]
            points = max_points or min(600, max(120, VALUES_A_WINDOW // max(1, len(names))))
            key = (points, x_from, x_to, axis, hidden)
            if key not in self._windows:
                x = self.axes[axis].view
                first = max(0, int(np.searchsorted(x, x_from, side="left")) - 1)
                end = min(len(x), int(np.searchsorted(x, x_to, side="right")) + 1)
                self._windows = {
                    **dict(list(self._windows.items())[-3:]),
                    key: self._columns(slice(first, end), names, points),
                }
            return self._windows[key]

    def _columns(self, part: slice, names: list[str], points: int | None) -> dict[str, Any]:
        axes = {name: self.axes[name].view[part] for name in AXES}
        curves = {name: self.curves[name].view[part] for name in names}
        if points is not None:
            axes, curves = thin(axes, curves, points)
        return {
            "step": axes["step"].astype(np.int64).tolist(),
            "images": axes["images"].astype(np.int64).tolist(),
            "seconds": [round(each, 3) for each in axes["seconds"].tolist()],
            "values": {name: rounded(values) for name, values in curves.items()},
        }

    def latest(self, name: str) -> float | None:
        """The newest value of a curve."""
        with self.lock:
            row = self._newest(name)
            return None if row is None else float(self.curves[name].view[row])

    def step_of(self, name: str) -> int | None:
        """The step of a curve's newest value."""
        with self.lock:
            row = self._newest(name)
            return None if row is None else int(self.axes["step"].view[row])

    def _newest(self, name: str) -> int | None:
        if name not in self.curves:
            return None
        known = np.flatnonzero(np.isfinite(self.curves[name].view))
        return int(known[-1]) if len(known) else None


def _arrays(rows: list[tuple]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The columns of rows, NaN where a curve has no value. Raises what NumPy and json do where a row is damaged."""
    _, *axes, texts = zip(*rows, strict=True)
    numbers = {name: np.array(each, np.float64) for name, each in zip(AXES, axes, strict=True)}
    if any(each.ndim != 1 or not ((each >= 0) & (each < MOST)).all() for each in numbers.values()):
        raise ValueError("an axis is no number")
    values = json.loads("[" + ",".join(texts) + "]")
    if len(values) != len(rows) or any(type(each) is str for row in values for each in row.values()):
        raise ValueError("a value is no number")
    names = {name: None for row in values for name in row}
    with np.errstate(over="ignore"):
        return numbers, {name: np.array([row.get(name, np.nan) for row in values], np.float32) for name in names}


def rounded(values: np.ndarray) -> list[float | None]:
    """Five significant digits; None for what is no finite number, which JSON does not know."""
    return [float(f"{each:.5g}") if -1e38 < each < 1e38 else None for each in values.tolist()]


def _rows_cut(db: sqlite3.Connection) -> int:
    """How many rows were ever deleted: their numbers are never given twice."""
    count = db.execute("SELECT count(*) FROM curves").fetchone()[0]
    ever = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'curves'").fetchone()
    return (ever[0] if ever and type(ever[0]) is int else 0) - count


_held: OrderedDict[Path, History] = OrderedDict()
_held_lock = threading.Lock()


def history(path: Path) -> History:
    """The history of the record at `path`, shared by all threads; the runs opened last are kept."""
    with _held_lock:
        found = _held.pop(path, None) or History(path)
        _held[path] = found
        rows = sum(each.ids.size for each in _held.values())
        while len(_held) > MAX_RUNS or (rows > MAX_ROWS and len(_held) > 1):
            rows -= _held.popitem(last=False)[1].ids.size
        return found

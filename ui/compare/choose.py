"""Which runs are compared: two to six, kept in the address."""

import threading
import time
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.compare.subject import MOST, Subject, subject
from gan_core.errors import UserError
from gan_core.job_types.registry import learns, load_settings
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from gan_core.runs.origin import read_origin
from ui import address, state
from ui.address import follow_many, put_many
from ui.empty import nothing_yet
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped

RUNS_PARAM = "runs"
KEY = "compared-runs"
FRESH_SECONDS = 0.8
KEPT = 40
MOST_LOOKED_AT = 20

_read: dict[Path, tuple[float, Subject]] = {}
_lock = threading.Lock()


def pick_runs() -> list[str]:
    """The names of the chosen runs; in the order of the choice. Empty, with a sentence, where there are none."""
    options = _options()
    if not options:
        nothing_yet("Nothing to compare yet. Train two runs: each takes as little as ten seconds.")
        return []
    asked = [name for name in address.value(RUNS_PARAM).split(",") if name]
    gone = [name for name in asked if name not in options]
    wanted = follow_many(RUNS_PARAM, KEY, list(options), default_pair(options), MOST)
    if gone:
        others = "The others are shown." if len(gone) < len(asked) else "Choose others."
        st.warning(f"No longer available: {escaped(', '.join(gone[:MOST]))}. {others}", icon=":material/search_off:")
    words = words_of(options)
    chosen = st.multiselect(
        "Runs",
        list(options),
        wanted,
        format_func=words.__getitem__,
        key=KEY,
        max_selections=MOST,
        placeholder="Choose two to six runs",
        help="Each run keeps its colour. The address of this page holds the choice, so you can share it.",
    )
    put_many(RUNS_PARAM, KEY, chosen)
    return chosen


def default_pair(options: dict[str, Status]) -> list[str]:
    """Two runs that it makes sense to compare: the one opened last, or the newest, and what is nearest to it.

    Nearest is a fork of it or its parent, then a run of the same family on the same data, then any other.
    """
    names = list(options)
    first = state.subject() if state.subject() in options else names[0]
    others = [name for name in names if name != first][:MOST_LOOKED_AT]
    return [first, *sorted(others, key=lambda name: -_likeness(first, name))[:1]]


def _likeness(one: str, other: str) -> int:
    try:
        origins = [read_origin(runs_root() / name) for name in (one, other)]
        parents = [origin.run if origin else name for origin, name in zip(origins, (one, other), strict=True)]
        if parents[0] == parents[1] or parents[0] == other or parents[1] == one:
            return 3
        first, second = (find_run(runs_root(), name).config() for name in (one, other))
    except UserError:
        return 0
    return sum(_chosen(first, group) == _chosen(second, group) is not None for group in ("data", "model"))


def _chosen(config: dict[str, Any], group: str) -> Any:
    values = config.get(group)
    return values.get("name") if isinstance(values, dict) else None


def _options() -> dict[str, Status]:
    """Every run that learns, this visitor's first."""
    statuses = [status for status in launcher().statuses() if learns(status)]
    own = {status.name for status in mine(statuses)}
    return {status.name: status for status in sorted(statuses, key=lambda status: status.name not in own)}


def words_of(statuses: dict[str, Status]) -> dict[str, str]:
    """A label for each run that no other has and that stays: the browser knows what is chosen by its label."""
    found: dict[str, str] = {}
    for name, status in statuses.items():
        label = f"{status.title} · {time.strftime('%d %b %H:%M:%S', time.localtime(status.created))}"
        found[name] = f"{label} · {name[-4:]}" if label in found.values() else label
    return found


def read_subjects(names: list[str]) -> list[Subject]:
    """The chosen runs as they are now; one that cannot be read is named and left out."""
    found = []
    for name in names:
        try:
            found.append(_fresh(runs_root() / name))
        except UserError as error:
            st.warning(f"{escaped(name)} is left out: {escaped(str(error))}", icon=":material/error:")
    return found


def _fresh(path: Path) -> Subject:
    """The run, read at most once a second for all who look at it."""
    with _lock:
        at, known = _read.get(path, (0.0, None))
        if known is None or time.monotonic() - at > FRESH_SECONDS:
            known = subject(RunFolder(path), load_settings)
            _read[path] = (time.monotonic(), known)
            while len(_read) > KEPT:
                _read.pop(next(iter(_read)))
        return known

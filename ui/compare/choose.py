"""Which runs are compared: two to six, kept in the address."""

import threading
import time
from pathlib import Path

import streamlit as st

from gan_core.compare.subject import MOST, Subject, subject
from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.kind_settings import LEARNING_SETTINGS
from gan_core.places import runs_root
from ui import address
from ui.address import follow_many, put_many
from ui.empty import nothing_yet
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped

RUNS_PARAM = "runs"
KEY = "compared-runs"
FRESH_SECONDS = 0.8
KEPT = 40

_read: dict[Path, tuple[float, Subject]] = {}
_lock = threading.Lock()


def pick_runs() -> list[str]:
    """The names of the chosen runs; their order gives the colours. Empty, with a sentence, where there are none."""
    options = _options()
    if not options:
        nothing_yet("Nothing to compare yet. Train two runs: each takes as little as ten seconds.")
        return []
    asked = [name for name in address.value(RUNS_PARAM).split(",") if name]
    gone = [name for name in asked if name not in options]
    follow_many(RUNS_PARAM, KEY, list(options), list(options)[:2], MOST)
    if gone:
        others = "The others are shown." if len(gone) < len(asked) else "Choose others."
        st.warning(f"Not here any more: {escaped(', '.join(gone[:MOST]))}. {others}", icon=":material/search_off:")
    words = words_of(options)
    chosen = st.multiselect(
        "Runs",
        list(options),
        format_func=words.__getitem__,
        key=KEY,
        max_selections=MOST,
        placeholder="Choose two to six runs",
        help="Their order gives them their colours. The address of this page keeps the choice: send it to someone.",
    )
    put_many(RUNS_PARAM, KEY, chosen)
    return chosen


def _options() -> dict[str, Status]:
    """Every run that learns, this visitor's first."""
    statuses = [status for status in launcher().index.statuses() if status.kind in LEARNING_SETTINGS]
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
            known = subject(RunFolder(path))
            _read[path] = (time.monotonic(), known)
            while len(_read) > KEPT:
                _read.pop(next(iter(_read)))
        return known

"""Whether what a lesson waits for has happened. A new condition is one function here and one name in lesson.py."""

from __future__ import annotations

from collections.abc import Callable

from gan_core.doctor.history import NO_CURVE
from gan_core.errors import UserError
from gan_core.jobs.folder import find_run
from gan_core.places import runs_root
from ui import address
from ui.diagnosis.visits import visit
from ui.lessons.lesson import RUN, Condition


def has_happened(condition: Condition, run: str, page: str) -> bool:
    """Whether it is so now. `run` is the lesson's run, "" for none; `page` the url_path of the page that is open."""
    try:
        return TESTS[condition.until](condition, run, page)
    except UserError:  # the run is gone
        return False


def state_of(run: str) -> str:
    """The state of the lesson's run; "" where there is none."""
    try:
        return find_run(runs_root(), run).status().state if run else ""
    except UserError:  # the run is gone
        return ""


def _step(condition: Condition, run: str, page: str) -> bool:
    return bool(run) and find_run(runs_root(), run).status().step >= condition.value


def _state(condition: Condition, run: str, page: str) -> bool:
    now = find_run(runs_root(), run).status().state if run else ""
    return now == condition.what or (condition.what == "done" and now == "stopped")


def _curve(condition: Condition, run: str, page: str) -> bool:
    if not run:
        return False
    folder = find_run(runs_root(), run)
    found = visit(folder, folder.status())
    curve = found.history.curve(condition.what) if found else NO_CURVE
    if not len(curve):
        return False
    last = float(curve.values[-1])  # comparisons with what is not a number are false
    return last > condition.value if condition.sign == ">" else last < condition.value


def _finding(condition: Condition, run: str, page: str) -> bool:
    if not run:
        return False
    folder = find_run(runs_root(), run)
    found = visit(folder, folder.status())
    return found is not None and any(each.failure_mode == condition.what for each in found.findings)


def _page(condition: Condition, run: str, page: str) -> bool:
    wanted = [(name, run if value == RUN else value) for name, value in condition.settings]
    return (page or "train") == condition.what and all(address.value(name) == value for name, value in wanted)


TESTS: dict[str, Callable[[Condition, str, str], bool]] = {
    "step": _step,
    "state": _state,
    "curve": _curve,
    "finding": _finding,
    "page": _page,
}

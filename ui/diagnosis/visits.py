"""Diagnoses of runs: computed once for all viewers, and again only if a run has news."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from gan_core.config import RunConfig, load_config
from gan_core.doctor import Finding, Remedy, diagnose
from gan_core.doctor.apply_remedy import way_now
from gan_core.doctor.history import History, from_columns
from gan_core.doctor.when_to_stop import Advice, when_to_stop
from gan_core.errors import SettingsError
from gan_core.jobs import history as held
from gan_core.jobs.folder import RunFolder, Status

BETWEEN_SECONDS = 2.0
BETWEEN_SECONDS_ENDED = 60.0
MOST_RUNS = 64


@dataclass
class Diagnosis:
    """What was found at one moment of a run, and the history that it was found in."""

    history: History
    findings: list[Finding]
    advice: Advice
    ways: dict[tuple[str, int], str]
    """How each remedy would be applied as things stand, by its failure mode and its place there."""

    def remedies(self, finding: Finding) -> list[tuple[Remedy, str]]:
        """The remedies of a finding that a button can apply, and how."""
        ways = [self.ways[finding.failure_mode, number] for number in range(len(finding.remedies))]
        return [(each, way) for each, way in zip(finding.remedies, ways, strict=True) if way != "advice"]


@dataclass
class _Room:
    time: float = -1e9
    seen: tuple = ()
    visit: Diagnosis | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_rooms: OrderedDict[str, _Room] = OrderedDict()
_rooms_lock = threading.Lock()


def visit(folder: RunFolder, status: Status) -> Diagnosis | None:
    """The latest findings, at most two seconds old while the run lasts; None for a run that does not train.

    Raises RunError where the record is gone.
    """
    if status.job_type != RunConfig.job_type:
        return None
    with _rooms_lock:
        room = _rooms.pop(str(folder.path), None) or _Room()
        _rooms[str(folder.path)] = room
        while len(_rooms) > MOST_RUNS:
            _rooms.popitem(last=False)
    with room.lock:
        curves = held.history(folder.record_path)
        now = time.monotonic()
        ended = (status.state, status.reason)  # the last word must not wait: nobody may ask again
        between = BETWEEN_SECONDS if status.active else BETWEEN_SECONDS_ENDED
        if room.visit is None or now - room.time > between or room.seen[2:] != ended:
            curves.refresh()
            seen = (curves.epoch, curves.last, *ended)
            if seen != room.seen:
                room.visit, room.seen = _examine(folder, status, curves), seen
            room.time = now
        return room.visit


def _examine(folder: RunFolder, status: Status, curves: held.History) -> Diagnosis | None:
    try:
        config = load_config(folder.config())
    except SettingsError:  # of an older version: nothing can be said of it
        return None
    with curves.lock:
        columns = {name: column.view for name, column in curves.curves.items()}
        told = from_columns(curves.axes["step"].view, columns)
    history = History(config, told, status.state, status.reason, status.live or {}, status.fault)
    findings = diagnose(history)
    ways = {
        (finding.failure_mode, number): way_now(folder, status, each)
        for finding in findings
        for number, each in enumerate(finding.remedies)
    }
    return Diagnosis(history, findings, when_to_stop(history), ways)

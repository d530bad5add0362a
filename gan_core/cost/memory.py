"""The peak memory of a piece of work in this process."""

import sys
import threading
import time
from pathlib import Path
from types import TracebackType

import psutil

SAMPLE_SECONDS = 0.002
RESET_PEAK = "5"
"""What Linux takes for: forget how much memory this process had at most. man 5 proc, clear_refs"""
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class PeakMemory:
    """`with PeakMemory() as peak: ...`, then `peak.bytes`: how far resident memory rose at most above where it was.

    Linux keeps that mark itself. Elsewhere memory is read every 2 ms, and a shorter rise can be missed. `resident`
    is what the whole process had at that time, with Python and all libraries; `marked` is whether the mark was read.
    """

    def __init__(self) -> None:
        self.bytes = self.resident = 0
        self.marked = True

    def __enter__(self) -> "PeakMemory":
        self._process, self._most = psutil.Process(), 0
        self.marked, self._stop = forget_peak(), threading.Event()
        self._before = self._process.memory_info().rss
        if not self.marked:
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._look()
        if self.marked:
            self._most = max(self._most, _peak())
        else:
            self._stop.set()
            self._watcher.join()
        self.resident = max(self._most, self._before)
        self.bytes = self.resident - self._before

    def _look(self) -> None:
        self._most = max(self._most, self._process.memory_info().rss)

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._look()
            time.sleep(SAMPLE_SECONDS)


def forget_peak() -> bool:
    """Whether the system's mark was set back to what is resident now."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        CLEAR.write_text(RESET_PEAK)
        return _peak() > 0
    except OSError:
        return False


def _peak() -> int:
    """The mark in bytes, 0 where there is none. (`ru_maxrss` would also remember the process that started this one.)"""
    for line in STATUS.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0

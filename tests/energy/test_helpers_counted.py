"""Processor time of processes that work for this one."""

import subprocess
import sys

import pytest

from gan_core.energy import meters


def test_processor_time_of_a_helper_counts_and_stays_counted_when_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "HELPERS", {})
    monkeypatch.setattr(meters.time, "process_time", lambda: 1.0)
    # Busy for a quarter of a second of its own time, then there until told to go.
    work = "import time\nwhile time.process_time() < 0.25: pass\nprint(flush=True)\ninput()"
    helper = subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    meters.count_too([helper.pid])
    assert helper.stdout is not None
    helper.stdout.readline()
    busy = meters.busy_seconds()
    assert busy >= 1.2
    helper.communicate("\n")
    assert meters.busy_seconds() >= busy

"""Whether a process is still the one that was started: the system reuses process ids, so an id is not enough.

On Linux a process is known by its id, the id of this boot of the machine and the clock ticks from that boot to its
start. None of them moves when somebody sets the clock. Elsewhere its time of creation stands in for the ticks.
"""

import os
import signal
import socket
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import psutil

HOST = socket.gethostname()
PROC = Path("/proc")
ENDED = ("Z", "X")


@cache
def boot_id() -> str:
    """A name for this boot of the machine; empty where the system gives none."""
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def identity(pid: int | None = None) -> dict[str, Any]:
    """What to write down about a process, this one unless told, so that another can tell later whether it still lives.

    Zeros where there is no such process.
    """
    pid = os.getpid() if pid is None else pid
    _, ticks = _stat(pid)
    return {
        "pid": pid,
        "boot_id": boot_id(),
        "start_ticks": ticks,
        "pid_started": _created(pid),
        "host": HOST,
    }


def is_alive(known: Mapping[str, Any]) -> bool:
    """Whether the process of that identity still runs on this machine. Old records know its time of creation only."""
    pid = known.get("pid", 0)
    if pid <= 0:
        return False
    if known.get("boot_id") and boot_id():
        state, ticks = _stat(pid)
        return known["boot_id"] == boot_id() and ticks == known.get("start_ticks") != 0 and state not in ENDED
    try:
        process = psutil.Process(pid)
        near = abs(process.create_time() - known.get("pid_started", 0.0)) < 1.0
        return near and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def kill_group(known: Mapping[str, Any]) -> None:
    """End the process of that identity and its whole group at once. Does nothing when it is gone already."""
    if not is_alive(known):
        return
    pid = known["pid"]
    try:
        if hasattr(os, "killpg") and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            psutil.Process(pid).kill()
    except (ProcessLookupError, PermissionError, psutil.Error):
        return


def _stat(pid: int) -> tuple[str, int]:
    """The state of a process, as a letter, and the clock ticks from the boot to its start; "" and 0 without any."""
    try:
        text = (PROC / str(pid) / "stat").read_text("utf-8", "replace")
        state, *fields = text[text.rindex(")") + 2 :].split()  # the name before it may hold anything
        return state, int(fields[18])
    except (OSError, ValueError, IndexError):
        return "", 0


def _created(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0

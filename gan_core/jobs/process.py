"""Is a process still the one we started? A process id alone is not enough: the system gives it out again."""

import os
import signal
import socket

import psutil

HOST = socket.gethostname()


def identity() -> dict:
    """What to write down about this process so that another can tell later whether it still lives."""
    return {"pid": os.getpid(), "pid_started": psutil.Process().create_time(), "host": HOST}


def started_at(pid: int) -> float:
    """When the process `pid` started, in seconds since 1970; 0 when there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def is_alive(pid: int, started: float) -> bool:
    """Whether the process `pid` that started at `started` (seconds since 1970) still runs on this machine."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_group(pid: int, started: float) -> None:
    """End the process and its whole group at once. Does nothing when the process is gone already."""
    if not is_alive(pid, started):
        return
    try:
        if hasattr(os, "killpg") and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            psutil.Process(pid).kill()
    except (ProcessLookupError, psutil.NoSuchProcess):
        return

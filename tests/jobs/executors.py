"""Executors for tests: one that starts nothing, and one whose workers run elsewhere."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs.executor import Handle
from gan_core.jobs.status import Status
from gan_core.places import PROJECT
from gan_core.store.machine_settings import processes_of


class IdleHandle:
    """A worker that never does anything."""

    def __init__(self) -> None:
        self.killed = self.polled = False

    def poll(self) -> int | None:
        self.polled = True
        return -signal.SIGKILL if self.killed else None

    def kill(self) -> None:
        self.killed = True


class IdleExecutor:
    """Starts nothing, and remembers what it was asked to start. For the runs that it `refuses` it stumbles."""

    num_workers = 1

    def __init__(self, refuses: list[str] | None = None) -> None:
        self.spawned: list[str] = []
        self.started: list[Any] = []
        self.refuses = refuses or []

    def spawn(self, run: Path, ticket: str) -> Handle:
        if run.name in self.refuses:
            raise ValueError("as bad as can be")
        self.spawned.append(run.name)
        self.started.append(IdleHandle())
        return self.started[-1]

    def attach(self, status: Status) -> Handle:
        return IdleHandle()

    def ask(self, question: str, value: Any) -> Any:
        raise RunError("Nobody is here to ask.")

    def places(self, config: Any) -> int:
        return processes_of(config)

    def keep_ready(self) -> None: ...

    def close(self) -> None: ...


class ScriptExecutor(IdleExecutor):
    """Workers that a shell script starts with an empty environment, in another folder, behind another path to the runs.

    As on a machine that shares the disk: nothing of the process is known here but that the script goes on.
    """

    def __init__(self, place: Path, runs: Path) -> None:
        super().__init__()
        self.place = place
        place.mkdir()
        (place / "runs").symlink_to(runs)

    def spawn(self, run: Path, ticket: str) -> Handle:
        worker = [sys.executable, "-m", "gan_core", "worker", "--run", f"runs/{run.name}", "--ticket", ticket]
        known = {"PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1", "HOME": str(self.place)}
        settings = [f"{name}={value}" for name, value in known.items()]
        script = self.place / f"{run.name}.sh"
        lines = [f"cd {shlex.quote(str(self.place))}", f"exec env -i {shlex.join([*settings, *worker])}", ""]
        script.write_text("\n".join(lines), "utf-8")
        self.spawned.append(run.name)
        self.started.append(ScriptHandle(["/bin/sh", str(script)]))
        return self.started[-1]

    def close(self) -> None:
        for each in self.started:
            each.kill()
            each.process.wait()


class ScriptHandle:
    def __init__(self, command: list[str]) -> None:
        nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, start_new_session=True, **nowhere)

    def poll(self) -> int | None:
        return self.process.poll()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

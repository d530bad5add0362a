"""The launcher's handle of the standby: a warm process that answers questions and becomes a run's worker."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gan_core.errors import RunError, UserError
from gan_core.jobs import process
from gan_core.jobs.gpus import ALL_GPUS, VISIBLE
from gan_core.places import PROJECT
from gan_core.present import present


class Standby:
    """One idle worker process. It is ready when it has imported everything, some seconds after its start."""

    def __init__(self, gpu: str | None = None, all_gpus: Sequence[str] = ()) -> None:
        self.gpu = gpu
        self._lock = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core", "worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            env={**os.environ, **({} if gpu is None else {VISIBLE: gpu, ALL_GPUS: ",".join(all_gpus)})},
            start_new_session=True,
            text=True,
        )
        self._questions, self._answers = present(self.process.stdin), present(self.process.stdout)
        self._ready = threading.Event()
        self._given_away = False
        self._waiter = threading.Thread(target=self._wait_until_ready, daemon=True)
        self._waiter.start()

    def _wait_until_ready(self) -> None:
        self._answers.readline()
        with self._lock:
            self._ready.set()
            if self._given_away:
                self._answers.close()

    @property
    def busy(self) -> bool:
        """Whether a question is being answered: a run should not wait for that."""
        return self._lock.locked()

    @property
    def ready(self) -> bool:
        return self._ready.is_set() and self.process.poll() is None

    @property
    def dead(self) -> bool:
        return self.process.poll() is not None

    def poll(self) -> int | None:
        return self.process.poll()

    def kill(self) -> None:
        """End it with all that it has started: it leads its own group."""
        if self.process.poll() is None:
            process.kill_group(process.identity(self.process.pid))

    def ask(self, question: str, value: Any) -> Any:
        """The answer, once it comes. Raises UserError with the standby's words, RunError when it is gone."""
        if not self._ready.wait(timeout=60):
            raise RunError(
                "The worker process does not start. Try `python -m gan_core presets` in a terminal to see why."
            )
        with self._lock:
            self._send({"ask": question, "value": value})
            line = self._answers.readline()
        if not line:
            raise RunError("The worker process ended during the measurement. Try again.")
        reply = json.loads(line)
        if "error" in reply:
            raise UserError(reply["error"])
        return reply["answer"]

    def become(self, run: Path, ticket: str = "") -> None:
        """Hand it a run, for good, with the ticket that claims it. A question is answered first."""
        with self._lock:
            self._send({"run": str(run), "ticket": ticket})
            self._given_away = True
            with suppress(OSError):
                self._questions.close()
            if self._ready.is_set():
                self._answers.close()

    def dismiss(self) -> None:
        """End it, also while it still warms up: it holds nothing that could be lost."""
        self.process.kill()
        with suppress(BrokenPipeError):
            self._questions.close()
        self.process.wait()
        self._waiter.join(timeout=5)
        self._answers.close()

    def _send(self, request: dict) -> None:
        if self._questions.closed:
            raise RunError("The worker process is busy with a run. Try again.")
        try:
            self._questions.write(json.dumps(request) + "\n")
            self._questions.flush()
        except OSError as error:
            raise RunError("The worker process has ended. Try again.") from error

"""The interface of executors, which start workers: all that the scheduler knows of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from gan_core.jobs.status import Status


class Handle(Protocol):
    """One worker that was started."""

    def poll(self) -> int | None:
        """None while it works; how it ended, as a process's exit status has it: below 0 where it was killed."""
        ...

    def kill(self) -> None:
        """End it at once, with all that it has started. Does nothing where it has ended."""
        ...


class Executor(Protocol):
    """Starts workers, on this machine or elsewhere, and answers questions that need what only workers import."""

    @property
    def num_workers(self) -> int:
        """How many may work at once, unless the launcher is told."""
        ...

    def places(self, config: Mapping[str, Any]) -> int:
        """How many of those a run of these settings takes up."""
        ...

    def spawn(self, run: Path, ticket: str) -> Handle:
        """A worker for the run in that folder, which claims it with `ticket`. Raises RunError: the run waits on."""
        ...

    def attach(self, status: Status) -> Handle:
        """The worker that a run's status names, whoever started it."""
        ...

    def ask(self, question: str, value: Any) -> Any:
        """The answer to a question that is about no run. Blocks. Raises UserError with the words of who answers."""
        ...

    def keep_ready(self) -> None:
        """Called at every look of the scheduler: what makes the next start quick."""
        ...

    def close(self) -> None:
        """Let go. Workers that have a run keep it."""
        ...

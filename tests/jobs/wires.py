"""Wires without a network between a worker's sink and the keeper of its run: what passes is checked to be plain."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gan_core.events import Event
from gan_core.job_types.registry import EXPLAIN, JOB_TYPES
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.remote_sink import RemoteSink, WorkingFolder
from gan_core.jobs.run_keeper import Reply, RunKeeper
from gan_core.jobs.worker import Worker


def plain(value: Any) -> Any:
    """A copy of `value`; fails where it is anything but plain values."""
    if isinstance(value, dict):
        return {plain(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(plain(each) for each in value)
    assert value is None or type(value) in (bool, int, float, str, bytes), f"{value!r} is not plain"
    return value


class DirectWire:
    """Calls the keeper itself. `calls` remembers their names."""

    def __init__(self, keeper: RunKeeper) -> None:
        self.keeper = keeper
        self.calls: list[str] = []

    def ask(self, call: str, *values: Any) -> Reply:
        self.calls.append(call)
        return plain(self.keeper.reply(call, plain(list(values))))

    def tell(self, call: str, *values: Any) -> list[Reply]:
        return [self.ask(call, *values)]

    def poll(self, call: str) -> Reply | None:
        return self.ask(call)


class ApartWire(DirectWire):
    """The keeper has the folder of all runs that it would have on its own machine."""

    def ask(self, call: str, *values: Any) -> Reply:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GAN_CORE_RUNS", str(self.keeper.folder.path.parent))
            return super().ask(call, *values)


class LateWire(DirectWire):
    """What `tell` and `poll` come to is known at the next call."""

    def __init__(self, keeper: RunKeeper) -> None:
        super().__init__(keeper)
        self._told: list[Reply] = []
        self._polled: Reply | None = None

    def tell(self, call: str, *values: Any) -> list[Reply]:
        come, self._told = self._told, [self.ask(call, *values)]
        return come

    def poll(self, call: str) -> Reply | None:
        come, self._polled = self._polled, self.ask(call) if self._polled is None else None
        return come


def ticket_of(folder: RunFolder) -> str:
    """Launch the run as a scheduler does; returns the ticket that claims it."""
    with folder.record() as record:
        record.put(state="running", ticket="t" * 32, pid=0, folder_inode=folder.inode())
    return "t" * 32


def work_elsewhere(
    folder: RunFolder,
    place: Path,
    listener: Callable[[Event], None] | None = None,
    wire: type[DirectWire] = DirectWire,
) -> str:
    """Work on a run from below the folder `place`, where a machine without the run would; returns how it ended."""
    keeper = RunKeeper(folder, ticket_of(folder))
    working = WorkingFolder(place / "runs" / folder.name, made := wire(keeper))
    working.path.mkdir(parents=True)
    try:
        return Worker(working, JOB_TYPES, EXPLAIN, listener, sink=RemoteSink(working, made, "node")).run()
    finally:
        keeper.close()

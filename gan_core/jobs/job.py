"""What a worker asks of a job, whatever it does."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from gan_core.events import Event, Progress
from gan_core.jobs.folder import RunFolder


class Job(Protocol):
    """A piece of long work. `goal` is the share that is done, 0 to 1, or a negative number where there is no end."""

    save_every_seconds: float

    def events(self) -> Iterator[Event]: ...
    def apply(self, name: str, value: Any) -> tuple[str, list[Event]]: ...
    def save(self) -> int: ...
    def progress(self) -> float: ...
    def live(self) -> dict[str, Any]: ...
    def now(self) -> Progress: ...
    def close(self) -> None: ...


Report = Callable[[str, float | None], None]
JobTypes = dict[str, Callable[[RunFolder, Report], Job]]
Explain = Callable[[BaseException], str | None]

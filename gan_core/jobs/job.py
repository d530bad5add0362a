"""What a worker needs of any job, and the record that describes a type of job."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from gan_core.errors import RunError
from gan_core.events import Event, Progress
from gan_core.jobs.folder import RunFolder
from gan_core.settings import Settings

OWN_PAGE = "job"
"""The page that shows a job of any type, and the name that its address gives the job."""


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


class OneGoJob:
    """What jobs share that are done in one go: nothing of them changes while they run, and they save as they go."""

    save_every_seconds = 1e9
    title = "This job"

    def apply(self, name: str, value: Any) -> tuple[str, list[Event]]:
        """No command is known. Raises RunError."""
        raise RunError(f"{self.title} knows no command {name!r}: stop it and start another one.")

    def save(self) -> int:
        """All that is known is written when it is known; returns the step."""
        return 0

    def live(self) -> dict[str, Any]:
        """No setting can be changed."""
        return {}


class Meter(Protocol):
    """Counts what a job uses between `go` and `rest`. `row` is what a row of the curves says of it."""

    def go(self) -> None: ...
    def rest(self) -> None: ...
    def row(self) -> dict[str, float]: ...
    def to_json(self) -> dict[str, Any] | None: ...


class NoMeter:
    """Counts nothing."""

    def __init__(self, device: str = "", before: Mapping[str, Any] | None = None) -> None:
        self._before = before

    def go(self) -> None: ...

    def rest(self) -> None: ...

    def row(self) -> dict[str, float]:
        return {}

    def to_json(self) -> dict[str, Any] | None:
        """What was known before."""
        return dict(self._before) if self._before else None


class ResultReader(Protocol):
    """Reads what a job has written so far, and makes of it what one takes away. A module will do."""

    def read_result(self, folder: RunFolder) -> Any: ...
    def to_json(self, found: Any) -> str: ...
    def to_csv(self, found: Any) -> str: ...


Report = Callable[[str, float | None], None]
MakeJob = Callable[[RunFolder, Report], Job]
MakeMeter = Callable[[str, Mapping[str, Any] | None], Meter]
"""Of the device that the job computes on, and of what it had used before it was resumed."""
Explain = Callable[[BaseException], str | None]


@dataclass(frozen=True)
class JobType:
    """One type of job. Its name is the `job_type` of its settings. What is heavy to import is imported when asked for.

    `page` and `param` are the page that shows such a job and what its address calls the job: "job" shows any. A type
    that `learns` has curves and checkpoints, is followed live and can be resumed; the others are done in one go.
    """

    settings: type[Settings]
    load_settings: Callable[[dict[str, Any]], Any]
    make: Callable[[], MakeJob]
    title: str
    article: str = "a"
    icon: str = "work"
    about: str = ""
    page: str = OWN_PAGE
    param: str = OWN_PAGE
    learns: bool = False
    results: Callable[[], ResultReader] | None = None
    meter: MakeMeter = NoMeter

    @property
    def name(self) -> str:
        return self.settings.job_type

    @property
    def noun(self) -> str:
        """In a sentence: "measurement"."""
        return self.title.lower()

    @property
    def a_noun(self) -> str:
        """In a sentence: "an evaluation"."""
        return f"{self.article} {self.noun}"


JobTypes = Mapping[str, JobType]

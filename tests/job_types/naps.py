"""A toy type of job in one file: it sleeps, says how far it is, draws a picture, and writes down how it slept."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from gan_core.events import Event, Note, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import JobType, OneGoJob, Report
from gan_core.settings import Settings, parse
from gan_core.store import atomic

FILE = "naps.json"


class NapConfig(Settings):
    job_type: ClassVar[str] = "naps"
    title: str = "Some naps"
    naps: int = Field(3, ge=0, le=1000)
    seconds: float = Field(0.01, gt=0)


def load_nap_config(values: dict[str, Any]) -> NapConfig:
    return parse(NapConfig, values)


@dataclass(frozen=True)
class NapResult:
    config: NapConfig
    slept: list[float]


def read_result(folder: RunFolder) -> NapResult:
    try:
        slept = json.loads((folder.path / FILE).read_text("utf-8"))
    except FileNotFoundError:
        slept = []
    return NapResult(load_nap_config(folder.config()), slept)


def to_json(found: NapResult) -> str:
    return json.dumps({"slept": found.slept})


def to_csv(found: NapResult) -> str:
    return "\n".join(["seconds", *map(str, found.slept)])


class NapJob(OneGoJob):
    title = "A nap"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.config, self.slept = folder, load_nap_config(folder.config()), []

    def events(self) -> Iterator[Event]:
        yield Note(0, "info", "Good night")
        yield Samples(0, "samples", np.zeros((1, 3, 8, 8), np.uint8))
        while len(self.slept) < self.config.naps:
            time.sleep(self.config.seconds)
            self.slept.append(self.config.seconds)
            atomic.write_json(self.folder.path / FILE, self.slept)
            yield self.now()

    def progress(self) -> float:
        return len(self.slept) / self.config.naps

    def now(self) -> Progress:
        return Progress(len(self.slept), 0, sum(self.slept))

    def close(self) -> None: ...


class Results:
    """A reader of what naps have written."""

    read_result, to_json, to_csv = staticmethod(read_result), staticmethod(to_json), staticmethod(to_csv)


NAPS = JobType(
    settings=NapConfig,
    load_settings=load_nap_config,
    make=lambda: NapJob,
    title="Nap",
    icon="bedtime",
    about="Sleeps, and says so.",
    results=Results,
)

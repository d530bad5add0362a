"""The status of a run, checked value by value as it is read: a record is a file, and files get damaged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from gan_core.errors import Fault, RunError
from gan_core.message import read_message

ACTIVE = ("running", "paused")
ENDED = ("done", "stopped", "failed", "lost")
STATES = ("queued", *ACTIVE, *ENDED)
DAMAGED = "damaged"
"""Of a run whose record cannot be read: no record says so of itself."""
MOST_DEPTH = 8
OLD_NAMES = {"kind": "job_type"}
"""What earlier versions called a value of the record."""


def _known(state: str) -> str:
    if state not in (*STATES, DAMAGED):
        raise ValueError("no state of a run")
    return state


def _plain(value: Any) -> Any:
    """As JSON brings it, and no deeper than anything here ever writes."""
    _check_depth(value, MOST_DEPTH)
    return value


def _check_depth(value: Any, left: int) -> None:
    if left < 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, dict):
        for name, each in value.items():
            name.encode()
            _check_depth(each, left - 1)
    elif isinstance(value, list):
        for each in value:
            _check_depth(each, left - 1)


def _live(values: dict[str, Any]) -> dict[str, Any]:
    """Settings by their dotted name; all that can be changed is numbers."""
    for name, value in values.items():
        if name.startswith("runtime."):
            _number_or_word(value)
        else:
            _number(value)
    return values


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What monitors told, each an object, and the best generator so far."""
    for name, fact in facts.items():
        if not isinstance(fact, dict):
            raise ValueError(f"{name} is no object")
    if best := facts.get("best"):
        _number(best["value"])
        if not isinstance(best["by"], str) or type(best["step"]) is not int:
            raise ValueError("best is incomplete")
    _check_leaves(facts.get("diagram"))
    for change in facts.get("changes", {}).get("list", ()):
        for number in ("before", "value", "step", "updates", "images", "seconds"):
            _number(change[number])
        if not isinstance(change["name"], str):
            raise ValueError("a change has no name")
    for name in ("watch/modes", "watch/points"):
        if counted := facts.get(name):
            _number(counted.get("num_images") or counted["num_points"])
            if not all(isinstance(each, str) for each in counted["names"]):
                raise ValueError(f"{name} is incomplete")
    return facts


def _check_leaves(value: Any) -> None:
    """Every number in it is finite."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _check_leaves(each)
    else:
        _number_or_word(value)


def _energy(energy: dict[str, Any]) -> dict[str, Any]:
    """As gan_core.energy.meters.Energy has it."""
    if energy["joules"] is not None:
        _number(energy["joules"])
    _number(energy["seconds"])
    read_message(energy["source"])  # or a sentence, as an earlier version wrote it
    if not isinstance(energy["measured"], bool):
        raise ValueError("measured is missing")
    return {name: energy[name] for name in ("joules", "seconds", "source", "measured")}


def _number(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -MOST < value < MOST:
        raise ValueError("no number")


def _number_or_word(value: Any) -> None:
    if value is not None and not isinstance(value, str | bool):
        _number(value)


MOST = 1e15
Seconds = Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False)]
Number = Annotated[float, Field(gt=-MOST, lt=MOST, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Line = Annotated[str, Field(max_length=1000)]
Text = Annotated[str, Field(max_length=100_000)]
Word = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
State = Annotated[str, AfterValidator(_known)]
Json = Annotated[dict[str, Any], AfterValidator(_plain)]


@dataclass(frozen=True)
class Status:
    """What a run's record says of it, and whether its process bears that out. Times are seconds since 1970."""

    name: str
    title: Line = ""
    job_type: Word = "train"
    state: State = "queued"
    owner: Line = ""
    created: Seconds = 0.0
    queued: Seconds = 0.0
    resumed_from: Annotated[str, Field(pattern=r"^[a-z]{0,20}$")] = ""
    started: Seconds = 0.0
    paused: Seconds = 0.0
    ended: Seconds = 0.0
    step: Count = 0
    images: Count = 0
    seconds: Seconds = 0.0
    images_per_second: Number = 0.0
    goal: Number = 0.0
    message: Text = ""
    reason: Text = ""
    fault: Line = ""
    pid: Count = 0
    boot_id: Line = ""
    start_ticks: Count = 0
    pid_started: Seconds = 0.0
    host: Line = ""
    machine: Line = ""
    """The machine that computes, where it is not the one that keeps the folder."""
    ticket: Line = ""
    """What the worker of the present launch shows when it claims the run; empty for one that nobody launched."""
    folder_inode: Annotated[int, Field(ge=0, lt=2**64)] = 0
    heartbeat: Seconds = 0.0
    memory_left: Number = 1.0
    last_checkpoint: Annotated[int, Field(ge=-1, lt=2**53)] = -1
    in_terminal: bool = False
    live: Annotated[Json, AfterValidator(_live)] | None = None
    facts: Annotated[Json, AfterValidator(_facts)] | None = None
    energy: Annotated[Json, AfterValidator(_energy)] | None = None

    @property
    def active(self) -> bool:
        """Whether a process works on it, or waits in it."""
        return self.state in ACTIVE


NOT_FINITE = re.compile(r"no longer (a number|numbers) at step")
"""How an earlier version said Fault.NOT_FINITE, which wrote no code beside its words."""


@cache
def _readers() -> dict[str, TypeAdapter]:
    hints = get_type_hints(Status, include_extras=True)
    return {name: TypeAdapter(hint) for name, hint in hints.items() if name != "name"}


def read_values(name: str, values: Mapping[str, Any]) -> Status:
    """The status of the run `name` from what its record holds. Raises RunError naming the value that is damaged."""
    if "state" not in values:
        raise RunError(damaged_words("state is missing"))
    values = {OLD_NAMES.get(key, key): value for key, value in values.items() if OLD_NAMES.get(key) not in values}
    checked = {}
    for key, reader in _readers().items():
        if key in values:
            try:
                checked[key] = reader.validate_python(values[key], strict=True)
            except (ValidationError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
                raise RunError(damaged_words(f"{key} holds what it cannot be")) from error
    if "fault" not in values and checked.get("state") == "failed" and NOT_FINITE.search(checked.get("reason", "")):
        checked["fault"] = Fault.NOT_FINITE
    return Status(name=name, **checked)


def damaged_words(what: str) -> str:
    """The sentence for a record that is there and makes no sense."""
    return (
        f"The record of this run is damaged ({what}). Its pictures and checkpoints are intact; the run can be deleted."
    )

"""What a reader's browser measured: checked, and turned into figures like the server's own rounds."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gan_core.cost.timing import Round, Timing, timings
from gan_core.errors import UserError

MOST_ROUNDS, MOST_LETTERS = 200, 300
NONSENSE = "The browser sent invalid data: {}. Reload the page and measure again."
BROWSERS = (
    ("Edge", r"Edg\w*/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|Chromium|HeadlessChrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)\S* .*Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class BrowserRow:
    """One variant: its time by batch size, its largest difference from the server's pictures in [-1, 1], or why not."""

    name: str
    time: Mapping[int, Timing] = field(default_factory=dict)
    max_difference: float | None = None
    why: str = ""


@dataclass(frozen=True)
class BrowserResult:
    """One reader's figures. `machine` says whose they are; ratios are to the first row, in this browser."""

    machine: Mapping[str, str]
    batches: tuple[int, ...]
    rows: tuple[BrowserRow, ...]


def read_browser(sent: Any, names: list[str]) -> BrowserResult:
    """The figures in what a browser sent of the variants `names`. Raises UserError for nonsense."""
    try:
        rounds = {int(batch): _rounds(int(batch), each, names) for batch, each in sent["rounds"].items()}
        apart = {str(name): _number(value, least=0) for name, value in sent["apart"].items()}
        failed = {str(name): str(why)[:MOST_LETTERS] for name, why in sent["failed"].items()}
        machine = _machine(sent)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UserError(NONSENSE.format(error)) from error
    found = {batch: timings(each) for batch, each in rounds.items()}
    rows = tuple(
        BrowserRow(
            name,
            {batch: each[name] for batch, each in found.items() if name in each},
            apart.get(name),
            failed.get(name, ""),
        )
        for name in names
    )
    return BrowserResult(machine, tuple(sorted(rounds)), rows)


def _rounds(batch: int, sent: list[dict[str, float]], names: list[str]) -> list[Round]:
    """Milliseconds a call of every variant, round by round, as seconds a picture."""
    if not 1 <= batch <= 1024 or len(sent) > MOST_ROUNDS:
        raise ValueError(f"{len(sent)} rounds of batch {batch}")
    known = [name for name in names if sent and name in sent[0]]
    return [Round({name: _number(each[name]) / 1000 / batch for name in known}, 1.0) for each in sent]


def _number(value: Any, least: float = 1e-9) -> float:
    number = float(value) if type(value) in (int, float) else math.nan
    if not math.isfinite(number) or number < least:
        raise ValueError(f"{value} as a measured number")
    return number


def _machine(sent: dict[str, Any]) -> dict[str, str]:
    agent = str(sent["agent"])[:MOST_LETTERS]
    step = _number(sent["clock_step_ms"])
    return {
        "browser": browser_name(agent),
        "cores": str(int(sent["cores"])),
        "runtime": "onnxruntime-web, WebAssembly, 1 thread",
        "clock": f"steps of {step:.3g} ms",
        "user agent": agent,
    }


def browser_name(agent: str) -> str:
    """ "Firefox 140 on Windows" for a user agent; "a browser" where it is none that is known."""
    browser = next(
        (f"{name} {found[1]}" for name, pattern in BROWSERS if (found := re.search(pattern, agent))), "a browser"
    )
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, agent)), "")
    return f"{browser} on {system}" if system else browser


def to_json(found: BrowserResult) -> str:
    """Machine, batches and rows."""
    return json.dumps(dataclasses.asdict(found), indent=1, ensure_ascii=False, allow_nan=False)


def to_csv(found: BrowserResult) -> str:
    """A line for each variant and batch size."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = ("seconds", "seconds_low", "seconds_high", "ratio", "ratio_low", "ratio_high", "verdict")
    writer.writerow(["name", "batch", *names, "max_difference", "why", *found.machine])
    for row in found.rows:
        for batch in found.batches:
            told = [*_told(row.time.get(batch)), row.max_difference, row.why, *found.machine.values()]
            writer.writerow([row.name, batch, *("" if value is None else value for value in told)])
    return out.getvalue()


def _told(timing: Timing | None) -> list[float | str | None]:
    if timing is None:
        return [""] * 7
    figures = [getattr(part, name) for part in (timing.seconds, timing.ratio) for name in ("middle", "low", "high")]
    return [*figures, str(timing.verdict)]

"""What the live view is told of a run: status, curves, pictures and log, each only as far as it is new."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile
from math import isfinite
from typing import Any

from gan_core.config import load_config
from gan_core.data import DATASETS
from gan_core.doctor.wording import finding_words, remedy_words, title_words
from gan_core.energy.grids import grams_of_co2, home_grid
from gan_core.energy.wording import grid_words, source_words
from gan_core.energy.work_meter import JOULES_PER_WH, read_energy
from gan_core.errors import SettingsError
from gan_core.events import UPDATES
from gan_core.grid import columns_for
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.history import AXES, VALUES_A_ZOOM, History, history
from gan_core.jobs.index import RunIndex, shared_index
from gan_core.models.growth import Growth
from gan_core.present import present
from ui.diagnosis.visits import Diagnosis, visit
from ui.fields import with_labels

__all__ = ["AXES", "news", "stretch"]

FRESH_SECONDS = 0.2
MAX_LOOKS = 64
MAX_LOG_LINES = 200
DRAWN = ("modes/recognised", "modes/kinds", "modes/entropy")
"""What monitors say of classes as curves; the share of each class is shown as a histogram."""
SHARES = ("modes/", "digits/", "classes/of/")
"""What curves begin with that are told of each class."""
DIAGRAM = "diagram"
"""The fact that holds the figures of a run's diagram."""
TEXT, EARLIER_TEXT = "text", "text/"
"""The fact that holds what a text model shows of itself now, and what those begin with that hold it of early steps."""
SHOWN_FACTS = (
    "best",
    "watch/fidelity",
    "watch/classes",
    "watch/reconstruction",
    "watch/attributes",
    "watch/language",
    "watch/retrieval",
)
TOLD = (
    "name",
    "title",
    "job_type",
    "state",
    "step",
    "images",
    "seconds",
    "images_per_second",
    "message",
    "reason",
    "last_checkpoint",
)


@dataclass
class Look:
    """One reading of a run's record, good for all who ask within a fifth of a second."""

    folder: RunFolder
    time: float = -1e9
    status: Status = field(default_factory=lambda: Status(name=""))
    pictures: list[tuple[int, int, str, str]] = field(default_factory=list)
    lines: list[tuple] = field(default_factory=list)
    place: int = 0
    wait: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def modes(self) -> tuple[str, ...]:
        """The names of the modes that a run on points is to find; empty for all else. Raises RunError."""
        data = self.folder.config().get("data")
        name = data.get("name") if isinstance(data, dict) else None
        known = DATASETS.get(name) if isinstance(name, str) else None
        return known.class_names if known and known.kind == "points" else ()

    @cached_property
    def growth(self) -> Growth | None:
        """When the networks of the run grow; None where they have one size all the while. Raises RunError."""
        values = self.folder.config()
        if "model" not in values:
            return None
        try:
            config = load_config(values)
        except SettingsError:  # of a version that had other settings
            return None
        growth = config.model.growth(config.shape())
        return growth if growth is not None and growth.end else None

    def refresh(self) -> History:
        """Read again if the last time is too long ago. Raises RunError."""
        curves = history(self.folder.record_path)
        with self.lock:
            if not curves.epoch or time.monotonic() - self.time > FRESH_SECONDS:
                with self.folder.record() as record:
                    self.status = self.folder.read_status(record)
                    self.pictures = record.pictures()
                    self.lines = record.logs()[-MAX_LOG_LINES:]
                curves.refresh()
                waits = self.status.state == "queued"
                index = shared_index(self.folder.path.parent)
                self.place = index.place_in_queue(self.folder.name) if waits else 0
                self.wait = seconds_to_wait(index, self.folder) if waits else None
                self.time = time.monotonic()
        return curves


_looks: OrderedDict[str, Look] = OrderedDict()
_looks_lock = threading.Lock()


def _look(folder: RunFolder) -> Look:
    with _looks_lock:
        key = str(folder.path)
        look = _looks.pop(key, None) or Look(folder)
        _looks[key] = look
        while len(_looks) > MAX_LOOKS:
            _looks.popitem(last=False)
        return look


def news(folder: RunFolder, *, epoch: str, after: int, pictures_after: int, log_after: int) -> dict[str, Any]:
    """All that a viewer lacks who has seen rows, pictures and lines up to those numbers. Raises RunError."""
    look = _look(folder)
    curves = look.refresh()
    found = visit(folder, look.status)
    with curves.lock:
        if epoch != curves.epoch:
            after = pictures_after = 0
        return {
            "epoch": curves.epoch,
            "status": {**status(look.status, look.place), "half_steps": half_steps(curves), "wait": look.wait},
            "rows": curves.since(after, hidden=hidden(curves)),
            "kinds": kinds(curves, look.status.facts or {}),
            "points": bool(look.modes),
            "growth": growth(look.growth, look.status.images),
            "facts": {name: _finite(fact) for name, fact in (look.status.facts or {}).items() if name in SHOWN_FACTS},
            "diagram": (look.status.facts or {}).get(DIAGRAM),
            "text": text(look.status.facts or {}),
            "changes": (look.status.facts or {}).get("changes", {}).get("list", []),
            "pictures": _pictures(look.pictures, pictures_after),
            "findings": _findings(found),
            "log": [[*line[:-1], with_labels(line[-1])] for line in look.lines if line[0] > log_after],
        }


def seconds_to_wait(index: RunIndex, folder: RunFolder) -> float | None:
    """About how long a queued run waits for its turn; None where that hangs on a run without an end in time."""
    going = [seconds_left(each) for each in index.statuses() if each.active]
    ahead = list(takewhile(lambda each: each.name != folder.name, index.queue()))
    longest = [RunFolder(folder.path.parent / each.name).config().get("training", {}).get("seconds") for each in ahead]
    known = [each for each in going if each is not None]
    if not known or len(known) < len(going) or not all(longest):
        return None
    return min(known) + sum(longest) / len(known)


def seconds_left(known: Status) -> float | None:
    """Of an active run, at the pace so far; None where nobody can tell."""
    known_pace = not known.message and known.seconds > 0.5 and 0 < known.goal < 1
    return known.seconds * (1 - known.goal) / known.goal if known_pace else None


def _finite(fact: dict[str, Any]) -> dict[str, Any]:
    """With None for what is no finite number, which JSON does not know."""
    return {name: None if isinstance(each, float) and not isfinite(each) else each for name, each in fact.items()}


def _findings(found: Diagnosis | None) -> list[dict[str, Any]]:
    """What the doctor says, in words and buttons; the evidence is drawn on its own page."""
    return [
        {
            "illness": each.failure_mode,
            "title": title_words(each),
            "severity": each.severity,
            "since_step": each.since_step,
            "sentence": finding_words(each),
            "remedies": [{"label": remedy_words(remedy), "way": way} for remedy, way in present(found).remedies(each)],
        }
        for each in (found.findings if found else ())
    ]


def stretch(folder: RunFolder, x_from: float, x_to: float, axis: str) -> dict[str, Any]:
    """The curves between two places of an axis, at most 800 points each. Raises RunError."""
    curves = _look(folder).refresh()
    with curves.lock:
        points = min(800, max(120, VALUES_A_ZOOM // max(1, len(curves.curves))))
        return {"epoch": curves.epoch, "last": curves.last, **curves.window(points, x_from, x_to, axis, hidden(curves))}


def status(known: Status, place: int) -> dict[str, Any]:
    """The status as the page shows it. `share` is None for a run without end, `seconds_left` where nobody can tell."""
    share = known.goal if known.goal >= 0 else None
    left = seconds_left(known) if known.state in ("running", "paused") else None
    told = {name: getattr(known, name) for name in TOLD}
    return {
        **told,
        "share": share,
        "seconds_left": left,
        "place": place,
        "live": known.live or {},
        "energy": energy(known),
    }


def half_steps(curves: History) -> int:
    """How many updates of D or G alone there were so far."""
    updates, step = curves.latest(UPDATES), curves.step_of(UPDATES)
    return 0 if updates is None or step is None else round(updates) - step


def energy(known: Status) -> dict[str, Any] | None:
    """Watt-hours of the run so far, grams of CO2 and where both come from; None before it began.

    `wh` is None, and `source` says why, where nothing counts them.
    """
    if not known.energy:
        return None
    joules, grid = known.energy["joules"], home_grid()
    return {
        "wh": None if joules is None else joules / JOULES_PER_WH,
        "grams": None if joules is None else grams_of_co2(joules, grid),
        "measured": known.energy["measured"],
        "source": source_words(read_energy(known.energy).source),
        "grid": grid_words(grid),
    }


def _pictures(pictures: list[tuple[int, int, str, str]], after: int) -> dict[str, Any]:
    """New pictures by name; numbers and steps as differences, which are short."""
    kinds: dict[str, dict[str, list[int]]] = {}
    seen: dict[str, tuple[int, int]] = {}
    for number, step, name, _ in pictures:
        if number <= after:
            continue
        kind, before = kinds.setdefault(name, {"id": [], "step": []}), seen.get(name, (0, 0))
        kind["id"].append(number - before[0])
        kind["step"].append(step - before[1])
        seen[name] = (number, step)
    return {"last": pictures[-1][0] if pictures else 0, "reset": after == 0, "kinds": kinds}


def hidden(curves: History) -> tuple[str, ...]:
    """The curves that are no lines in a chart: how often each class is drawn."""
    return tuple(name for name in curves.curves if name.startswith(SHARES) and name not in DRAWN)


def kinds(curves: History, facts: dict[str, Any]) -> dict[str, Any] | None:
    """How many of the samples were of each class when last read; None for a run whose classes nothing can tell."""
    known: dict[str, Any] = next(
        (facts[f"watch/{name}"] for name in ("modes", "points") if f"watch/{name}" in facts), {}
    )
    names = [str(name) for name in known.get("names", ())]
    if not names or (recognised := curves.latest("modes/recognised")) is None:
        return _digits(curves)
    return {
        "recognised": recognised,
        "step": curves.step_of("modes/recognised"),
        "names": names,
        "shares": [curves.latest(f"modes/{name}") or 0.0 for name in names],
        "number": known.get("num_images") or known["num_points"],
        "reader": known.get("reader", ""),
    }


def growth(known: Growth | None, images: int) -> dict[str, Any] | None:
    """Where networks that grow stand after so many images, and their schedule; None for all others.

    `spans` are stretches of it as [images, from px, to px]: a fade goes from one size to another.
    """
    if known is None:
        return None
    stage, (first, *others) = known.at(images), known.sizes
    spans = [[known.stable_images, first, first]]
    for before, size in pairwise((first, *others)):
        spans += [[known.fading_images, before, size], [known.stable_images, size, size]]
    return {"size": stage.size, "alpha": stage.alpha, "images": images, "end": known.end, "spans": spans}


def text(facts: dict[str, Any]) -> dict[str, Any] | None:
    """Captions of a text model's samples and where these lie, and sentences that its language model made by itself.

    The sentences are those of early steps and of the last preview, in the order of their steps; None for other models.
    """
    now = facts.get(TEXT)
    if not now:
        return None
    early = {
        int(name.removeprefix(EARLIER_TEXT)): fact for name, fact in facts.items() if name.startswith(EARLIER_TEXT)
    }
    written = {step: each["sentences"] for step, each in {**early, now["step"]: now}.items() if each["sentences"]}
    captions = now["captions"]
    return {
        "captions": captions,
        "columns": columns_for(len(captions)),
        "written": [{"step": step, "sentences": written[step]} for step in sorted(written)],
    }


def _digits(curves: History) -> dict[str, Any] | None:
    """Of a run of an earlier version of this app, which counted digits alone."""
    recognised = curves.latest("digits/recognised")
    if recognised is None:
        return None
    counts = [curves.latest(f"digits/{digit}") or 0.0 for digit in range(10)]
    known = {"names": [str(digit) for digit in range(10)], "number": 100, "reader": "Digit classifier"}
    return {"recognised": recognised, "shares": [each / 100 for each in counts], **known}

"""What a training of repair networks has found, as JSON and as a table. Torch is not imported."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from typing import Any

from gan_core.errors import RunError, UserError
from gan_core.jobs.folder import RunFolder
from gan_core.quality.proportion import wilson
from gan_core.repair.settings import RepairConfig, load_repair_config
from gan_core.store.own_files import read_own

FINDINGS = "repair.json"
SHEET = "repaired"
"""The name of a run's pictures, by task: "repaired-fill"."""
DAMAGED = f"{FINDINGS} is damaged: train again."
BEFORE, MSE, ADVERSARIAL = "damaged", "mse", "adversarial"
"""Whose pictures are scored: the damaged ones themselves, and what each network makes of them."""
METRICS = ("psnr", "ssim", "accuracy", "frechet")


@dataclass(frozen=True)
class Value:
    """A score and its 95 % interval for other pictures of the same source."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """Of `num` pictures after one task: mean PSNR in dB, mean SSIM, of how many the class is read right (None where no
    network reads classes of such pictures), and the Fréchet distance from the untouched ones.
    """

    task: str
    pictures: str
    num: int
    psnr: Value
    ssim: Value
    right: int | None
    frechet: Value | None

    def value(self, metric: str) -> Value | None:
        """By a name of METRICS; accuracy as a share, by Wilson."""
        if metric == "accuracy":
            return None if self.right is None else Value(self.right / self.num, *wilson(self.right, self.num))
        return getattr(self, metric)


@dataclass(frozen=True)
class Gap:
    """How much higher the adversarial network scores than MSE alone, picture by picture of the same damage."""

    task: str
    metric: str
    value: float
    low: float
    high: float

    @property
    def winner(self) -> str:
        """The network that is better; "" where the interval holds 0. Of a distance less is better."""
        first, second = (MSE, ADVERSARIAL) if self.metric == "frechet" else (ADVERSARIAL, MSE)
        return first if self.low > 0 else second if self.high < 0 else ""


@dataclass(frozen=True)
class Point:
    """Mean losses until this step, since the last of these."""

    step: int
    values: dict[str, float]


@dataclass(frozen=True)
class Findings:
    """`reader` names the network that reads classes, "" for none; of `num` untouched pictures it reads `right` right.

    `extractor` names the network whose features the Fréchet distance is of, "" for none.
    """

    history: tuple[Point, ...] = ()
    scores: tuple[Score, ...] = ()
    gaps: tuple[Gap, ...] = ()
    num: int = 0
    right: int | None = None
    reader: str = ""
    extractor: str = ""
    learned: bool = False
    """Whether the scored pictures were learned from, because no others are here."""

    def score(self, task: str, pictures: str) -> Score | None:
        """That one; None before it is there."""
        return next((each for each in self.scores if (each.task, each.pictures) == (task, pictures)), None)

    def gap(self, task: str, metric: str) -> Gap | None:
        """That one; None before it is there."""
        return next((each for each in self.gaps if (each.task, each.metric) == (task, metric)), None)


@dataclass(frozen=True)
class RepairResult:
    """Settings, and what was found until now."""

    config: RepairConfig
    findings: Findings


def findings_to_json(findings: Findings) -> str:
    return json.dumps(asdict(findings), indent=1, ensure_ascii=False, allow_nan=False)


def from_values(values: dict[str, Any]) -> Findings:
    """What `findings_to_json` wrote, parsed. Raises RunError for anything else."""
    try:
        values = dict(values)
        history = tuple(Point(**each) for each in values.pop("history"))
        scores = tuple(_score(each) for each in values.pop("scores"))
        gaps = tuple(Gap(**each) for each in values.pop("gaps"))
        return Findings(history, scores, gaps, **values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunError(DAMAGED) from error


def from_json(text: str) -> Findings:
    """What `findings_to_json` wrote. Raises RunError for anything else."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RunError(DAMAGED) from error
    return from_values(values)


def _score(values: dict[str, Any]) -> Score:
    parts = {name: None if values[name] is None else Value(**values[name]) for name in ("psnr", "ssim", "frechet")}
    found = Score(**{**values, **parts})
    if found.num < 1 or (found.right is not None and not 0 <= found.right <= found.num):
        raise ValueError("counts that cannot be")
    return found


def to_json(found: RepairResult) -> str:
    """Losses and scores, whole."""
    return findings_to_json(found.findings)


def to_csv(found: RepairResult) -> str:
    """A line for each task, network and score. Raises UserError where there is none."""
    lines: list[dict[str, Any]] = []
    for each in found.findings.scores:
        for metric in METRICS:
            if (score := each.value(metric)) is not None:
                lines.append({"task": each.task, "pictures": each.pictures, "num": each.num, "metric": metric})
                lines[-1] |= asdict(score)
    if not lines:
        raise UserError("Nothing has been scored yet.")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def read_result(folder: RunFolder) -> RepairResult:
    """Raises UserError with a sentence where a file is damaged."""
    config = load_repair_config(folder.config())
    try:
        return RepairResult(config, from_json(read_own(folder.path, FINDINGS)))
    except FileNotFoundError:
        return RepairResult(config, Findings())
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(DAMAGED) from error

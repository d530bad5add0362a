"""The work of a training of repair networks: learn, show, score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from gan_core.data import ImageData, Report, load_data, quiet
from gan_core.data.held_out import held_out
from gan_core.data.subset import spread
from gan_core.generators.generator import to_bytes
from gan_core.latent.target import ground_of
from gan_core.repair.damage import TASKS, damage
from gan_core.repair.findings import SHEET, Findings, Point
from gan_core.repair.learning import NETWORKS, Learning, repair, trained
from gan_core.repair.scores import Repairs, score_repairs
from gan_core.repair.settings import FEWEST_SCORED, RepairConfig

LEARNING_SHARE = 0.92
"""Of the time, until the scores."""
NUM_SHOWN = 8
MOST_LOGS = 25
SCORING_SEED = 1
NUM_FOR_GROUND = 500


@dataclass(frozen=True)
class Step:
    """How far it is, in words and as a share, what was found until now, and pictures uint8 by name, if there are new
    ones; `save` says that the networks have learned since the last of these.
    """

    text: str
    share: float
    findings: Findings
    pictures: dict[str, np.ndarray] = field(default_factory=dict)
    save: bool = False


class Study:
    """One training. `learning` holds the networks, once there are any; `ground` is the brightness of the pictures'
    edges, in [-1, 1].
    """

    def __init__(self, config: RepairConfig, report: Report = quiet) -> None:
        self.config, self.report = config, report
        self.learning: Learning | None = None
        self.findings = Findings()
        self.ground = 0.0

    def steps(self) -> Iterator[Step]:
        """Work, with something to say after each portion. Raises UserError for data that cannot be had."""
        config = self.config
        yield Step("Reading pictures", 0.0, self.findings)
        data = load_data(config.data, self.report)
        held, learned = self._held_out(data)
        self.findings = replace(self.findings, learned=learned)
        self.ground = ground_of(data.images[:NUM_FOR_GROUND].astype(np.float32) / 127.5 - 1)
        self.learning = Learning(data.images, config)
        log_every = max(1, config.num_steps // MOST_LOGS)
        for done in self.learning.steps(log_every):
            if isinstance(done, int):
                yield self._step(done, save=False)
                continue
            point = Point(done.step, done.values)
            self.findings = replace(self.findings, history=(*self.findings.history, point))
            yield self._step(done.step, self._sheets(held), save=True)
        repairs: Repairs = {name: partial(repair, network) for name, network in trained(self.learning).items()}
        total = (len(NETWORKS) + 2) * len(TASKS)
        found = score_repairs(repairs, held, config.data.name, self.findings, SCORING_SEED)
        for number, (text, self.findings) in enumerate(found):
            yield Step(text, LEARNING_SHARE + (1 - LEARNING_SHARE) * number / total, self.findings)
        yield Step("Done", 1.0, self.findings)

    def _step(self, step: int, pictures: dict[str, np.ndarray] | None = None, *, save: bool) -> Step:
        text = f"Step {step:,} of {self.config.num_steps:,}"
        return Step(text, LEARNING_SHARE * step / self.config.num_steps, self.findings, pictures or {}, save)

    def _held_out(self, data: ImageData) -> tuple[ImageData, bool]:
        """What is scored, and whether it was learned from because there are no others."""
        found = held_out(self.config.data, self.config.num)
        if found is not None and len(found) >= FEWEST_SCORED and found.images.shape[1:] == data.images.shape[1:]:
            return found, False
        return spread(data, self.config.num), True

    def _sheets(self, held: ImageData) -> dict[str, np.ndarray]:
        """By task uint8 (4 NUM_SHOWN, C, H, W): pictures as they were, damaged, and repaired by each network."""
        assert self.learning is not None
        images, networks = held.images[:NUM_SHOWN], trained(self.learning)
        whole, found = images.astype(np.float32) / 127.5 - 1, {}
        for task, about in TASKS.items():
            spoiled = damage(task, whole, SCORING_SEED, strength=about.strength.usual if about.strength else None)
            repaired = [to_bytes(repair(networks[name], spoiled)) for name in NETWORKS]
            found[f"{SHEET}-{task}"] = np.concatenate([images, to_bytes(spoiled.pictures), *repaired])
        return found

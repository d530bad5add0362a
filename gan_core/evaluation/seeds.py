"""The same settings trained from other seeds: how far their scores lie apart, which no interval tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gan_core.errors import UserError
from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.score import Protocol
from gan_core.evaluation.settings import EvaluateConfig
from gan_core.settings import flat

NO_DIFFERENCE = ("seed", "title", "version")
FEWEST = 2


@dataclass(frozen=True)
class SeedSpread:
    """What models that differ by their seed alone reach, by one way of scoring. `subjects` name them."""

    subjects: tuple[str, ...]
    what: str | Protocol
    mean: float
    low: float
    high: float


def seed_groups(settings: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Those of two names or more whose settings, by dotted name, differ by the seed alone and by nothing else."""
    groups: dict[str, list[str]] = {}
    for name, values in settings.items():
        rest = {key: value for key, value in values.items() if key not in NO_DIFFERENCE}
        groups.setdefault(repr(sorted(rest.items())), []).append(name)
    seeds = {name: values.get("seed") for name, values in settings.items()}
    return [
        tuple(names)
        for names in groups.values()
        if len(names) >= FEWEST and len({seeds[name] for name in names}) == len(names)
    ]


def spread(subjects: Sequence[str], what: str | Protocol, values: Sequence[float | None]) -> SeedSpread | None:
    """Mean and range of `values`, one for each subject; None where one is not known."""
    known = [value for value in values if value is not None]
    if len(known) < max(FEWEST, len(subjects)):
        return None
    return SeedSpread(tuple(subjects), what, sum(known) / len(known), min(known), max(known))


def seed_spreads(found: Evaluation, config: EvaluateConfig) -> list[SeedSpread]:
    """For each way of scoring and each group of seeds among the scored models; none where no two are of one setting."""
    from gan_core.evaluation.sources import card_of

    settings = {}
    for subject in config.subjects:
        if subject.kind != "model":
            continue
        try:
            values = flat(card_of(subject).config.model_dump(mode="json"))
            settings[subject.title] = values | {"sampler": subject.sampler}
        except UserError:  # it was deleted since: what it was set to is not known any more
            continue
    every = []
    for group in seed_groups(settings):
        for protocol in found.protocols():
            scores = [found.score(name, protocol) for name in group]
            every.append(spread(group, protocol, [score.value if score else None for score in scores]))
    return [each for each in every if each]

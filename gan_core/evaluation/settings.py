"""Settings of an evaluation: subjects, reference pictures and metrics. Torch is not imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.data import DATASETS
from gan_core.evaluation.metrics import METRICS, USUAL_METRICS
from gan_core.families import Family
from gan_core.latent.fit_sampler import no_sampler, samplers_of
from gan_core.quality.features import EXTRACTORS
from gan_core.samplers.sampler import PRIOR, SAMPLER_TITLES, in_sentence
from gan_core.settings import Settings, parse

MOST_SUBJECTS = 12
FEWEST_PICTURES = 20
PART = {
    "held_out": "Held-out real pictures",
    "training": "The training pictures",
}
"""Which of the reference's pictures to compare with, in words."""


RECONSTRUCTIONS = "reconstructions"
DRAWN_FROM = {**SAMPLER_TITLES, RECONSTRUCTIONS: "Reconstructions"}
"""What a model's pictures are decoded from, in words. Reconstructions are what no sampler of its latents can beat."""


class Subject(Settings):
    """Whose pictures are scored: a model's, or those in a folder or a zip."""

    kind: Literal["model", "pictures"] = "model"
    where: str = Field(
        min_length=1,
        max_length=1000,
        description="For a model its name, optionally with @ and a step, or its folder; for pictures the folder or "
        "zip.",
    )
    title: str = Field(min_length=1, max_length=80, description="Its name in tables.")
    sampler: Literal["prior", "mixture", "latent_flow", "reconstructions"] = Field(
        "prior",
        title="Latents from",
        description="Where the latents of a model that encodes come from: N(0, I), a mixture of Gaussians or a small "
        "flow fitted to the codes of its training samples, or the codes of real pictures that it did not learn from.",
    )


class EvaluateConfig(Settings):
    """One evaluation: all in it are compared with the same real pictures, as many of each, by the same metrics."""

    job_type: ClassVar[str] = "evaluate"
    version: Literal[1] = 1
    title: str = Field("Evaluation", min_length=1, max_length=80, description="Its name in lists.")
    subjects: tuple[Subject, ...] = Field(
        min_length=1, max_length=MOST_SUBJECTS, description="Models, and folders or zips of pictures."
    )
    reference: str = Field(
        "",
        max_length=40,
        description="The data set that real pictures come from; if empty, the one that the first model learned from.",
    )
    reference_path: str = Field("", max_length=1000, description="The folder or zip, if the reference is one.")
    part: Literal["held_out", "training"] = Field(
        "held_out",
        title="Reference images",
        description="Pictures that no model learned from tell copying from learning; published scores mostly use "
        "the training pictures. If nothing is held out, the training pictures are used, and a note says so.",
    )
    num: int = Field(
        2000,
        ge=FEWEST_PICTURES,
        le=20_000,
        title="Samples per score",
        description="How many generated pictures are compared with as many real ones: more make scores more "
        "precise, and only scores from the same number can be compared. 10,000 is usual; if there are fewer, all "
        "are used.",
    )
    extractors: tuple[str, ...] = Field(
        (),
        max_length=len(EXTRACTORS),
        description="The network whose features are compared; if empty, the one made for such data.",
    )
    measures: tuple[str, ...] = Field(USUAL_METRICS, min_length=1, description="The metrics to compute.")
    copying: bool = Field(
        True,
        title="Copying test",
        description="Compare each model's samples with its training pictures and with pictures that it never saw.",
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Determines the latents and the choice of real pictures.")

    @model_validator(mode="after")
    def _known(self) -> EvaluateConfig:
        if self.reference and self.reference not in DATASETS:
            raise ValueError(f"reference must be one of {', '.join(DATASETS)}, got {self.reference!r}")
        if (self.reference == "folder") != bool(self.reference_path):
            raise ValueError(
                "reference_path must name a folder or zip if reference is folder, and must be empty otherwise"
            )
        for name, given, allowed in (
            ("extractors", self.extractors, EXTRACTORS),
            ("measures", self.measures, METRICS),
        ):
            if unknown := [each for each in given if each not in allowed]:
                raise ValueError(f"{name} must be among {', '.join(allowed)}, got {unknown[0]!r}")
            if len(set(given)) < len(given):
                raise ValueError(f"{name} must differ, got {', '.join(given)}")
        if len({each.title for each in self.subjects}) < len(self.subjects):
            raise ValueError("subjects must have different titles")
        if not self.reference and all(each.kind == "pictures" for each in self.subjects):
            raise ValueError("reference must be set if no subject is a model")
        return self


def scored_from(family: Family) -> tuple[str, ...]:
    """What samples of such models are scored of, the usual one first: their samplers, and what they reconstruct."""
    return (*samplers_of(family), *((RECONSTRUCTIONS,) if family.encodes else ()))


def passed_over(family: Family, samplers: Sequence[str]) -> str:
    """Why such a model is not scored from all of `samplers`, in a sentence; or ""."""
    return no_sampler(family) if set(samplers) - set(scored_from(family)) else ""


def sampled(
    subjects: list[dict[str, Any]], samplers: Sequence[str], known: Callable[[str], tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Each model among the subjects once for each of the samplers, with its name behind the title.

    `known` is what samples of what `where` names are drawn from (`scored_from`), the usual one first, which stands in
    for those that it does not have.
    """
    found: list[dict[str, Any]] = []
    for subject in subjects:
        if subject.get("kind", "model") != "model":
            found.append(subject)
            continue
        there = known(subject["where"])
        for name in dict.fromkeys(name if name in there else there[0] for name in samplers):
            words = "" if name == PRIOR else f", {in_sentence(DRAWN_FROM[name])}"
            title = f"{subject['title'][: 80 - len(words)]}{words}"
            found.append({**subject, "title": title, "sampler": name})
    return found


def too_few(num: int) -> str:
    """Why so few pictures are not scored."""
    return f"It holds {num} picture{'' if num == 1 else 's'}: at least {FEWEST_PICTURES} are needed."


def load_evaluate_config(values: dict[str, Any]) -> EvaluateConfig:
    """An evaluation from its JSON. Raises SettingsError with a sentence."""
    return parse(EvaluateConfig, values)

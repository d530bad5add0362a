"""python -m gan_core evaluate: scores the pictures of models, runs and folders against real ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.cli.progress import show_share
from gan_core.errors import UserError
from gan_core.present import present

if TYPE_CHECKING:
    from gan_core.evaluation.evaluation import Evaluation
    from gan_core.evaluation.settings import EvaluateConfig

WIDTH = 34


def add_to(commands: Any) -> None:
    """Add `evaluate` to the parser."""
    command = commands.add_parser("evaluate", help="score pictures, each score with its interval, floor and reference")
    command.add_argument(
        "subjects",
        metavar="RUN_OR_MODEL",
        nargs="+",
        help=f"each {MODEL_HELP}; or a folder or zip of pictures",
    )
    command.add_argument(
        "--reference",
        default="",
        metavar="NAME_OR_PATH",
        help="a data set, or a folder or zip of real pictures (default: what the first model learned from)",
    )
    command.add_argument(
        "--part", choices=["held_out", "training"], default="held_out", help="which of its pictures (default: held_out)"
    )
    command.add_argument("--num", type=int, default=10_000, metavar="N", help="pictures per subject (default: 10000)")
    command.add_argument(
        "--extractor", nargs="+", default=[], metavar="NAME", help="digits, shapes, random, pixels, ..."
    )
    command.add_argument(
        "--measure", nargs="+", default=[], metavar="NAME", help="frechet, kid, precision, recall, ..."
    )
    command.add_argument(
        "--sampler",
        choices=("prior", "mixture", "latent_flow", "reconstructions"),
        nargs="+",
        default=["prior"],
        help="what models that encode draw their latents from, a line for each (default: prior, which is N(0, I)); "
        "reconstructions are of real pictures that are not in the reference",
    )
    command.add_argument("--no-copies", action="store_true", help="skip the copying test")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--csv", type=Path, metavar="FILE.csv", help="write the scores for a spreadsheet")
    command.add_argument("--json", action="store_true", help="print all scores as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Evaluate and print; 0."""
    from gan_core.evaluation.evaluate import Evaluator
    from gan_core.evaluation.evaluation import to_csv, to_json
    from gan_core.store.atomic import write_bytes

    if chosen.csv is not None:
        check_out(chosen.csv, ".csv", option="--csv")
    work = Evaluator(_config(chosen))
    for step in work.steps():
        show_share(step.share, step.text)
    if not any(score.value is not None for score in work.found.scores):
        raise UserError(" ".join(dict.fromkeys(_whys(work.found))))
    if chosen.csv is not None:
        write_out(chosen.csv, lambda path: write_bytes(path, to_csv(work.found).encode()))
    print(to_json(work.found) if chosen.json else "\n".join(lines(work.found)))
    return 0


def _config(chosen: argparse.Namespace) -> EvaluateConfig:
    from gan_core.data import DATASETS
    from gan_core.evaluation.settings import load_evaluate_config, sampled, scored_from
    from gan_core.store.model_card import read_card

    subjects = [_subject(text) for text in dict.fromkeys(chosen.subjects)]
    samplers = tuple(dict.fromkeys(chosen.sampler))
    _say_what_is_passed_over(subjects, samplers)
    values: dict[str, Any] = {
        "subjects": sampled(subjects, samplers, lambda where: scored_from(read_card(Path(where)).config.family)),
        "part": chosen.part,
        "num": chosen.num,
        "extractors": chosen.extractor,
        "copying": not chosen.no_copies,
        "seed": chosen.seed,
    }
    if chosen.measure:
        values["measures"] = chosen.measure
    if chosen.reference in DATASETS or not chosen.reference:
        values["reference"] = chosen.reference
    elif Path(chosen.reference).exists():
        values |= {"reference": "folder", "reference_path": str(Path(chosen.reference).absolute())}
    else:
        known = ", ".join(name for name in DATASETS if name != "folder")
        raise UserError(f"--reference must be one of {known}, or a folder or zip that exists, got {chosen.reference!r}")
    return load_evaluate_config(values)


def _say_what_is_passed_over(subjects: list[dict[str, str]], samplers: tuple[str, ...]) -> None:
    """On standard error: the models for which not all of the samplers are."""
    from gan_core.evaluation.settings import passed_over
    from gan_core.store.model_card import read_card

    for subject in (each for each in subjects if each["kind"] == "model"):
        if why := passed_over(read_card(Path(subject["where"])).config.family, samplers):
            print(f"{subject['title']}: {why}", file=sys.stderr)


def _subject(text: str) -> dict[str, str]:
    """A model wherever one is found by that name or in that folder; else a folder or zip of pictures."""
    from gan_core.store.model_ref import find_model

    title = text.rstrip("/")[-80:]
    path = Path(text)
    if path.suffix.lower() == ".zip" or (path.is_dir() and not _holds_model(path)):
        return {"kind": "pictures", "where": str(path.absolute()), "title": title}
    return {"kind": "model", "where": str(find_model(text).absolute()), "title": title}


def _holds_model(path: Path) -> bool:
    from gan_core.steps import holds
    from gan_core.store.model_ref import WEIGHTS, saved_steps_in

    return holds(path, WEIGHTS) or bool(saved_steps_in(path))


def _whys(found: Evaluation) -> list[str]:
    every = [each.why for each in found.portraits] + [each.why for each in found.scores]
    return [why for why in every if why]


def lines(found: Evaluation) -> list[str]:
    """The evaluation for people: what it is compared with, then a block for each way of scoring."""
    from gan_core.evaluation.metrics import METRICS
    from gan_core.evaluation.wording import (
        ONE_TRAINING,
        attributes_words,
        copying_words,
        extractor_words,
        reference_words,
        resolution_words,
        score_words,
        variety_words,
    )

    against = present(found.against)
    shown = [
        f"Against {reference_words(against)}: {against.num:,} pictures per subject, "
        f"{resolution_words(against.resolution)}",
        *against.notes,
    ]
    for protocol in found.protocols():
        measure = METRICS[protocol.measure]
        shown += [
            "",
            f"{measure.title} ({extractor_words(protocol)}, N = {protocol.num_images:,}), {measure.better} is better",
        ]
        for score in found.scores:
            if score.protocol == protocol:
                interval = "" if score.low is None else f" [{score.low:.4g} to {score.high:.4g}]"
                shown.append(f"  {score.subject:{WIDTH}} {score_words(score)}{interval}")
    shown += ["", *([ONE_TRAINING] if any(score.low is not None for score in found.scores) else [])]
    for portrait in found.portraits:
        if portrait.attributes:
            shown.append(f"{portrait.subject}: {attributes_words(portrait)}")
        if portrait.variety:
            shown.append(f"{portrait.subject}: {variety_words(portrait)}")
        words = portrait.why or copying_words(portrait)
        if portrait.seen:
            words = f"{portrait.seen:,} of the reference's pictures are among those it learned from. {words}"
        if words:
            shown.append(f"{portrait.subject}: {words}")
    return shown

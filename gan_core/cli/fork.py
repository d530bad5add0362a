"""python -m gan_core fork: a new run that continues from a checkpoint of another, with other settings."""

import argparse
import json
from typing import Any

from gan_core.cli.models import find_checkpoint
from gan_core.cli.runs import start_queued
from gan_core.cli.train import assigned, budget_of
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.places import runs_root
from gan_core.runs.fork import LAST, fork, why_not
from gan_core.store.model_card import shipped
from gan_core.store.model_ref import BEST


def add_to(commands: Any) -> None:
    """Add `fork` to the parser."""
    command = commands.add_parser(
        "fork", help="continue training from a checkpoint of a run with other settings, as a new run"
    )
    command.add_argument("run", metavar="RUN", help="a run's name or folder, also RUN@STEP")
    command.add_argument("--step", type=int, metavar="N", help="the checkpoint's step (default: the last one)")
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="changes", help="optimiser.lr=1e-4"
    )
    budget = command.add_mutually_exclusive_group()
    budget.add_argument("--steps", type=int, metavar="N", help="stop after N steps, counted from the parent's start")
    budget.add_argument(
        "--seconds", type=float, metavar="S", help="stop after S seconds of training, counted the same way"
    )
    command.add_argument("--title", default="", help="what the new run is called")
    command.add_argument("--json", action="store_true", help="print the new run's name and folder as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Queue the fork and see to it that it starts; prints its name."""
    source, step = _source(chosen)
    made = fork(
        Launcher(runs_root()),
        source,
        step=step,
        changes=budget_of(chosen) | assigned(chosen.changes),
        title=chosen.title,
    )
    start_queued(made)
    if chosen.json:
        print(json.dumps({"run": made.name, "path": str(made.path)}))
    else:
        print(f"Forked into {made.name}.")
    return 0


def _source(chosen: argparse.Namespace) -> tuple[RunFolder, int | str]:
    """The run and the step, which RUN@STEP or --step names."""
    text = chosen.run
    if text in (path.name for path in shipped()) and not (runs_root() / text).exists():
        raise RunError(why_not(runs_root() / text, None))
    source, checkpoint = find_checkpoint(text)
    if checkpoint == BEST:
        raise RunError(
            "The best model is saved as a generator only, so its training cannot be continued: fork one "
            "of the run's steps."
        )
    if checkpoint and chosen.step is not None:
        raise RunError(f"{text!r} already names the step: leave --step out.")
    return source, int(checkpoint) if checkpoint else LAST if chosen.step is None else chosen.step

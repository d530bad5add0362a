"""python -m gan_core train: the same worker and the same run folder as in the app, in the foreground."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, cast

from gan_core.cli.in_terminal import begin, work
from gan_core.cli.models import find
from gan_core.cli.progress import Bar
from gan_core.config import RunConfig
from gan_core.data import FolderSettings
from gan_core.data.report_words import download_words, notes, summary
from gan_core.errors import RunError, SettingsError
from gan_core.events import Event, Facts, Losses, Note, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.torchrun import Torchrun
from gan_core.present import present
from gan_core.presets import PRESETS, find_preset
from gan_core.settings import read_value
from gan_core.store.machine_settings import PATHS

LOOKED_AT = 200
"""So many of one's own pictures are inspected before a run begins; of the others only the headers."""
BUDGETS = ("num_steps", "num_images", "seconds")


def add_to(commands: Any) -> None:
    """Add `train` to the parser."""
    train = commands.add_parser("train", help="train a model, with the same run folder as in the app")
    train.add_argument(
        "--preset", default=None, metavar="NAME", help=f"one of {', '.join(PRESETS)} (default: quick-digits)"
    )
    train.add_argument("--dataset", metavar="NAME", help="learn from this data set instead of the preset's")
    train.add_argument(
        "--data-dir", metavar="DIR", help="torchvision's root, for mnist, fashion_mnist, kmnist, cifar10"
    )
    budget = train.add_mutually_exclusive_group()
    budget.add_argument("--steps", type=int, metavar="N", help="stop after N steps, counted from the start of the run")
    budget.add_argument("--seconds", type=float, metavar="S", help="stop after S seconds of training, counted likewise")
    train.add_argument("--seed", type=int, default=None)
    train.add_argument("--device", choices=["auto", "cpu", "cuda", "mps"], default=None)
    train.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="changes", help="objective.name=hinge"
    )
    place = train.add_mutually_exclusive_group()
    place.add_argument(
        "--out", type=Path, metavar="DIR", help="the run folder (default: a new one among the app's runs)"
    )
    place.add_argument(
        "--resume",
        metavar="RUN",
        help="continue training this run, by name or folder, from its last checkpoint; of the settings, only "
        "--steps, --seconds, --device, --data-dir and --set of those that may change apply",
    )
    train.add_argument("--json", action="store_true", help="print every event as a JSON line instead of a progress bar")
    train.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Train to the end; 0 when it ended well."""
    torchrun = Torchrun.find()
    if torchrun:
        if torchrun.rank:
            from gan_core.job_types.ranks import serve_torchrun

            return serve_torchrun(torchrun)
        chosen.changes.append(f"training.processes={torchrun.processes}")
    folder = _resumed(chosen) if chosen.resume else _new(chosen)
    bar = None if chosen.json else _TrainingBar(folder)
    state = work(folder, bar or _print_json)
    status = folder.status()
    if chosen.json:
        print(
            json.dumps({"run": str(folder.path), "state": state, "reason": status.reason, "step": status.step}),
            flush=True,
        )
    else:
        present(bar).close()
        print(f"{state}: {folder.path}" + (f"\n{status.reason}" if status.reason else ""))
    return 0 if state in ("done", "stopped") else 1


def changed(config: RunConfig, assignments: list[str], extra: dict[str, Any]) -> RunConfig:
    """`config` with NAME=VALUE texts applied; a value is read as JSON where it can be, else as text."""
    return config.with_changes(extra | assigned(assignments))


def assigned(assignments: list[str]) -> dict[str, Any]:
    """NAME=VALUE texts as dotted settings. Raises SettingsError for one without a value."""
    changes = {}
    for text in assignments:
        name, sign, value = text.partition("=")
        if not sign:
            raise SettingsError(f"--set wants NAME=VALUE, got {text!r}")
        changes[name.strip()] = read_value(value.strip())
    return changes | {name: whole_path(changes[name]) for name in PATHS if changes.get(name)}


def whole_path(text: Any) -> str:
    """A path that means the same from whatever folder a run is resumed."""
    return str(Path(str(text)).expanduser().absolute())


def _new(chosen: argparse.Namespace) -> RunFolder:
    preset = find_preset(chosen.preset or "quick-digits")
    extra: dict[str, Any] = {}
    if chosen.dataset:
        extra["data.name"] = chosen.dataset
    if chosen.seed is not None:
        extra["seed"] = chosen.seed
    if chosen.device:
        extra["runtime.device"] = chosen.device
    extra |= budget_of(chosen)
    config = changed(preset.config, chosen.changes, extra)
    if chosen.data_dir:
        if "root" not in type(config.data).model_fields:
            raise SettingsError(
                f"--data-dir is for torchvision's data sets, and {config.data.name!r} is not one of them"
            )
        config = config.with_changes({"data.root": whole_path(chosen.data_dir)})
    config = looked_at(config)
    return begin(config, config.title, chosen.out)


def looked_at(config: RunConfig) -> RunConfig:
    """`config` with a whole path; says on standard error what its data will be. Raises DataError where it is of no use.

    A run folder is made only for what can be trained.
    """
    if needed := config.data.download():
        print(download_words(needed), file=sys.stderr)
    data = config.data
    if not isinstance(data, FolderSettings):
        return config
    if data.path:
        config = config.with_changes({"data.path": whole_path(data.path)})
    report = present(cast(FolderSettings, config.data).inspected(LOOKED_AT).report)
    print("\n".join((summary(report), *notes(report))), file=sys.stderr)
    config.check_data(report)
    return config


def budget_of(chosen: argparse.Namespace) -> dict[str, Any]:
    """The budget that --steps or --seconds names, in place of any other; the new one comes first."""
    given = {"training.num_steps": chosen.steps, "training.seconds": chosen.seconds}
    named = {name: value for name, value in given.items() if value is not None}
    if any(value <= 0 for value in named.values()):
        raise SettingsError("--steps and --seconds must be more than 0; leave both out for the preset's own budget")
    others = [f"training.{name}" for name in BUDGETS if f"training.{name}" not in named]
    return named | dict.fromkeys(others, 0) if named else {}


def _resumed(chosen: argparse.Namespace) -> RunFolder:
    from gan_core.cli.resume import apply

    folder = find(chosen.resume)
    status = folder.status()
    if status.active or status.state == "queued":
        raise RunError(f"The run in {chosen.resume} is still {status.state}: stop it before resuming it here.")
    kept = {"--preset": chosen.preset, "--dataset": chosen.dataset, "--seed": chosen.seed}
    if given := [name for name, value in kept.items() if value is not None]:
        raise SettingsError(
            f"A resumed run keeps the settings it started with, so {' and '.join(given)} cannot be chosen: leave it "
            f"out, or fork the run with `python -m gan_core fork {folder.name} --set NAME=VALUE`."
        )
    changes = assigned(chosen.changes) | budget_of(chosen)
    if chosen.device:
        changes["runtime.device"] = chosen.device
    if chosen.data_dir:
        changes["data.root"] = whole_path(chosen.data_dir)
    with folder.record() as record:
        record.drop_commands("The run was resumed in a terminal.")
    for words in apply(folder, changes):
        if chosen.json:
            _print_json(Note(status.step, "change", words))
        else:
            print(words, file=sys.stderr)
    with folder.record() as record:
        record.put(in_terminal=True)
    return folder


def _print_json(event: Event) -> None:
    match event:
        case Losses():
            print(
                json.dumps(
                    {"event": "losses", "step": event.step, "seconds": round(event.seconds, 3), "values": event.values}
                ),
                flush=True,
            )
        case Samples():
            print(json.dumps({"event": "samples", "step": event.step, "name": event.name}), flush=True)
        case Note():
            print(json.dumps({"event": event.kind, "step": event.step, "text": event.text}), flush=True)
        case Facts():
            print(json.dumps({"event": "facts", "step": event.step, "values": event.values}), flush=True)


class _TrainingBar(Bar):
    """Images so far, with the newest losses."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__(unit=" images", unit_scale=True, desc=folder.name[:28], mininterval=0.2)
        self.losses: dict[str, str] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case Progress():
                self.at(event.images)
            case Losses():
                self.losses |= {
                    name: f"{value:.3g}"
                    for name, value in event.values.items()
                    if name.endswith(("/loss", "recognised"))
                }
                self.bar.set_postfix(step=event.step, **self.losses, refresh=False)
            case Note():
                self.note(f"step {event.step}: {event.text}")

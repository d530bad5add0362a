"""python -m gan_core runs, pause, resume, stop, delete, set: command any run, whoever started it."""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from gan_core.cli.models import find
from gan_core.cli.resume import apply, check_live
from gan_core.cli.train import assigned
from gan_core.errors import RunError
from gan_core.jobs.folder import ENDED, NAME, RunFolder
from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.names import MISNAMED, shown_name
from gan_core.jobs.scheduler import scheduler_lives
from gan_core.places import PROJECT, runs_root
from gan_core.settings import read_value

ANSWER_SECONDS = 6.0


def add_to(commands: Any) -> None:
    """Add the commands that look at runs and steer them."""
    listing = commands.add_parser("runs", help="list all runs")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(do=show)
    for name, do, about in (
        ("pause", pause, "pause a run after its current step"),
        ("resume", resume, "continue a paused run, or resume an ended one from its last checkpoint"),
        ("stop", stop, "stop a run and save it"),
        ("delete", delete, "stop a run and move it to the bin, where it stays for a day"),
    ):
        command = commands.add_parser(name, help=about)
        command.add_argument("run", metavar="RUN", help="a run's name or folder")
        command.set_defaults(do=do)
        if name == "resume":
            command.add_argument(
                "--set", action="append", default=[], metavar="NAME=VALUE", dest="changes", help="runtime.device=auto"
            )
    change = commands.add_parser("set", help="change a setting while a run trains: set RUN optimiser.lr=0.001")
    change.add_argument("run", metavar="RUN")
    change.add_argument("assignment", metavar="NAME=VALUE")
    change.set_defaults(do=set_live)


def show(chosen: argparse.Namespace) -> int:
    """Print every run, newest first."""
    index = RunIndex(runs_root())
    statuses = index.statuses()
    if chosen.json:
        names = ("name", "title", "state", "step", "images", "seconds", "images_per_second", "reason", "created")
        print(json.dumps([{name: getattr(status, name) for name in names} for status in statuses], indent=1))
        return 0
    for status in statuses:
        print(f"{status.state:8} {status.step:>8} steps {status.seconds:>8.1f} s  {status.name:52} {status.title}")
    for name in index.misnamed():
        print(f"{shown_name(name)!r} is not listed: its name {MISNAMED} Rename the folder.", file=sys.stderr)
    if not statuses:
        print(f"No runs in {runs_root()} yet: `python -m gan_core train --preset quick-digits` starts one.")
    return 0


def pause(chosen: argparse.Namespace) -> int:
    folder = find(chosen.run)
    _must_be(folder, "running")
    return _ask_and_wait(folder, "pause")


def resume(chosen: argparse.Namespace) -> int:
    """A paused run continues; an ended one is queued for the app where that runs, else gets a worker of its own."""
    folder = find(chosen.run)
    changes = assigned(chosen.changes)
    if changes and folder.status().state not in ENDED:
        raise RunError("--set is for a run that has ended: use `set` while it trains.")
    if folder.status().active:
        _must_be(folder, "paused")
        return _ask_and_wait(folder, "resume")
    if folder.status().state == "queued":
        if scheduler_lives(folder.path.parent):
            raise RunError("This run is already in the queue.")
        start_queued(folder)  # nobody else would
        print(f"Starting {folder.name}.")
        return 0
    for words in apply(folder, changes):
        print(words)
    Launcher(folder.path.parent).resume(folder)
    start_queued(folder)
    print(f"Resuming {folder.name}.")
    return 0


def start_queued(folder: RunFolder) -> None:
    """See to it that a queued run starts: the app does it where one watches its folder, else a worker of its own."""
    if not (scheduler_lives(folder.path.parent) and NAME.fullmatch(folder.name)):
        command = [sys.executable, "-m", "gan_core", "worker", "--run", str(folder.path)]
        subprocess.Popen(command, cwd=PROJECT, env=dict(os.environ), start_new_session=True, stdin=subprocess.DEVNULL)


def stop(chosen: argparse.Namespace) -> int:
    folder = find(chosen.run)
    status = folder.status()
    if not status.active and status.state != "queued":
        raise RunError(f"This run is not running: it is {status.state}.")
    Launcher(folder.path.parent).stop_and_wait(folder)
    print(f"{folder.status().state}: {folder.name}")
    return 0


def delete(chosen: argparse.Namespace) -> int:
    folder = find(chosen.run)
    Launcher(folder.path.parent).delete(folder)
    print(f"Deleted {folder.name}: it stays in {folder.path.parent / '.trash'} for a day.")
    return 0


def set_live(chosen: argparse.Namespace) -> int:
    name, sign, value = chosen.assignment.partition("=")
    if not sign:
        raise RunError(f"set wants NAME=VALUE, got {chosen.assignment!r}")
    folder = find(chosen.run)
    _must_be(folder, "running", "paused")
    check_live(folder, name.strip(), read_value(value.strip()))
    return _ask_and_wait(folder, "set", {"name": name.strip(), "value": read_value(value.strip())})


def _must_be(folder: RunFolder, *states: str) -> None:
    state = folder.status().state
    if state not in states:
        raise RunError(f"This run is {state}, not {' or '.join(states)}.")


def _ask_and_wait(folder: RunFolder, name: str, value: Any = None) -> int:
    number = folder.ask(name, value)
    ended = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < ended:
        with folder.record() as record:
            reply = record.reply_to(number)
        if reply is not None:
            print(reply or f"{folder.status().state}: {folder.name}")
            return 0
        time.sleep(0.05)
    raise RunError("The run has not responded yet; it will after its current step.")

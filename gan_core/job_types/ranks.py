"""The processes of one training run: rank 0 is the run's worker and starts the others, unless torchrun did.

They meet through a file that only this user can read, and talk over the loopback interface: nothing listens beyond
this machine. Under torchrun they meet as its environment says.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import psutil
import torch
from torch.distributed import FileStore, Store

from gan_core.config import RunConfig, load_config
from gan_core.data import quiet
from gan_core.energy.meters import count_too
from gan_core.errors import RunError
from gan_core.jobs.gpus import ALL_GPUS, VISIBLE
from gan_core.jobs.torchrun import Torchrun
from gan_core.places import PROJECT
from gan_core.store.model_card import with_labels
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.follow import follow
from gan_core.training.prepare import prepare
from gan_core.training.ranks import Group, RankLostError, leave, meet
from gan_core.training.state import State

MEET_SECONDS = 300.0
END_SECONDS = 10.0
LOST_SECONDS = 3.0
INTERFACES = ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME")
HERE = "here"
ENDINGS = (signal.SIGINT, signal.SIGTERM)
KILLED = "killed from outside, probably because the machine ran out of memory"


class Crew(Group):
    """Rank 0 with the processes that it started."""

    others: list[subprocess.Popen]
    place: Path
    """Holds the file in which they met, which is used as long as they are together."""

    def lost(self) -> str:
        """Which process ended, and how."""
        ended = time.monotonic() + LOST_SECONDS
        while not (gone := ended_of(self.others)) and time.monotonic() < ended:
            time.sleep(0.05)
        if not gone:
            return super().lost()
        rank, how = gone
        return (
            f"Process {rank + 1} of the {self.processes} of this run ended: {how}. Resume the run: it continues from "
            "its last checkpoint."
        )

    def close(self) -> None:
        """The others end because nobody is there any more."""
        super().close()
        end(self.others)
        shutil.rmtree(self.place, ignore_errors=True)


def ended_of(others: list[subprocess.Popen]) -> tuple[int, str] | None:
    """The rank of the first that ended, and how; None while all are at work."""
    for index, each in enumerate(others):
        code = each.poll()
        if code is not None:
            how = KILLED if code == -getattr(signal, "SIGKILL", 9) else f"exit status {code}, see worker.log"
            return index + 1, how
    return None


def end(others: Iterable[subprocess.Popen]) -> None:
    """Wait for them to end by themselves, and end those that do not."""
    last = time.monotonic() + END_SECONDS
    for each in others:
        try:
            each.wait(timeout=max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()


def begin(state: State, config: RunConfig, labels: tuple[str, ...], resumed: Path | None) -> Group:
    """The ranks of a run whose rank 0 holds `state`; afterwards all hold the same.

    `resumed` is the checkpoint that it comes from. Raises RunError where they do not come together.
    """
    processes, torchrun = config.training.processes, Torchrun.find()
    group = meet(Group, torchrun.rank, processes) if torchrun else _started(processes, state.execution.device)
    try:
        own_gpus = state.execution.device == "cuda" and _gpus_beside() >= _processes_beside(processes)
        values = {"config": config.model_dump(mode="json"), "labels": list(labels), "own_gpus": own_gpus}
        group.tell({**values, "execution": state.execution.to_json(), "resumed": str(resumed) if resumed else ""})
        if own_gpus:
            group.use_gpu(0)
        group.spread(state.networks)
    except RunError:
        group.close()
        raise
    return group


def _started(processes: int, device: str) -> Crew:
    """Start the others and meet them."""
    keep_to_loopback()
    place = Path(tempfile.mkdtemp(prefix="gan-core-ranks-"))
    others: list[subprocess.Popen] = []
    try:
        others += [_start(rank, processes, place / "store", device) for rank in range(1, processes)]
        store = FileStore(str(place / "store"), processes)
        _wait_for(others, store)
        crew = meet(Crew, 0, processes, store)
        crew.others, crew.place = others, place
        count_too(each.pid for each in others)
        return crew
    except BaseException:
        for each in others:
            each.kill()
            each.wait()
        shutil.rmtree(place, ignore_errors=True)
        raise


def _start(rank: int, processes: int, store: Path, device: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "gan_core", "rank", str(rank), "--of", str(processes), "--store", str(store)]
    names = gpu_names()
    own = {VISIBLE: names[rank]} if device == "cuda" and len(names) >= processes else {}
    out = sys.stderr.fileno() if _has_number() else subprocess.DEVNULL  # standard output may be read by a program
    environment = {**os.environ, **own}
    with _undisturbed():
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, cwd=PROJECT, env=environment)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A process that is started now never hears what is meant for its worker: Ctrl-C goes to both, as it starts too."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # which a new process inherits
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _has_number() -> bool:
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.fileno() >= 0
    return False


def _wait_for(others: list[subprocess.Popen], store: Store) -> None:
    """Until all have come to the meeting. Raises RunError where one of them ends instead."""
    last = time.monotonic() + MEET_SECONDS
    while store.add(HERE, 0) < len(others):
        if gone := ended_of(others):
            raise RunError(f"Process {gone[0] + 1} of the {len(others) + 1} of this run did not start: {gone[1]}.")
        if time.monotonic() > last:
            raise RunError(f"The {len(others) + 1} processes of this run did not come together in time.")
        time.sleep(0.02)


def gpu_names() -> list[str]:
    """All GPUs of this machine that runs may use, this process's own first; empty where nobody said."""
    names = [each for each in os.environ.get(ALL_GPUS, "").split(",") if each]
    own = os.environ.get(VISIBLE, "")
    return [own, *(each for each in names if each != own)] if own in names else names


def _gpus_beside() -> int:
    return max(torch.cuda.device_count(), len(gpu_names()))


def _processes_beside(processes: int) -> int:
    """How many of them share this machine's GPUs."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", processes)) if Torchrun.find() else processes


def keep_to_loopback() -> None:
    """Let this process and those that it starts meet on this machine's loopback interface."""
    loopback = next(
        (name for name, all_of in psutil.net_if_addrs().items() if any(each.address == "127.0.0.1" for each in all_of)),
        None,
    )
    for name in INTERFACES if loopback else ():
        os.environ[name] = str(loopback)


def serve(rank: int, processes: int, store: str) -> NoReturn:
    """Be a rank of the run whose worker keeps `store`, until that worker has ended."""
    for number in ENDINGS:  # which are for the worker: it ends the others
        signal.signal(number, signal.SIG_IGN)
    keep_to_loopback()
    place = FileStore(store, processes)
    place.add(HERE, 1)
    group = meet(Group, rank, processes, place)
    _serve(group)


def serve_torchrun(torchrun: Torchrun) -> NoReturn:
    """The same where torchrun started this process."""
    group = meet(Group, torchrun.rank, torchrun.processes)
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    _serve(group)


def _serve(group: Group) -> NoReturn:
    with suppress(RankLostError):
        begun: dict[str, Any] = group.hear()
        if begun["own_gpus"]:
            group.use_gpu(int(os.environ.get("LOCAL_RANK", group.rank)) % torch.cuda.device_count())
        execution, config = Execution(**begun["execution"]), load_config(begun["config"])
        execution.apply_threads()
        known = with_labels(config, tuple(begun["labels"])) if begun["resumed"] else config
        state, data, _ = prepare(known, execution, quiet)
        if begun["resumed"]:
            checkpoint.load_state(Path(begun["resumed"]), state)
        group.spread(state.networks)
        state.train_with(group)
        follow(group, state, data, config)
    leave()

"""The two actors of a run in a Ray cluster: its keeper, on the server's machine, and its worker, where there is room.

The keeper is detached: it outlives the server that started it, and a restarted server finds it by its process, or by
its name before it has claimed its run. The worker belongs to the keeper: Ray ends it where the keeper ends, however
that is. So a worker is there exactly as long as somebody holds its run, and only the keeper says that a run is lost.
"""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gan_core.errors import UserError, system_words
from gan_core.jobs import process
from gan_core.jobs.cluster import Demand, pinned_here, ray_module
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.remote_sink import RemoteSink, WorkingFolder, working_place
from gan_core.jobs.run_files import LOG
from gan_core.jobs.run_keeper import Reply, RunKeeper
from gan_core.jobs.sink import Sink

WATCH_SECONDS = 0.5
MOST_ON_THEIR_WAY = 64
"""Calls that a worker does not wait for; beyond them it waits for the oldest."""
NO_WORD = "Its worker ended without a message."
Work = Callable[[RunFolder, Sink, str], str]
"""Does the job of a folder through a sink, with the ticket of its launch; returns the state it ended in."""


def name_of(ticket: str) -> str:
    """What the keeper of a launch is called in the cluster."""
    return f"keeper-{ticket}"


class Keeper:
    """The actor that holds a run. All begins in its constructor, which nobody needs to live for."""

    def __init__(self, run: str, ticket: str, demand: Demand, work: Work) -> None:
        ray = ray_module()
        self._itself = ray.get_runtime_context().current_actor
        self._refusal = ""
        os.environ["GAN_CORE_RUNS"] = str(Path(run).parent)
        try:
            self._keeper = RunKeeper(RunFolder(run), ticket)
        except UserError as error:
            self._refusal = str(error)
        except OSError as error:
            self._refusal = system_words(error)
        target = self._refuse if self._refusal else self._watch
        threading.Thread(target=target, args=() if self._refusal else (demand, work, ticket), daemon=True).start()

    def identity(self) -> dict[str, Any]:
        """Its process, and why it does not hold the run, if it does not."""
        return {**process.identity(), "refusal": self._refusal}

    def reply(self, call: str, *values: Any) -> Reply:
        """See RunKeeper.reply."""
        return self._keeper.reply(call, list(values))

    def _refuse(self) -> None:
        time.sleep(10 * WATCH_SECONDS)  # whoever launched it may ask why
        self._end()

    def _watch(self, demand: Demand, work: Work, ticket: str) -> None:
        """Have a worker started and see to its end."""
        ray = ray_module()
        actor = ray.remote(RayWorker).options(
            num_cpus=demand.cpus, num_gpus=demand.gpus, scheduling_strategy=pinned_here() if demand.here else "SPREAD"
        )
        try:
            machines = alive(ray)
            worker = actor.remote()
            done = worker.work.remote(self._itself, self._keeper.folder.name, ticket, demand.gpus > 0, work)
            while not ray.wait([done], timeout=WATCH_SECONDS)[0]:
                if not self._keeper.wait():
                    return
            self._close(worker, done, machines)
        finally:
            self._keeper.close()
            self._end()

    def _close(self, worker: Any, done: Any, machines: set[str]) -> None:
        """Write down how a worker ended that did not say it itself; `machines` were there when it was asked for."""
        ray = ray_module()
        while not self._keeper.ended:
            try:
                self._keeper.fail(ray.get(done))
            except ray.exceptions.RayTaskError as error:
                self._keeper.fail(f"{type(error.cause).__name__}: {error.cause}")
            except ray.exceptions.ActorUnavailableError:  # Ray does not know yet whether it is dead
                time.sleep(WATCH_SECONDS)
                done = worker.last_words.remote()  # its answer comes after that of its work
                while not ray.wait([done], timeout=WATCH_SECONDS)[0] and not self._keeper.ended:
                    pass
            except ray.exceptions.RayError as error:
                print(error, file=sys.stderr)  # into Ray's log of this actor
                gone = machines - alive(ray)
                self._keeper.lose(machine_gone=self._keeper.node in gone if self._keeper.begun else bool(gone))

    def _end(self) -> None:
        ray = ray_module()
        ray.kill(self._itself)
        time.sleep(10 * WATCH_SECONDS)
        os._exit(0)  # Ray does not answer any more


def alive(ray: Any) -> set[str]:
    """The machines of the cluster, as it names them."""
    return {each["NodeID"] for each in ray.nodes() if each["Alive"]}


class RayWorker:
    """The actor that works on a run, in a process of its own on any machine of the cluster."""

    def last_words(self) -> str:
        """What is left to be said when its work is done and nobody has heard how."""
        return NO_WORD

    def work(self, keeper: Any, name: str, ticket: str, with_gpu: bool, work: Work) -> str:
        """Do the job; returns why it could not begin, in words, if the sink was not told."""
        if not with_gpu:
            os.environ["CUDA_VISIBLE_DEVICES"] = ""
        with working_place() as place:
            runs = place / "runs"
            (runs / name).mkdir(parents=True)
            os.environ["GAN_CORE_RUNS"] = str(runs)
            log = os.open(runs / name / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            for stream in (1, 2):
                os.dup2(log, stream)
            wire, node = RayWire(keeper), ray_module().get_runtime_context().get_node_id()
            folder = WorkingFolder(runs / name, wire)
            try:
                work(folder, RemoteSink(folder, wire, node), ticket)
                return NO_WORD
            except UserError as error:
                return str(error)
            except OSError as error:
                return system_words(error)


class RayWire:
    """Calls to a keeper's actor, which does them one after the other."""

    def __init__(self, keeper: Any) -> None:
        self._keeper = keeper
        self._on_their_way: deque[Any] = deque()
        self._polled: Any = None

    def ask(self, call: str, *values: Any) -> Reply:
        ray = ray_module()
        return ray.get(self._keeper.reply.remote(call, *values))

    def tell(self, call: str, *values: Any) -> list[Reply]:
        ray = ray_module()
        self._on_their_way.append(self._keeper.reply.remote(call, *values))
        come = []
        while self._on_their_way:
            full = len(self._on_their_way) > MOST_ON_THEIR_WAY
            if not full and not ray.wait([self._on_their_way[0]], timeout=0)[0]:
                break
            come.append(ray.get(self._on_their_way.popleft()))
        return come

    def poll(self, call: str) -> Reply | None:
        ray = ray_module()
        if self._polled is None:
            self._polled = self._keeper.reply.remote(call)
        if not ray.wait([self._polled], timeout=0)[0]:
            return None
        polled, self._polled = self._polled, None
        return ray.get(polled)

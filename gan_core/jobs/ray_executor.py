"""Workers in a Ray cluster whose node the server's machine is: Ray places them; questions are answered here."""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs import cluster, process
from gan_core.jobs.cluster import ClusterError, Node
from gan_core.jobs.executor import Handle
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.local_executor import KnownProcess, LocalExecutor
from gan_core.jobs.status import Status
from gan_core.places import PROJECT
from gan_core.present import present

LINK = (sys.executable, "-m", "gan_core", "cluster")
JOIN_SECONDS = 60.0
JOINING = "The Ray cluster is being joined."
ANSWER_SECONDS = 20.0
RETRY_SECONDS = 5.0
NODES_SECONDS = 1.0
"""How long what is known of the cluster's machines holds."""
SILENT_SECONDS = 60.0
"""How long a cluster may be away before a keeper is given up that had not come."""


LOG = logging.getLogger(__name__)


class RayExecutor:
    """Hands each run to a keeper in the cluster, through a process that may be lost.

    Whether a keeper still works is seen by its process, which is one of this
    machine.
    """

    def __init__(self, command: Sequence[str] = LINK) -> None:
        self.local, self._command = LocalExecutor(), command
        self._link: ClusterLink | None = None
        self._refusal = ""
        self._retry_due = 0.0
        self._nodes: list[Node] = []
        self._nodes_due = 0.0

    @property
    def num_workers(self) -> int:
        """GAN_CORE_WORKERS; else how many runs that take no GPU fit on the machines there are. 0 while it is joined.

        Where the cluster cannot be used it is one: that the run cannot be spawned tells why.
        """
        if self._link and self._link.joining:
            return 0
        if os.environ.get("GAN_CORE_WORKERS"):
            return self.local.num_workers
        try:
            takes = cluster.demand_of({"runtime": {"device": "cpu"}}, gpus_there=False)
            return max(1, sum(each.slots(takes) for each in self.nodes()))
        except RunError:
            return 1

    def nodes(self) -> list[Node]:
        """The machines of the cluster. Raises ClusterError."""
        if time.monotonic() > self._nodes_due:
            self._nodes = [Node(**each) for each in self.link().call("nodes")]
            self._nodes_due = time.monotonic() + NODES_SECONDS
        return self._nodes

    def link(self) -> "ClusterLink":
        """The process that speaks to the cluster. Raises ClusterError where there is none; that is tried anew later."""
        if self._link and self._link.joining:
            raise ClusterError(JOINING)
        if self._link and self._link.dead:
            if self._link.refusal:
                self._refuse(self._link.refusal)
            self._link.close()
            self._link = None
        if self._link:
            return self._link
        if time.monotonic() < self._retry_due:
            raise ClusterError(self._refusal)
        try:
            cluster.check_asked()
        except ClusterError as error:
            self._refuse(str(error))
            raise
        self._link = ClusterLink(self._command)
        raise ClusterError(JOINING)

    def _refuse(self, words: str) -> None:
        if words != self._refusal:
            LOG.error("%s", words)
        self._refusal, self._retry_due = words, time.monotonic() + RETRY_SECONDS

    def spawn(self, run: Path, ticket: str) -> Handle:
        nodes = self.nodes()
        takes = cluster.demand_of(RunFolder(run).config(), gpus_there=any(each.gpus for each in nodes))
        if not any(each.slots(takes) for each in nodes):
            gpu = f" and {takes.gpus:g} of a GPU" if takes.gpus else ""
            raise ClusterError(f"No machine of the cluster has what this run takes: {takes.cpus:g} cores{gpu}.")
        self.link().call("spawn", run=str(run), ticket=ticket, cpus=takes.cpus, gpus=takes.gpus, here=takes.here)
        return KeeperHandle(self, ticket)

    def attach(self, status: Status) -> Handle:
        """By its keeper's process; by its name in the cluster while it has not come."""
        return KnownProcess(status) if status.pid or not status.ticket else KeeperHandle(self, status.ticket)

    def ask(self, question: str, value: Any) -> Any:
        return self.local.ask(question, value)

    def places(self, config: Mapping[str, Any]) -> int:
        """One: how many cores that is, Ray is told and sees to."""
        return 1

    def keep_ready(self) -> None:
        self.local.keep_ready()
        with suppress(ClusterError):  # whoever starts a run is told
            self.link()

    def close(self) -> None:
        self.local.close()
        if self._link:
            self._link.close()


class KeeperHandle:
    """A keeper that was started: known by its name in the cluster until it has come, then by its process."""

    def __init__(self, executor: RayExecutor, ticket: str) -> None:
        self._executor, self._ticket = executor, ticket
        self._identity: dict[str, Any] | None = None
        self._silent_since: float | None = None

    def poll(self) -> int | None:
        if self._identity is None:
            try:
                self._identity = self._executor.link().call("poll", ticket=self._ticket)
                self._silent_since = None
            except ClusterError:
                self._silent_since = self._silent_since or time.monotonic()
                return 1 if time.monotonic() - self._silent_since > SILENT_SECONDS else None
        if self._identity is None:
            return None
        return None if process.is_alive(self._identity) else 1

    def kill(self) -> None:
        if self._identity:
            process.kill_group(self._identity)
            return
        with suppress(ClusterError):  # then it is gone with the cluster
            self._executor.link().call("kill", ticket=self._ticket)


class ClusterLink:
    """The other end of gan_core.jobs.cluster_link. It is `joining` first; `refusal` says why it could not."""

    def __init__(self, command: Sequence[str]) -> None:
        self.refusal = ""
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            start_new_session=True,
            text=True,
        )
        self._replies: queue.Queue[str] = queue.Queue()
        self._lock = threading.Lock()
        self._joined = threading.Event()
        self._join_limit = time.monotonic() + JOIN_SECONDS
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """First comes whether it has joined; Ray may also end it without a word."""
        lines = present(self.process.stdout)
        first = lines.readline()
        reply = json.loads(first) if first.endswith("\n") else {"error": cluster.NO_CLUSTER}
        self.refusal = reply.get("error", "")
        if self.refusal:
            self.process.kill()
            self.process.wait()
        self._joined.set()
        for line in lines:
            self._replies.put(line)
        self._replies.put("")

    @property
    def joining(self) -> bool:
        """Whether it is not known yet if it can; one that has tried for a minute is ended."""
        if not self._joined.is_set() and time.monotonic() > self._join_limit:
            self.process.kill()
        return not self._joined.is_set()

    @property
    def dead(self) -> bool:
        return self.process.poll() is not None

    def call(self, name: str, **values: Any) -> Any:
        """What comes of it. Raises ClusterError; a link that does not answer is ended."""
        with self._lock:
            try:
                print(json.dumps({"call": name, "values": values}), file=self.process.stdin, flush=True)
                line = self._replies.get(timeout=ANSWER_SECONDS)
            except (OSError, ValueError, queue.Empty):
                line = ""
        if not line:
            self.process.kill()
            raise ClusterError(cluster.NO_ANSWER)
        reply = json.loads(line)
        if "error" in reply:
            raise ClusterError(reply["error"])
        return reply["answer"]

    def close(self) -> None:
        """End it; keepers stay."""
        self.process.kill()
        self.process.wait()
        self._reader.join(timeout=5)
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                present(stream).close()

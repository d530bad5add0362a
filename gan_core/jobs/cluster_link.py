"""The process that speaks to Ray for a server: one JSON object per line on standard input, one reply per line.

Ray ends every process that uses it when its node dies; this one may die so, the server may not.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from gan_core.errors import UserError
from gan_core.jobs import cluster
from gan_core.jobs.cluster import ClusterError, Demand
from gan_core.jobs.ray_actors import Keeper, Work, name_of

CHECK_SECONDS = 30.0


class Link:
    """What a server asks of the cluster."""

    def __init__(self, work: Work) -> None:
        self.ray, self.work = cluster.connect(), work
        self._here = cluster.pinned_here()
        self._begun: dict[str, Any] = {}
        self._check_installed()

    def _check_installed(self) -> None:
        """Raises ClusterError where Ray's own processes on this machine do not have this library."""
        mark = self.ray.remote(cluster.sources_mark).options(num_cpus=0, scheduling_strategy=self._here)
        try:
            same = self.ray.get(mark.remote(), timeout=CHECK_SECONDS) == cluster.sources_mark()
        except self.ray.exceptions.RayError as error:
            raise ClusterError(cluster.NOT_INSTALLED) from error
        if not same:
            raise ClusterError(cluster.NOT_INSTALLED)

    def nodes(self) -> list[dict[str, Any]]:
        """The machines that are there."""
        return [asdict(each) for each in cluster.nodes(self.ray)]

    def spawn(self, run: str, ticket: str, cpus: float, gpus: float, here: bool) -> None:
        """Start the keeper of a run, here; it has a worker started where there is room."""
        keeper = self.ray.remote(Keeper).options(
            name=name_of(ticket), lifetime="detached", num_cpus=0, max_restarts=0, scheduling_strategy=self._here
        )
        self._begun[ticket] = keeper.remote(run, ticket, Demand(cpus, gpus, here), self.work).identity.remote()

    def poll(self, ticket: str) -> dict[str, Any] | None:
        """The identity of a keeper's process, once it is there; {} for one that is gone or never came."""
        asked = self._begun.get(ticket)
        if asked is None:
            keeper = self._keeper(ticket)
            if keeper is None:
                return {}
            asked = self._begun[ticket] = keeper.identity.remote()
        if not self.ray.wait([asked], timeout=0)[0]:
            return None
        del self._begun[ticket]
        try:
            return self.ray.get(asked)
        except self.ray.exceptions.RayError:
            return {}

    def kill(self, ticket: str) -> None:
        """End a keeper, and with it its worker."""
        self._begun.pop(ticket, None)
        if keeper := self._keeper(ticket):
            self.ray.kill(keeper)

    def _keeper(self, ticket: str) -> Any:
        try:
            return self.ray.get_actor(name_of(ticket))
        except ValueError:
            return None


def serve(work: Work) -> int:
    """Join the cluster and answer until the input ends; returns the exit status."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    sys.stdout = sys.stderr
    try:
        link = Link(work)
    except UserError as error:
        print(json.dumps({"error": str(error)}), file=out)
        return 1
    calls: dict[str, Callable[..., Any]] = {
        "nodes": link.nodes,
        "spawn": link.spawn,
        "poll": link.poll,
        "kill": link.kill,
    }
    print(json.dumps({"answer": "ready"}), file=out)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"answer": calls[request["call"]](**request["values"])}
        except (link.ray.exceptions.RayError, RuntimeError, ConnectionError, TimeoutError) as error:
            print(error, file=sys.stderr)
            reply = {"error": cluster.NO_ANSWER}
        print(json.dumps(reply), file=out)
    return 0

"""The Ray cluster that runs may be handed to: whether it is asked for, what a run takes of it, and how it is joined.

Ray is imported by the processes that join it, never by the one that serves pages: it ends whoever uses it when the
cluster goes away.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.store.machine_settings import UPLOAD, processes_of

CLUSTER = "GAN_CORE_CLUSTER"
"""auto: runs go to the cluster whose node this machine is. Empty: they are processes of this machine."""
CPUS = "GAN_CORE_CLUSTER_CPUS"
"""Cores of Ray's count for each process of a run."""
GPUS = "GAN_CORE_CLUSTER_GPUS"
"""The share of a GPU for each run that computes on one."""
WITHOUT_TOKEN = "GAN_CORE_CLUSTER_WITHOUT_TOKEN"
"""1: a cluster that lets everybody in is used all the same."""
NAMESPACE = "gan_core"
AUTH_MODE = "RAY_AUTH_MODE"
PROBE = "import ray; ray.init('auto', logging_level='critical', log_to_driver=False)"
PROBE_SECONDS = 60.0
HOW = "The README says how, under “For a lab”."
NO_CLIENT = (
    "Ray clients (ray://) are not supported: the server's machine must be a node of the cluster itself. Start Ray on "
    f"it with `ray start --address=...` and set {CLUSTER}=auto. {HOW}"
)
NO_RAY = f"{CLUSTER} needs Ray: `pip install -r requirements-optional.txt` (Linux, Python 3.11 to 3.14)."
NO_CLUSTER = f"No Ray cluster answers on this machine: start one with `ray start --head`, or join one. {HOW}"
WRONG_TOKEN = (
    "The Ray cluster does not accept this machine's token: ~/.ray/auth_token must be the same on every machine, and "
    f"{AUTH_MODE}=token must be set for all of them. {HOW}"
)
OPEN_TO_ALL = (
    "The Ray cluster asks for no token: whoever reaches it can run programs on all its machines. Start it with "
    f"{AUTH_MODE}=token. {HOW} {WITHOUT_TOKEN}=1 uses it as it is."
)
NO_ANSWER = "The Ray cluster does not answer. Runs wait until it does; those that it has are looked for then."
NOT_INSTALLED = (
    "Ray on this machine does not find gan_core: start it from the project's folder with PYTHONPATH=$PWD, or install "
    f"the library with pip. {HOW}"
)


class ClusterError(RunError):
    """The cluster cannot be used. The words say what to do; runs wait meanwhile."""


@dataclass(frozen=True)
class Demand:
    """What a run takes of the cluster; `here` where it reads files that only the server's machine is known to have."""

    cpus: float
    gpus: float
    here: bool = False


@dataclass(frozen=True)
class Node:
    """A machine of the cluster and what it has in all; `here` is the server's own."""

    cpus: float
    gpus: float
    here: bool = False

    def slots(self, demand: Demand) -> int:
        """How many such runs fit at once."""
        each = [(self.cpus, demand.cpus), (self.gpus, demand.gpus)]
        return 0 if demand.here > self.here else min((int(has / takes) for has, takes in each if takes), default=1)


def asked_for() -> bool:
    """Whether the environment asks for a cluster, be it in words that are no use."""
    return bool(os.environ.get(CLUSTER))


def check_asked() -> None:
    """Raises ClusterError where the environment asks for a cluster in a way that is not supported."""
    value = os.environ.get(CLUSTER, "")
    if "ray://" in (value[:6], os.environ.get("RAY_ADDRESS", "")[:6]):
        raise ClusterError(NO_CLIENT)
    if value != "auto":
        raise ClusterError(f"{CLUSTER} must be auto, or not set, got {value!r}. {HOW}")


def demand_of(config: Mapping[str, Any], *, gpus_there: bool) -> Demand:
    """What the job of these settings takes; `gpus_there` says whether any machine of the cluster has a GPU."""
    base = config.get("base")
    groups = [each for each in (config, base) if isinstance(each, Mapping)]
    device = next((found for each in groups if (found := _setting(each, "runtime", "device"))), "auto")
    processes = processes_of(config)
    cpus, share = _number(CPUS, 1.0), _number(GPUS, 0.25)
    on_gpu = device == "cuda" or (device == "auto" and gpus_there)
    gpus = 0.0 if not on_gpu else float(processes) if processes > 1 else share
    return Demand(cpus * processes, gpus, here=any(_is_file_here(text) for text in strings(config)))


def _setting(values: Mapping[str, Any], group: str, name: str) -> Any:
    inside = values.get(group)
    return inside.get(name) if isinstance(inside, Mapping) else None


def _number(name: str, usual: float) -> float:
    text = os.environ.get(name) or str(usual)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1024 or (name == GPUS and value > 1 and value % 1):
        wanted = "a share of one GPU, such as 0.25, or a whole number" if name == GPUS else "a number above 0"
        raise ClusterError(f"{name} must be {wanted}, got {text!r}.")
    return value


def strings(value: Any) -> Iterator[str]:
    """Every text in settings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from strings(each)


def _is_file_here(text: str) -> bool:
    """Whether it is the path of a file or folder of this machine. Uploads are none: they travel with their run."""
    return len(text) < 4096 and os.path.isabs(text) and not UPLOAD.fullmatch(text) and os.path.exists(text)


def ray_module() -> Any:
    """The module ray. Raises ClusterError where it is not installed."""
    try:
        import ray
    except ImportError as error:
        raise ClusterError(NO_RAY) from error
    return ray


def pinned_here() -> Any:
    """Ray's word for: on this machine of the cluster and nowhere else."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    return NodeAffinitySchedulingStrategy(node_id=ray_module().get_runtime_context().get_node_id(), soft=False)


def connect() -> Any:
    """The module ray, in the cluster whose node this machine is. Raises ClusterError."""
    check_asked()
    os.environ.setdefault(AUTH_MODE, "token")
    os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", "2")  # seconds until a wrong token is taken for one
    os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "10")  # then Ray ends this process
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray = ray_module()
    try:
        ray.init(address="auto", namespace=NAMESPACE, log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, RuntimeError, ray.exceptions.RayError) as error:
        raise ClusterError(WRONG_TOKEN if _is_refusal(error) else NO_CLUSTER) from error
    if os.environ.get(WITHOUT_TOKEN) != "1" and _lets_everybody_in():
        ray.shutdown()
        raise ClusterError(OPEN_TO_ALL)
    return ray


def _is_refusal(error: BaseException | None) -> bool:
    """Ray puts the refusal's class into the text of what it raises at last."""
    while error is not None:
        if "AuthenticationError" in type(error).__name__ + str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _lets_everybody_in() -> bool:
    """Tried out by a process that shows no token."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("RAY_AUTH")}
    known |= {AUTH_MODE: "disabled", "RAY_NUM_REDIS_GET_RETRIES": "1"}
    nothing = subprocess.DEVNULL
    command = [sys.executable, "-c", PROBE]
    try:
        return (
            subprocess.run(
                command, env=known, timeout=PROBE_SECONDS, stdin=nothing, stdout=nothing, stderr=nothing
            ).returncode
            == 0
        )
    except subprocess.TimeoutExpired:
        return False


def nodes(ray: Any) -> list[Node]:
    """The machines that are there now."""
    here = ray.get_runtime_context().get_node_id()
    alive = [each for each in ray.nodes() if each["Alive"]]
    return [
        Node(each["Resources"].get("CPU", 0.0), each["Resources"].get("GPU", 0.0), each["NodeID"] == here)
        for each in alive
    ]


def sources_mark() -> str:
    """A fingerprint of this library's code: workers of another version would not do what was asked."""
    import hashlib

    digest, place = hashlib.sha256(), Path(__file__).resolve().parents[1]
    for path in sorted(place.rglob("*.py")):
        digest.update(path.relative_to(place).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]

"""What a cluster is asked for, without one: the environment's words, what a run takes, and who goes where."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gan_core.jobs import cluster, ray_executor
from gan_core.jobs.cluster import ClusterError, Demand, Node, demand_of
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.local_executor import LocalExecutor
from gan_core.jobs.ray_executor import KeeperHandle, RayExecutor
from gan_core.places import PROJECT, UPLOADS
from tests.conftest import tiny
from tests.running import make, wait_until


@pytest.fixture(autouse=True)
def no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the variables is set."""
    for name in [each for each in os.environ if each.startswith(("GAN_CORE_CLUSTER", "RAY_"))]:
        monkeypatch.delenv(name)


def test_no_cluster_is_used_unless_it_is_asked_for(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(Launcher(runs_root).executor, LocalExecutor)
    monkeypatch.setenv("GAN_CORE_CLUSTER", "auto")
    assert isinstance(Launcher(runs_root).executor, RayExecutor)


def test_server_never_imports_ray() -> None:
    modules = "gan_core.jobs.launcher, gan_core.cli.main, gan_core.jobs.ray_actors"
    code = f"import sys, {modules}; sys.exit('ray' in sys.modules)"
    known = {**os.environ, "GAN_CORE_CLUSTER": "auto"}
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=known).returncode == 0


@pytest.mark.parametrize(
    ("value", "address", "words"),
    [
        ("ray://school:10001", "", "Ray clients (ray://) are not supported"),
        ("auto", "ray://school:10001", "Ray clients (ray://) are not supported"),
        ("yes", "", "GAN_CORE_CLUSTER must be auto, or not set, got 'yes'."),
        ("10.0.0.1:6379", "", "GAN_CORE_CLUSTER must be auto"),
    ],
)
def test_other_ways_to_a_cluster_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, value: str, address: str, words: str
) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER", value)
    monkeypatch.setenv("RAY_ADDRESS", address)
    with pytest.raises(ClusterError) as told:
        RayExecutor().nodes()
    assert words in str(told.value)


def test_missing_ray_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER", "auto")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"needs Ray: `pip install -r requirements-optional\.txt`"):
        cluster.connect()


def test_run_that_the_cluster_cannot_take_waits_and_says_why(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER", "ray://school:10001")
    made, folder = Launcher(runs_root), make(runs_root, tiny())
    made.scheduler.tick()
    assert folder.status().state == "queued" and folder.status().reason == cluster.NO_CLIENT
    made.stop(folder)
    assert folder.status().state == "stopped"
    made.close()


def test_link_that_ends_without_a_word_is_a_cluster_that_does_not_answer(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER", "auto")
    executor = RayExecutor((sys.executable, "-c", ""))
    told: list[str] = []

    def refused() -> bool:
        with pytest.raises(ClusterError) as error:
            executor.nodes()
        told.append(str(error.value))
        return told[-1] == cluster.NO_CLUSTER

    wait_until(refused)
    assert executor.num_workers == 1  # so that a run is tried, and says why it waits
    executor.close()


def test_cluster_that_cannot_be_joined_in_a_minute_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER", "auto")
    monkeypatch.setattr(ray_executor, "JOIN_SECONDS", 0.0)
    executor = RayExecutor((sys.executable, "-c", "import time; time.sleep(100)"))
    executor.keep_ready()

    def refused() -> bool:
        with pytest.raises(ClusterError) as error:
            executor.nodes()
        return str(error.value) == cluster.NO_CLUSTER

    wait_until(refused)
    executor.close()


ECHO = """
import json, sys
print(json.dumps({"answer": "ready"}), flush=True)
for line in sys.stdin:
    call = json.loads(line)
    if call["call"] == "die":
        sys.exit()
    nodes = [{"cpus": 4, "gpus": 0, "here": True}, {"cpus": 2, "gpus": 1, "here": False}]
    answers = {"nodes": nodes, "spawn": None, "poll": {"pid": 0, "refusal": "no"}}
    print(json.dumps({"answer": answers[call["call"]]}), flush=True)
"""


@pytest.fixture
def joined(monkeypatch: pytest.MonkeyPatch):
    """An executor in a cluster that is a script."""
    monkeypatch.setenv("GAN_CORE_CLUSTER", "auto")
    monkeypatch.delenv("GAN_CORE_WORKERS", raising=False)
    executor = RayExecutor((sys.executable, "-c", ECHO))
    executor.keep_ready()
    wait_until(lambda: executor.num_workers)
    yield executor
    executor.close()


def test_as_many_runs_work_at_once_as_fit_on_all_machines(joined: RayExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert joined.num_workers == 6
    monkeypatch.setenv("GAN_CORE_CLUSTER_CPUS", "1.5")
    assert joined.num_workers == 3
    monkeypatch.setenv("GAN_CORE_WORKERS", "2")
    assert joined.num_workers == 2


def test_run_that_no_machine_can_take_says_what_it_takes(joined: RayExecutor, runs_root: Path) -> None:
    config = tiny(runtime__device="cuda", training__processes=2)
    with pytest.raises(ClusterError, match="No machine of the cluster has what this run takes: 2 cores and 2 of a GPU"):
        joined.spawn(make(runs_root, config).path, "ticket")


def test_link_that_dies_is_joined_anew(joined: RayExecutor) -> None:
    first = joined.link()
    with pytest.raises(ClusterError, match="does not answer"):
        first.call("die")
    wait_until(lambda: first.dead)

    def renewed() -> bool:
        with suppress(ClusterError):
            return joined.link() is not first
        return False

    wait_until(renewed)
    assert joined.link().call("nodes")


def test_keeper_whose_process_is_gone_has_ended(joined: RayExecutor) -> None:
    assert KeeperHandle(joined, "ticket").poll() == 1


@pytest.mark.parametrize(
    ("changes", "gpus_there", "demand"),
    [
        ({"runtime__device": "cpu"}, True, Demand(1, 0)),
        ({"runtime__device": "auto"}, False, Demand(1, 0)),
        ({"runtime__device": "auto"}, True, Demand(1, 0.25)),
        ({"runtime__device": "cuda"}, False, Demand(1, 0.25)),
        ({"runtime__device": "cpu", "training__processes": 4}, False, Demand(4, 0)),
        ({"runtime__device": "cuda", "training__processes": 2}, True, Demand(2, 2)),
    ],
)
def test_what_a_run_takes(changes: dict[str, Any], gpus_there: bool, demand: Demand) -> None:
    config = tiny(**changes).model_dump(mode="json")
    assert demand_of(config, gpus_there=gpus_there) == demand
    assert demand_of({"base": config}, gpus_there=gpus_there) == demand  # a race


def test_shares_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_CLUSTER_CPUS", "0.5")
    monkeypatch.setenv("GAN_CORE_CLUSTER_GPUS", "0.1")
    assert demand_of({"runtime": {"device": "cuda"}}, gpus_there=True) == Demand(0.5, 0.1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("GAN_CORE_CLUSTER_CPUS", "no"), ("GAN_CORE_CLUSTER_CPUS", "0"), ("GAN_CORE_CLUSTER_GPUS", "1.5")],
)
def test_share_that_is_none_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ClusterError, match=f"{name} must be .*, got '{value}'"):
        demand_of({}, gpus_there=True)


def test_run_that_names_files_of_this_machine_stays_here_and_one_of_uploads_does_not(tmp_path: Path) -> None:
    upload = tmp_path / UPLOADS / "upload-0a.zip"
    upload.parent.mkdir()
    upload.touch()
    names = {"here": str(tmp_path), "gone": str(tmp_path / "gone"), "upload": str(upload), "relative": "tests"}
    stay = {name: demand_of({"data": {"path": path}}, gpus_there=False).here for name, path in names.items()}
    assert stay == {"here": True, "gone": False, "upload": False, "relative": False}


@pytest.mark.parametrize(
    ("node", "demand", "slots"),
    [
        (Node(4, 0), Demand(1, 0), 4),
        (Node(4, 0), Demand(1, 0.25), 0),
        (Node(64, 1), Demand(1, 0.25), 4),
        (Node(2, 2), Demand(1, 0.25), 2),
        (Node(4, 0), Demand(1, 0, here=True), 0),
        (Node(4, 0, here=True), Demand(1, 0, here=True), 4),
    ],
)
def test_how_many_runs_fit_on_a_machine(node: Node, demand: Demand, slots: int) -> None:
    assert node.slots(demand) == slots


def test_fingerprint_of_the_sources_is_that_of_every_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jobs").mkdir()
    monkeypatch.setattr(cluster, "__file__", str(tmp_path / "jobs" / "cluster.py"))
    marks = []
    for text in ("one", "two"):
        (tmp_path / "jobs" / "cluster.py").write_text(text)
        marks.append(cluster.sources_mark())
    assert marks[0] != marks[1]

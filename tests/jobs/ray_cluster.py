"""What happens in a cluster of two nodes. test_ray_cluster.py runs it in a network namespace of its own."""

import fcntl
import io
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from gan_core.generators import shards
from gan_core.jobs import cluster, run_keeper
from gan_core.jobs.cluster import ClusterError
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.ray_executor import JOINING, RayExecutor
from gan_core.places import PROJECT, UPLOADS
from tests.conftest import tiny
from tests.generators.test_shards import drawing, images
from tests.running import wait_until

pytestmark = pytest.mark.skipif(not os.environ.get("GAN_CORE_INSIDE"), reason="only in a network of its own")
SECONDS = 120.0
LIGHT = (sys.executable, "-m", "tests.jobs.light_link")
ENDLESS = tiny(training__num_steps=0, recording__checkpoint_seconds=1, recording__watch_budget=0)
QUICK = {
    "RAY_health_check_period_ms": "500",
    "RAY_DEFAULT_OBJECT_STORE_MAX_MEMORY_BYTES": "100000000",
}
"""A dead node is noticed sooner (a slow one is not taken for dead), and the object store is small.

Both come from the environment, the commands being given.
"""


def lines() -> list[str]:
    """The README's own commands for a lab."""
    text = (PROJECT / "README.md").read_text("utf-8").partition("<!-- cluster -->")[2].partition("<!-- end -->")[0]
    return [line for line in text.splitlines() if line and not line.startswith("```")]


def loopback_up() -> None:
    """A new network namespace has its loopback down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        fcntl.ioctl(asked, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


@pytest.fixture(scope="session", autouse=True)
def nodes() -> Iterator[None]:
    """Two nodes, started word for word as the README says, and its environment for all that follows."""
    loopback_up()
    export, token, first, second, server = lines()
    os.environ.update(QUICK)
    commands = sysconfig.get_path("scripts")  # of this Python, be its environment activated or not
    os.environ["PATH"] = os.pathsep.join([commands, os.environ.get("PATH", "")])
    shell = "\n".join(["set -e", export, token, first, second, "env -0 > $HOME/env"])
    done = subprocess.run(["bash", "-c", shell], cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
    pairs = (each.partition("=") for each in (Path.home() / "env").read_text("utf-8").split("\0") if each)
    os.environ.update({name: value for name, _, value in pairs})
    assert server.startswith("GAN_CORE_CLUSTER=auto streamlit run app.py")
    os.environ["GAN_CORE_CLUSTER"], os.environ["GAN_CORE_WORKERS"] = "auto", "3"
    yield
    for raylet in raylets():
        raylet.kill()


@pytest.fixture
def launcher(runs_root: Path) -> Iterator[Launcher]:
    made = Launcher(runs_root).open()
    yield made
    for status in made.statuses():
        if status.active or status.state == "queued":
            made.stop_and_wait(status.name)
    made.close()


def raylets() -> list[psutil.Process]:
    """The process of each node, the first one first."""
    found = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "raylet"]
    return sorted(found, key=lambda each: each.pid)


def workers(node: psutil.Process) -> list[psutil.Process]:
    """The processes on a node that work on runs."""
    found = []
    for each in node.children(recursive=True):
        with suppress(psutil.Error):  # it has ended meanwhile
            if "ray::RayWorker" in " ".join(each.cmdline()):
                found.append(each)
    return found


def words(folder: RunFolder) -> list[str]:
    with folder.record() as record:
        return [text for *_, text in record.logs()]


def place(folder: RunFolder) -> str:
    """The node that it works on, or worked on last."""
    said = [found[1] for text in words(folder) if (found := re.match(r"Works on .* \(node (\w+) ", text))]
    return said[-1] if said else ""


def words_of(ask: Callable[[], object]) -> str:
    """What a cluster is refused with."""
    with pytest.raises(ClusterError) as told:
        ask()
    return str(told.value)


def refusal(**environment: str) -> str:
    """Why a launcher cannot hand runs to the cluster, with these variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        executor = RayExecutor()
        try:
            told = [JOINING]
            wait_until(lambda: told.append(words_of(executor.nodes)) or told[-1] != JOINING, SECONDS)
            return told[-1]
        finally:
            executor.close()


def test_wrong_token_is_refused_in_words() -> None:
    assert refusal(RAY_AUTH_TOKEN="0" * 64) == cluster.WRONG_TOKEN


def test_cluster_that_asks_for_no_token_is_refused_unless_it_is_allowed(tmp_path: Path) -> None:
    place = Path.home() / "open"
    place.mkdir()
    command = ["ray", "start", "--head", "--node-ip-address=127.0.0.1", "--port=6390", "--include-dashboard=false"]
    command += ["--block", "--num-cpus=1", "--object-store-memory=80000000"]
    ray_env = {"RAY_AUTH_MODE": "disabled", "RAY_TMPDIR": str(place)}
    with open(tmp_path / "log", "wb") as log:
        head = subprocess.Popen(command, env=os.environ | ray_env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_until(lambda: b"Ray runtime started" in (tmp_path / "log").read_bytes(), SECONDS)
        known = {**ray_env, "RAY_ADDRESS": "127.0.0.1:6390", "RAY_AUTH_MODE": "token"}
        assert refusal(**known) == cluster.OPEN_TO_ALL
    finally:
        for each in (*psutil.Process(head.pid).children(recursive=True), head):
            each.kill()
        head.wait()


def test_nothing_listens_beyond_loopback() -> None:
    listening = [each.laddr for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    assert any(each.port == 6379 for each in listening)
    assert {each.ip.removeprefix("::ffff:") for each in listening} == {"127.0.0.1"}


def test_life_of_a_run_and_a_restart_of_its_server(launcher: Launcher, runs_root: Path) -> None:
    """One launcher, several facts: starting a worker takes seconds."""
    assert isinstance(launcher.executor, RayExecutor)
    (runs_root / UPLOADS).mkdir()
    upload = runs_root / UPLOADS / "upload-0a.zip"
    with zipfile.ZipFile(upload, "w") as archive:
        for number in range(20):
            content = io.BytesIO()
            Image.fromarray(np.full((16, 16, 3), number * 10, np.uint8)).save(content, "png")
            archive.writestr(f"{number}.png", content.getvalue())
    of_upload = ENDLESS.model_dump(mode="json") | {"data": {"name": "folder", "path": str(upload), "image_size": 16}}
    runs = [launcher.start(each, title="Run") for each in (ENDLESS.model_dump(mode="json"), of_upload)]
    wait_until(lambda: all(folder.status().last_checkpoint > 0 for folder in runs), SECONDS)
    assert len({place(folder) for folder in runs}) == 2, "both nodes have one"
    folder = runs[1]
    assert folder.is_held() and psutil.Process(folder.status().pid).name().startswith("ray::Keeper")

    folder.ask("pause")
    wait_until(lambda: folder.status().state == "paused", SECONDS)
    launcher.close()
    again = Launcher(runs_root).open()
    try:
        again.resume(folder)
        wait_until(lambda: folder.status().state == "running", SECONDS)
        seen = [each.status().step for each in runs]
        wait_until(lambda: all(each.status().step > step for each, step in zip(runs, seen, strict=True)), SECONDS)
        command = folder.ask("set", {"name": "optimiser.lr", "value": 0.001})
        with folder.record() as record:
            wait_until(lambda: record.reply_to(command) is not None, SECONDS)
        assert folder.status().live["optimiser.lr"] == 0.001
        again.stop(folder)
        wait_until(lambda: folder.status().state == "stopped", SECONDS)
        assert folder.status().last_checkpoint == folder.status().step
        os.kill(runs[0].status().pid, signal.SIGSTOP)  # a keeper that does not answer is ended
        again.stop(runs[0])
        wait_until(lambda: runs[0].status().state == "stopped", SECONDS)
        assert "did not stop within 5 seconds" in runs[0].status().reason
        wait_until(lambda: not any(workers(each) for each in raylets()), SECONDS)
    finally:
        again.close()


def test_thirty_runs_wait_and_all_are_done(runs_root: Path) -> None:
    made = Launcher(runs_root, executor=RayExecutor(LIGHT)).open()
    try:
        runs = [made.start(ENDLESS.model_dump(mode="json"), title=f"Run {number}") for number in range(30)]
        most = 0
        ended = time.monotonic() + 2 * SECONDS
        while not all(folder.status().state == "done" for folder in runs) and time.monotonic() < ended:
            most = max(most, sum(folder.status().active for folder in runs))
            time.sleep(0.1)
        assert [folder.status().state for folder in runs] == ["done"] * 30
        assert 1 < most <= 3 and len({place(folder) for folder in runs}) == 2
        assert all((folder.path / "result.json").is_file() for folder in runs)
    finally:
        made.close()


def test_samples_of_the_cluster_are_those_of_this_machine(tmp_path: Path) -> None:
    shards.draw(drawing(1100), tmp_path / "here")
    command = [sys.executable, "-m", "gan_core", "sample", "digits-gan", "--num", "1100", "--seed", "3", "--cluster"]
    command += ["--shard-size", "512", "--out", str(tmp_path / "there")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    assert np.array_equal(images(tmp_path / "there"), images(tmp_path / "here"))
    files = [(tmp_path / name / shards.MANIFEST).read_text() for name in ("here", "there")]
    assert files[0] == files[1]
    (tmp_path / "there" / "samples-0000000512.npz").unlink()
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0 and "588 of 1,100 were there already" in done.stderr


def test_runs_of_a_node_that_dies_resume_elsewhere_and_a_killed_worker_loses_its_run(launcher: Launcher) -> None:
    runs = [launcher.start(ENDLESS.model_dump(mode="json"), title="Run") for _ in range(2)]
    wait_until(lambda: all(folder.status().last_checkpoint > 0 for folder in runs), SECONDS)
    first, second = raylets()
    nodes_before = {place(folder) for folder in runs}
    assert len(nodes_before) == 2
    second.kill()
    wait_until(lambda: any(run_keeper.MACHINE_GONE in words(folder) for folder in runs), SECONDS)
    moved = next(folder for folder in runs if run_keeper.MACHINE_GONE in words(folder))
    other = next(folder for folder in runs if folder is not moved)
    saved = moved.status().last_checkpoint
    assert saved > 0 and other.status().state == "running"
    wait_until(lambda: f"Resumed at step {saved}" in "\n".join(words(moved)), SECONDS)
    wait_until(lambda: moved.status().last_checkpoint > saved, SECONDS)
    assert place(moved) == place(other) and {place(moved)} < nodes_before

    for worker in workers(first):
        worker.kill()
    wait_until(lambda: all(folder.status().state == "lost" for folder in runs), SECONDS)
    assert {folder.status().reason for folder in runs} == {"Its process was killed from outside."}
    launcher.resume(moved)
    saved = moved.status().last_checkpoint
    wait_until(lambda: moved.status().last_checkpoint > saved, SECONDS)


def test_server_outlives_its_cluster(launcher: Launcher) -> None:
    folder = launcher.start(ENDLESS.model_dump(mode="json"), title="Run")
    wait_until(lambda: folder.status().last_checkpoint > 0, SECONDS)
    for each in psutil.process_iter(["name"]):
        if each.info["name"] in ("raylet", "gcs_server"):
            each.kill()
    wait_until(lambda: folder.status().state == "lost", SECONDS)
    shutil.rmtree(Path(os.environ["RAY_TMPDIR"]) / "ray", ignore_errors=True)
    launcher.resume(folder)
    wait_until(lambda: folder.status().state == "queued" and folder.status().reason, SECONDS)
    assert folder.status().reason in (cluster.NO_CLUSTER, cluster.NO_ANSWER), folder.status().reason
    launcher.stop(folder)
    assert folder.status().state == "stopped"

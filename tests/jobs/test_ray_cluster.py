"""A cluster of two nodes on loopback, in a network of its own: what happens in it is in ray_cluster.py."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gan_core.places import PROJECT

SECONDS = 900
"""Some 90 on two idle cores; only what hangs is ended."""
INSIDE = Path(__file__).with_name("ray_cluster.py")


def skipped(words: str) -> None:
    """Skip with these words; fail with them where what can be installed is required."""
    if os.environ.get("GAN_CORE_REQUIRE_CLUSTER"):
        pytest.fail(words)
    pytest.skip(words)


def test_cluster_of_two_nodes() -> None:
    """All ends with the first process of the namespace, whatever was started in it."""
    if importlib.util.find_spec("ray") is None:
        skipped("Ray is not installed here: pip install -r requirements-optional.txt (Linux, Python 3.11 to 3.14)")
    if not shutil.which("unshare"):
        skipped("a network of its own needs util-linux's unshare")
    alone = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("the kernel allows no namespaces here: the cluster would be reachable for others")
    with tempfile.TemporaryDirectory(prefix="gc-") as place:  # a short path: Ray's sockets lie below it
        known = {name: value for name, value in os.environ.items() if not name.startswith(("RAY_", "GAN_CORE_"))}
        known |= {"HOME": place, "TMPDIR": place, "RAY_TMPDIR": place, "OMP_NUM_THREADS": "1", "GAN_CORE_INSIDE": "1"}
        there = [sys.executable, "-m", "pytest", "-x", "-q", "--durations=0", "-p", "no:cacheprovider", str(INSIDE)]
        # A shell as the first process: it reaps what nobody else waits for.
        command = [*alone, "sh", "-c", '"$@"; exit $?', "sh", *there]
        try:
            done = subprocess.run(command, cwd=PROJECT, env=known, capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            pytest.fail(f"took more than {SECONDS} s:\n{(error.stdout or b'').decode()[-4000:]}")
    print(done.stdout[-4000:])
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"
    assert "skipped" not in done.stdout

"""Node for the tests: where it is, and how it is run."""

import os
import shutil
import subprocess

import pytest

MISSING = "no node on this machine: install it (Debian: apt-get install nodejs) to test the browser code"
TIMEOUT_SECONDS = 600


def node(*arguments: str) -> str:
    """What node prints for the arguments. Without node the test skips and says so; where it is required it fails.

    Node 20 can wait for ever for a WebAssembly compilation when it ends (3 of 100 runs of parity.mjs, after all was
    printed): with one thread it cannot.
    """
    path = shutil.which("node")
    if not path:
        if os.environ.get("GAN_CORE_REQUIRE_NODE"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    command = [path, "--single-threaded", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_SECONDS)
    assert done.returncode == 0, done.stderr + "\n".join(
        line for line in done.stdout.splitlines() if not line.startswith("ok")
    )
    return done.stdout

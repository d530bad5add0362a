"""The browser code's own checks: types, lint and the tests of its pure parts, where Node is installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gan_core.web import WEB
from tests.node import node

MISSING = "the browser code is not checked: install Node and run: npm ci --ignore-scripts --prefix gan_core/web"


def npm() -> str:
    """Where npm is. Without it or the packages the tests skip and say so; where they are required they fail."""
    found = shutil.which("npm")
    if found and all((WEB / "node_modules" / name).is_dir() for name in ("typescript", "@biomejs")):
        return found
    if os.environ.get("GAN_CORE_REQUIRE_NODE"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.mark.parametrize("check", ["types", "lint"])
def test_browser_code_passes(check: str) -> None:
    done = subprocess.run(
        [npm(), "run", "--silent", check, "--prefix", str(WEB)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_browser_code_passes_its_own_tests() -> None:
    files = sorted(str(file) for file in Path(__file__).parent.rglob("*.test.mjs"))
    assert files
    node("--test", "--test-reporter=tap", *files)

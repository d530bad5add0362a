"""The type checker finds nothing wrong in the project, and where it is told to look away, the line says why."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SILENCED = re.compile(r"#\s*type:\s*ignore(?P<code>\[[a-z-]+\])?(?P<reason>\s+#\s*\S+.*)?")


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed: the types are not checked here.")
def test_the_type_checker_finds_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), "--no-error-summary"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_every_silenced_line_names_the_rule_and_the_reason() -> None:
    files = [
        PROJECT / "app.py",
        *(path for name in ("gan_core", "ui", "pages") for path in (PROJECT / name).rglob("*.py")),
    ]
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (told := SILENCED.search(line)) and not (told["code"] and told["reason"])
    ]
    assert len(files) > 100 and found == []

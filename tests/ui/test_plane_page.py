"""The Playground page opens alone and needs no run, no launcher and no torch; what it does is tested in Chromium."""

import subprocess
import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

from ui.navigation_paths import PLAYGROUND


def test_playground_opens_alone() -> None:
    test = AppTest.from_file(PLAYGROUND, default_timeout=30).run()
    assert not test.exception and not test.error
    assert [each.value for each in test.title] == ["Playground: watch a GAN learn"]


def test_playground_does_not_import_torch() -> None:
    code = "import sys, ui.plane; ui.plane.plane_html(); sys.exit('torch' in sys.modules)"
    project = Path(PLAYGROUND).parents[1]
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=project, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()

"""The one route of the pages' JavaScript: what it serves, what it refuses, and that every import leads somewhere."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from gan_core.places import PROJECT
from tests.ui.test_live_api import Client
from ui import browser_modules

MODULES = sorted(
    path.relative_to(PROJECT) for folder in browser_modules.FOLDERS.values() for path in folder.glob("*.js")
)
IMPORTED = re.compile(r'^(?:import|export)\b[^"]*?"(\.[^"]+)"', re.MULTILINE)


@pytest.fixture
def client() -> Client:
    return Client(Starlette(routes=browser_modules.routes()))


def address(name: str) -> str:
    return f"/api/js/{browser_modules.version()}/{name}"


def test_modules_of_the_pages_and_of_exported_files_are_served_and_kept(client: Client) -> None:
    for name in ("gan_core/web/pad.js", "ui/static/lab/decoders.js", "ui/static/live/live.js"):
        answer = client.get(address(name))
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "name",
    [
        "gan_core/web/pad.css",
        "gan_core/web/package.json",
        "gan_core/web/__init__.py",
        "gan_core/web/nothing.js",
        "gan_core/web/node_modules/onnxruntime-web/dist/ort.min.js",
        "gan_core/web/..%2Fweb%2Fpad.js",
        "..%2Fapp.py",
        "ui/static/replay/quick-digits/replay.json",
    ],
)
def test_nothing_but_modules_is_served(client: Client, name: str) -> None:
    assert client.get(address(name)).status_code == 404


def test_page_that_is_older_than_the_server_is_told_to_reload(client: Client) -> None:
    assert "Reload" in client.get("/api/js/older/gan_core/web/pad.js").json()["error"]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_are_paths_to_modules_that_the_route_serves(client: Client, module: Path) -> None:
    text = (PROJECT / module).read_text("utf-8")
    for target in IMPORTED.findall(text):
        found = (PROJECT / module.parent / target).resolve().relative_to(PROJECT)
        assert client.get(address(found.as_posix())).status_code == 200, f"{module} imports {target}"

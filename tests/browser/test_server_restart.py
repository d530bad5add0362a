"""An open page outlives its server: the connection comes back, and every button does what it says."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from tests.running import finished_run

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A server that this test may stop and start."""
    made = Server(tmp_path / "runs")
    finished_run(made.runs)
    made.start()
    yield made
    made.stop_runs()
    assert made.stop() == [], "the server left processes behind"


def restart(own: Server, page: Page) -> None:
    """Stop and start the server; comes back once the new one has run the page's script."""
    own.stop()
    finished: list[bool] = []

    def heard(payload: str | bytes) -> None:
        if isinstance(payload, bytes) and ForwardMsg.FromString(payload).WhichOneof("type") == "script_finished":
            finished.append(True)

    page.once("websocket", lambda opened: opened.on("framereceived", heard))
    own.start()
    ended = time.monotonic() + PATIENCE_MS / 1000
    while not finished:
        assert time.monotonic() < ended, "the page did not come back"
        page.wait_for_timeout(50)


def test_buttons_of_a_run_work_after_the_server_was_restarted(page: Page, own: Server) -> None:
    page.goto(f"{own.url}/?run=tiny-run")
    expect(page.get_by_role("button", name="Fork", exact=True)).to_be_enabled(timeout=PATIENCE_MS)
    restart(own, page)
    page.get_by_role("button", name="Fork", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Fork a run")).to_be_visible(timeout=PATIENCE_MS)


def test_download_is_there_after_the_server_was_restarted(page: Page, own: Server) -> None:
    page.goto(f"{own.url}/?run=tiny-run")
    page.get_by_role("tab", name="Export").click(timeout=PATIENCE_MS)
    button = page.get_by_role("button", name="Run as zip")
    expect(button).to_be_visible(timeout=PATIENCE_MS)
    restart(own, page)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        button.click(timeout=PATIENCE_MS)
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_form_starts_a_run_after_the_server_was_restarted(page: Page, own: Server) -> None:
    page.goto(own.url)
    train = page.locator(".st-key-card-quick-digits").get_by_role("button", name="Train").first
    expect(train).to_be_enabled(timeout=PATIENCE_MS)
    restart(own, page)
    train.click(timeout=PATIENCE_MS)
    page.wait_for_url("**run=**", timeout=PATIENCE_MS)
    assert RunFolder(own.runs / page.url.split("run=")[1].split("&")[0]).status()


def test_runs_can_be_opened_after_the_server_was_restarted(page: Page, own: Server) -> None:
    page.goto(f"{own.url}/runs")
    page.get_by_text("All", exact=True).click(timeout=PATIENCE_MS)
    name = page.get_by_role("button", name=re.compile("^Open "))
    expect(name.first).to_be_visible(timeout=PATIENCE_MS)
    restart(own, page)
    name.first.click(timeout=PATIENCE_MS)
    page.wait_for_url("**run=tiny-run**", timeout=PATIENCE_MS)


def test_buttons_work_after_the_server_has_forgotten_the_page(page: Page, browser: Browser, tmp_path: Path) -> None:
    own = Server(tmp_path / "runs", "--server.disconnectedSessionTTL", "0")
    finished_run(own.runs)
    own.start()
    sockets: list[WebSocketRoute] = []
    try:
        page.route_web_socket(
            re.compile("_stcore/stream"), lambda each: (sockets.append(each), each.connect_to_server())
        )
        page.goto(f"{own.url}/?run=tiny-run")
        fork = page.get_by_role("button", name="Fork", exact=True)
        expect(fork).to_be_enabled(timeout=PATIENCE_MS)
        with page.expect_websocket(timeout=PATIENCE_MS):
            sockets[0].close(code=1006)
        fork.click(timeout=PATIENCE_MS)
        expect(page.get_by_role("heading", name="Fork a run")).to_be_visible(timeout=PATIENCE_MS)
    finally:
        assert own.stop() == []

"""A real server, a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher

PROJECT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`streamlit run app.py` in a process of its own, with a runs folder of its own."""

    def __init__(self, runs: Path) -> None:
        self.runs, self.port = runs, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "GAN_CORE_RUNS": str(self.runs), "GAN_CORE_WORKERS": "1"}
        environment.pop("PYTHONWARNINGS", None)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ended = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < ended, "the server does not answer"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End the server as Ctrl-C does; its idle worker ends with it."""
        children = psutil.Process(self.process.pid).children()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        running = {status.pid for status in RunIndex(self.runs).statuses() if status.active}
        _, alive = psutil.wait_procs([child for child in children if child.pid not in running], timeout=15)
        assert not alive, f"the server left processes behind: {alive}"

    def stop_runs(self) -> None:
        for status in RunIndex(self.runs).statuses():
            if status.active or status.state == "queued":
                Launcher(self.runs).stop_and_wait(status.name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests skip and say so; where one is required they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        message = "no Chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests"
        if os.environ.get("GAN_CORE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    made.stop_runs()
    made.stop()


class Errors(list):
    """What went wrong in the page's own scripts."""

    def listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.append(str(error)))


@pytest.fixture
def errors() -> Iterator[Errors]:
    found = Errors()
    yield found
    assert found == []


@pytest.fixture
def page(browser: Browser, errors: Errors) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    errors.listen(opened)
    yield opened
    context.close()

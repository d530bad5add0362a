"""The app as a user has it: `streamlit run app.py` in a process of its own, and a real Chromium to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher
from gan_core.places import PROJECT

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where Chromium or Chrome is on this machine, or None."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server with a runs folder of its own, on a free port of this machine.

    `options` are Streamlit's ("--server.baseUrlPath", "class"), `environment` is what the server has besides our own.
    """

    def __init__(self, runs: Path, *options: str, **environment: str) -> None:
        self.runs, self.port = runs, free_port()
        self.options, self.environment, self.base = options, environment, ""
        if "--server.baseUrlPath" in options:
            self.base = "/" + options[options.index("--server.baseUrlPath") + 1]
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}{self.base}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {**os.environ, "GAN_CORE_RUNS": str(self.runs), "GAN_CORE_WORKERS": "1"}
        environment |= self.environment
        environment.pop("PYTHONWARNINGS", None)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port), *self.options],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ended = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > ended:
                raise TimeoutError("the server does not answer")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            return False

    def stop(self) -> list[psutil.Process]:
        """End the server as Ctrl-C does; returns the processes that it left behind, workers of runs not counted."""
        children = psutil.Process(self.process.pid).children()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        running = {status.pid for status in RunIndex(self.runs).statuses() if status.active}
        _, alive = psutil.wait_procs([child for child in children if child.pid not in running], timeout=15)
        return alive

    def stop_runs(self) -> None:
        """Stop every run that goes or waits."""
        for status in RunIndex(self.runs).statuses():
            if status.active or status.state == "queued":
                Launcher(self.runs).stop_and_wait(status.name)

"""The app behind a real nginx: another host name, and a path before the app's own that is taken off or left there."""

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.real_app import Server, free_port
from tests.running import finished_run

pytestmark = pytest.mark.browser

NAME = "teacher.localhost"  # browsers find such names on this machine by themselves; the app knows "localhost" only
FORWARD = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /gan/ {{
      proxy_pass http://127.0.0.1:{behind}{path};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      {host}
    }}
  }}
}}
"""
TAKEN_OFF, LEFT = "/", ""
HOST = "proxy_set_header Host $http_host;"


class Proxy:
    """One nginx on a free port of this machine, in front of one server."""

    def __init__(self, folder: Path, behind: int, path: str, host: str) -> None:
        self.host = host
        self.port, program = (
            free_port(),
            shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"),
        )
        if program is None:
            pytest.skip("no nginx on this machine: install it (Debian: apt-get install nginx-light) to try a proxy")
        file = folder / "nginx.conf"
        file.write_text(FORWARD.format(folder=folder, port=self.port, behind=behind, path=path, host=host), "utf-8")
        self.process = subprocess.Popen([program, "-p", str(folder), "-c", str(file)], stderr=subprocess.DEVNULL)
        self.url = f"http://{NAME}:{self.port}/gan/"
        ended = time.monotonic() + 60
        while self.status() == 0:
            assert time.monotonic() < ended and self.process.poll() is None, (folder / "error.log").read_text("utf-8")
            time.sleep(0.05)

    def status(self, name: str = "localhost") -> int:
        """What it answers who asks for the app by that name; 0 for no answer."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/gan/", headers={"Host": f"{name}:{self.port}"})
        try:
            with urllib.request.urlopen(asked, timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(
    params=[(TAKEN_OFF, HOST, ()), (TAKEN_OFF, "", ()), (LEFT, HOST, ("--server.baseUrlPath", "gan"))],
    ids=["path-taken-off", "and-the-host-too", "path-left"],
)
def proxy(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Proxy]:
    path, host, options = request.param
    server = Server(tmp_path / "runs", *options, GAN_CORE_HOSTS=NAME)
    for name in ("tiny-run", "other-run"):
        finished_run(server.runs, name=name)
    server.start()
    try:
        made = Proxy(tmp_path, server.port, path, host)
        yield made
        made.stop()
    finally:
        assert server.stop() == [], "the server left processes behind"


def test_other_names_do_not_pass_the_proxy(proxy: Proxy) -> None:
    passed = proxy.host == HOST
    assert [proxy.status(NAME), proxy.status("evil.example")] == [200, 403 if passed else 200]


def test_app_holds_behind_a_proxy(page: Page, proxy: Proxy) -> None:
    lost: list[str] = []
    page.on("response", lambda reply: lost.append(reply.url) if reply.status in (403, 404) else None)

    page.goto(f"{proxy.url}runs")
    page.get_by_text("All", exact=True).click()
    thumbnail = page.get_by_alt_text("Latest samples").first
    expect(thumbnail).to_be_visible(timeout=60_000)
    page.wait_for_function("image => image.naturalWidth > 0", arg=thumbnail.element_handle())

    page.goto(f"{proxy.url}?run=tiny-run")
    page.locator(".gan-live[data-updates]").wait_for(timeout=60_000)
    page.wait_for_function("[...document.querySelectorAll('.gan-live img')].some((each) => each.naturalWidth > 0)")

    page.goto(f"{proxy.url}compare?runs=tiny-run,other-run")
    page.locator(".heads a").first.click()
    page.wait_for_url(f"{proxy.url}?run=tiny-run")
    page.locator(".gan-live[data-updates]").wait_for(timeout=60_000)

    page.goto(f"{proxy.url}latent?model=digits-vae&draw=socket")
    expect(page.get_by_text("by the server, over a WebSocket").first).to_be_visible(timeout=60_000)
    assert [each for each in lost if "/_stcore/" not in each] == []

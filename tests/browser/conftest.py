"""A real server, a real Chromium."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path

PATIENCE_MS = 60_000
"""For whatever is awaited: a busy machine is slow, and nothing is tested of how fast it is."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Without one the tests skip and say so; where one is required they fail.

    Not for the whole session: while Playwright runs, no other test of this thread can run asyncio.
    """
    path = chromium_path()
    if not path:
        message = "no Chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests"
        if os.environ.get("GAN_CORE_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    made.stop_runs()
    assert made.stop() == [], "the server left processes behind"


@pytest.fixture
def no_run_left_over(server: Server) -> Iterator[None]:
    """One worker serves all tests of a file: the next one must not queue behind this one's run."""
    yield
    server.stop_runs()


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
    opened.set_default_timeout(PATIENCE_MS)
    errors.listen(opened)
    yield opened
    context.close()

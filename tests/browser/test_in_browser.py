"""The cost table's variants in the reader's own browser: measured, compared with the server's pictures, kept apart."""

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.launcher import Launcher
from tests.measure.measured import quick
from ui.lab.routes import runtime_path

pytestmark = pytest.mark.browser


@pytest.mark.skipif(not runtime_path(), reason="ONNX Runtime Web is not installed")
def test_the_readers_figures_stand_beside_the_servers(page: Page, server: Server) -> None:
    config = quick("digits-gan", {"name": "onnx"}, batches=[1], num_quality=0)
    folder = Launcher(server.runs).start(config.model_dump(mode="json"), title="Measured", job_type="measure")
    page.goto(f"{server.url}/optimise?ledger={folder.name}")
    page.get_by_role("button", name="Measure in this browser").click(timeout=120_000)
    table = page.get_by_role("region", name="In your browser")
    expect(table.get_by_role("rowheader", name="ONNX Runtime")).to_be_visible(timeout=60_000)
    expect(table).to_contain_text("Chrome")
    expect(table).to_contain_text("less than a level")
    expect(table).to_contain_text("The server, another machine")
    expect(page.get_by_text("onnxruntime-web, WebAssembly, 1 thread")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of this browser").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert len(lines) == 5 and lines[1].startswith("original,1,")

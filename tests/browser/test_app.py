"""What a student does, in a real browser on a real server with real workers."""

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder, Status
from tests.running import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_run_left_over")]

PAGES = {
    "": "Watch networks learn to draw",
    "playground": "Playground: watch a GAN learn",
    "runs": "Runs",
    "latent": "Latent space: walk through it",
    "optimise": "Optimise: which promise holds?",
    "race": "Race: which setting gets there first?",
}
SAMPLES = "img[alt*='amples']"


def start(page: Page, server: Server, preset: str = "quick-digits") -> RunFolder:
    """Open the app and press Train on a preset's card; the new run."""
    page.goto(server.url)
    page.locator(f".st-key-card-{preset}").get_by_role("button", name="Train").first.click()
    page.wait_for_url("**run=**")
    return RunFolder(server.runs / page.url.split("run=")[1].split("&")[0])


def test_first_page_asks_no_other_host(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    expect(page.get_by_text(PAGES[""])).to_be_visible()
    expect(page.locator(".st-key-card-quick-digits")).to_be_visible()
    assert asked and [each for each in asked if not each.startswith((server.url, "data:", "blob:"))] == []


def status(folder: RunFolder) -> Status:
    return folder.status()


def log_of(folder: RunFolder) -> list[str]:
    with folder.record() as record:
        return [text for *_, text in record.logs()]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_page_opens_by_its_link_with_frame_and_menu(page: Page, server: Server, path: str, title: str) -> None:
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    for name in ("Train", "Runs", "Latent space", "Optimise"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    assert page.locator("[data-testid=stException]").count() == 0


def test_first_visit_shows_a_recording_that_moves(page: Page, server: Server) -> None:
    page.goto(server.url)
    fakes = page.locator(".st-key-replay .gd-fakes[data-step]")
    fakes.wait_for()
    first = fakes.get_attribute("data-step")
    wait_until(lambda: fakes.get_attribute("data-step") != first)


def test_train_watch_pause_step_reload_resume_stop(page: Page, server: Server) -> None:
    folder = start(page, server)
    picture = page.locator(SAMPLES).first
    picture.wait_for()
    first = picture.get_attribute("src")
    wait_until(lambda: picture.get_attribute("src") != first)  # samples move
    page.locator("[aria-label=Curves] .js-plotly-plot").first.wait_for()
    curve = (
        "() => document.querySelector('[aria-label=Curves] .js-plotly-plot').data.reduce((n, t) => n + t.x.length, 0)"
    )
    points = page.evaluate(curve)
    wait_until(lambda: page.evaluate(curve) > points)  # curves move

    press(page, "Pause")
    expect(page.get_by_role("button", name="G only")).to_be_enabled()
    assert status(folder).state == "paused"
    step = status(folder).step
    press(page, "Step")
    wait_until(lambda: status(folder).step == step + 1)
    press(page, "D only")
    wait_until(lambda: "One update of D only" in log_of(folder))
    assert status(folder).step == step + 1

    page.reload()
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible()
    press(page, "Resume")
    wait_until(lambda: status(folder).step > step + 5)
    press(page, "Stop")
    wait_until(lambda: status(folder).state == "stopped")
    expect(page.get_by_role("button", name="Resume at step")).to_be_visible()
    assert status(folder).last_checkpoint == status(folder).step


def test_double_click_starts_one_run_and_shows_it(page: Page, server: Server) -> None:
    before = len(list(server.runs.glob("digits-in-ten-seconds-*")))
    page.goto(server.url)
    page.locator(".st-key-card-quick-digits").get_by_role("button", name="Train").first.dblclick()
    page.locator(".gan-live").wait_for()
    page.wait_for_timeout(2500)
    assert len(list(server.runs.glob("digits-in-ten-seconds-*"))) == before + 1
    assert "run=" in page.url


def test_zoom_survives_updates(page: Page, server: Server) -> None:
    folder = start(page, server)
    page.locator("[aria-label=Curves] .js-plotly-plot").first.wait_for()
    wait_until(lambda: status(folder).step > 40)
    page.evaluate(
        "() => Plotly.relayout(document.querySelector('[aria-label=Curves] .js-plotly-plot'), {'xaxis.range': [5, 25]})"
    )
    step = status(folder).step
    wait_until(lambda: status(folder).step > step + 60)
    page.wait_for_timeout(1200)
    seen = page.evaluate("() => document.querySelector('[aria-label=Curves] .js-plotly-plot').layout.xaxis.range")
    assert seen == pytest.approx([5, 25])
    press(page, "Stop")


def test_learning_rate_changes_while_it_runs(page: Page, server: Server) -> None:
    folder = start(page, server)
    field = page.get_by_role("spinbutton", name="Learning rate", exact=True)
    field.fill("0.0007")
    field.press("Tab")
    press(page, "Apply from the next step")
    wait_until(lambda: (status(folder).live or {}).get("optimiser.lr") == 0.0007)
    press(page, "Stop")


def test_second_tab_commands_the_same_run_and_a_kill_shows_as_lost(
    page: Page, browser: Browser, server: Server
) -> None:
    folder = start(page, server)
    wait_until(lambda: status(folder).step > 5)
    other = browser.new_page()
    other.goto(page.url)
    press(other, "Pause")
    wait_until(lambda: status(folder).state == "paused")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible()  # in the first tab too
    press(page, "Resume")
    wait_until(lambda: status(folder).state == "running")
    os.kill(status(folder).pid, signal.SIGKILL)
    for tab in (page, other):
        expect(tab.get_by_text("Lost", exact=True).first).to_be_visible()
    other.close()
    page.get_by_role("button", name="Resume at step").click()
    wait_until(lambda: status(folder).state == "running" and status(folder).step > 0)
    press(page, "Stop")
    wait_until(lambda: status(folder).state == "stopped")


def test_run_goes_on_while_the_server_restarts(page: Page, server: Server) -> None:
    folder = start(page, server)
    wait_until(lambda: status(folder).step > 5)
    server.stop()
    step = status(folder).step
    wait_until(lambda: status(folder).step > step)
    server.start()
    page.goto(f"{server.url}/?run={folder.name}")
    press(page, "Stop")
    wait_until(lambda: status(folder).state == "stopped")


def test_delete_asks_first_and_can_be_undone(page: Page, server: Server) -> None:
    folder = start(page, server)
    wait_until(lambda: status(folder).step > 1)
    press(page, "Stop")
    wait_until(lambda: status(folder).state == "stopped")
    page.goto(f"{server.url}/runs")
    page.locator("[data-testid=stPopover] button").first.click()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    wait_until(lambda: not folder.path.exists())
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: folder.path.exists())


def test_film_and_zip_download(page: Page, server: Server) -> None:
    folder = start(page, server)
    wait_until(lambda: status(folder).step > 20)
    press(page, "Stop")
    # Every button's file belongs to one run of the page: what comes next stands once the page was run after the stop.
    expect(page.get_by_role("button", name="Explore its latent space")).to_be_visible()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.get_by_role("tab", name="Export").click()
    for name, ending in (("Film as WebP", ".webp"), ("Film as GIF", ".gif"), ("Run as zip", ".zip")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(ending)
        with open(download.value.path(), "rb") as file:
            assert file.read(4) in (b"RIFF", b"GIF8", b"PK\x03\x04")


def test_customise_measures_and_starts(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.locator(".st-key-card-colour-shapes").get_by_role("button", name="Customise").first.click()
    expect(page.get_by_text("Discriminator: picture in, one logit out")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("images/s", exact=False).first).to_be_visible()
    page.get_by_role("tab", name="Budget").click()
    field = page.get_by_role("spinbutton", name="Stop after steps")
    field.fill("30")
    field.press("Tab")
    page.locator(".st-key-start_advanced").get_by_role("button", name="Train").first.click()
    page.wait_for_url("**run=**")
    folder = RunFolder(server.runs / page.url.split("run=")[1])
    wait_until(lambda: status(folder).state == "done", 60)
    assert status(folder).step == 30


def picture_zip(path: Path) -> Path:
    """Forty small pictures in two folders, one of them broken."""
    with zipfile.ZipFile(path, "w") as packed:
        for index in range(40):
            kind = ("dark", "light")[index % 2]
            content = io.BytesIO()
            Image.new("RGB", (20, 20), (index, 100 * (index % 2), 5 * index)).save(content, "PNG")
            packed.writestr(f"{kind}/{index}.png", content.getvalue() if index else b"broken")
    return path


def choose_folder(page: Page, server: Server) -> None:
    """The Advanced form with one's own pictures as data."""
    page.goto(server.url)
    page.locator(".st-key-card-colour-shapes").get_by_role("button", name="Customise").first.click()
    page.get_by_role("combobox", name="Data").click()
    page.get_by_role("option", name="My own pictures").click()


def test_own_pictures_are_uploaded_checked_and_learned(page: Page, server: Server, tmp_path: Path) -> None:
    choose_folder(page, server)
    page.locator("input[type=file]").set_input_files(picture_zip(tmp_path / "mine.zip"))
    expect(page.get_by_text("checked and ready")).to_be_visible()
    page.locator(".st-key-start_advanced").get_by_role("button", name="Train").first.click()
    page.wait_for_url("**run=**")
    folder = RunFolder(server.runs / page.url.split("run=")[1])
    wait_until(lambda: status(folder).step > 2)
    assert any("1 " in text and "0.png" in text for text in log_of(folder)), log_of(folder)


def test_upload_that_is_no_zip_is_refused_in_words(page: Page, server: Server, tmp_path: Path) -> None:
    choose_folder(page, server)
    (tmp_path / "lie.zip").write_text("this is a letter, not a zip")
    page.locator("input[type=file]").set_input_files(tmp_path / "lie.zip")
    expect(page.get_by_test_id("stAlert").filter(has_text="not a zip").first).to_be_visible()
    assert page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("path", ["", "runs", "latent", "run"])
def test_nothing_overflows_on_a_phone(browser: Browser, server: Server, path: str) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800})
    if path == "run":
        start(page, server)
        page.locator(".js-plotly-plot").first.wait_for()
        press(page, "Stop")
    else:
        page.goto(f"{server.url}/{path}")
        page.get_by_role("heading").first.wait_for()
    page.wait_for_timeout(1500)
    wide = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 400
    page.close()

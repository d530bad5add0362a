"""A sentence becomes pictures while it is typed, in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.generators.generator import to_bytes
from gan_core.latent.sentences import load_text_model
from gan_core.latent_draws import draw_z
from tests.browser.canvases import OFF_BY, PIXELS, pixels, wait_until_other, wait_until_shown
from tests.running import finished, make
from tests.training.test_text_gan import tiny_text

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
PICTURES = ".gs-pictures"
PICTURE = ".gs-pictures .gs-picture"
READS_HERE = ".gs-root[data-reads=here]"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished(make(tmp_path_factory.mktemp("text"), tiny_text(), "text-run")).path


@pytest.fixture
def opened(page: Page, server: Server, errors: list[str], trained: Path) -> Iterator[Page]:
    folder = server.runs / "text-run"
    shutil.copytree(trained, folder, dirs_exist_ok=True)
    errors.listen(page)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{server.url}/text?model=text-run")
    page.locator(f"{PICTURES}[data-frames]").wait_for()
    yield page
    shutil.rmtree(folder)


def frames(page: Page) -> int:
    return int(page.locator(PICTURES).get_attribute("data-frames") or 0)


def wait_for_drawing(page: Page, after: int) -> None:
    page.wait_for_function(f"() => Number(document.querySelector('{PICTURES}').dataset.frames) > {after}")


def test_pictures_follow_every_key(opened: Page) -> None:
    before, drawn = pixels(opened, PICTURE), frames(opened)
    line = opened.get_by_role("textbox", name="Sentence")
    line.fill("a small blue star")
    wait_for_drawing(opened, drawn)
    assert pixels(opened, PICTURE) != before
    line.fill("a large red circle on white")
    expect(opened.locator(".gs-word")).to_have_text(["a", "large", "red", "circle", "on", "white"])
    wait_until_shown(opened, PICTURE, before)


def test_unknown_word_is_marked_and_the_nearest_takes_its_place(opened: Page) -> None:
    line = opened.get_by_role("textbox", name="Sentence")
    line.fill("a red circel")
    expect(opened.locator(".gs-unknown mark")).to_have_text("circel")
    opened.get_by_role("button", name="circle?").click()
    expect(line).to_have_value("a red circle")
    expect(opened.locator(".gs-unknown")).to_be_hidden()


def test_likely_words_are_offered_and_written(opened: Page) -> None:
    line = opened.get_by_role("textbox", name="Sentence")
    line.fill("a large re")
    opened.locator(".gs-offers button").first.click()
    expect(line).to_have_value("a large red ")


def test_word_that_is_pointed_at_shows_its_pixels(opened: Page) -> None:
    opened.locator(".gs-word").nth(2).hover()
    expect(opened.locator(PICTURES)).to_have_attribute("data-veiled", "red")
    expect(opened.get_by_text("Without “red” the pictures change by")).to_be_visible()
    opened.mouse.move(2, 2)
    expect(opened.locator(PICTURES)).to_have_attribute("data-veiled", "")


def test_other_word_takes_a_words_place_by_a_slider(opened: Page) -> None:
    before = pixels(opened, PICTURE)
    opened.locator(".gs-word").nth(2).click()
    slider = opened.get_by_role("slider", name="From “red” to the other word")
    expect(slider).to_be_visible()
    wait_until_other(opened, PICTURE, before)
    slider.fill("0")
    wait_until_shown(opened, PICTURE, before)


def test_way_between_two_sentences_begins_and_ends_with_them(opened: Page) -> None:
    first = pixels(opened, PICTURE)
    opened.get_by_test_id("stButtonGroup").get_by_text("Between two sentences").click()
    expect(opened.locator(".gs-strip canvas")).to_have_count(7)
    opened.get_by_role("slider", name="From the first sentence to the second").fill("0")
    wait_until_shown(opened, PICTURE, first)


def test_emptied_line_and_other_scripts_are_answered(opened: Page) -> None:
    line = opened.get_by_role("textbox", name="Sentence")
    line.fill("")
    expect(opened.locator(".gs-word")).to_have_count(0)
    line.fill("красный круг 🔴")
    expect(opened.locator(".gs-unknown mark")).to_have_count(3)


def test_page_on_a_phone_is_no_wider_than_it(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 800})
    opened.get_by_role("textbox", name="Sentence").fill("x" * 200)
    expect(opened.locator(".gs-word")).to_have_text(["x" * 200], timeout=PATIENCE_MS)
    for node in (".gs-word", ".gs-unknown mark", ".gs-line input", PICTURES):
        box = opened.locator(node).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360, node
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360


def test_markup_in_the_line_stays_words(opened: Page) -> None:
    opened.on("dialog", lambda dialog: pytest.fail(dialog.message))
    opened.get_by_role("textbox", name="Sentence").fill("<img src=x onerror=alert(1)> <b>red</b>")
    expect(opened.locator(".gs-word").nth(1)).to_have_text("img")
    assert opened.locator(".gs-root img, .gs-root b").count() == 0


def test_endless_text_is_cut_where_it_is_pasted(opened: Page) -> None:
    line = opened.get_by_role("textbox", name="Sentence")
    line.fill("")
    line.focus()
    opened.keyboard.insert_text("red " * 25_000)
    expect(opened.locator(".gs-unknown")).to_have_text("Only the first 16 words are read. ")
    assert len(line.input_value()) == 200


def all_pixels(page: Page) -> np.ndarray:
    """Int (8, H, W, 3) of what the canvases show."""
    shown = np.array(page.locator(f"{PICTURES} .gs-picture").evaluate_all(f"all => all.map({PIXELS})"))
    side = int((shown.shape[1] // 4) ** 0.5)
    return shown.reshape(len(shown), side, side, 4)[..., :3]


def test_page_reads_and_draws_by_itself_what_python_draws(opened: Page, trained: Path) -> None:
    """Known words, unknown ones, other scripts, too many words and none: within 2 of 255 in every pixel."""
    opened.locator(READS_HERE).wait_for()
    asked = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.route("**/api/text/**", lambda route: route.abort())
    line, model = opened.get_by_role("textbox", name="Sentence"), load_text_model(trained)
    z = draw_z(0, 8, model.generator.latent_dim)
    for sentence in ("a small blue star on white", "a RED circel, left", "красный 🔴", "a big " * 20, ""):
        drawn = frames(opened)
        line.fill(sentence)
        wait_for_drawing(opened, drawn)
        y = model.embed([sentence]) if sentence else model.embed_nothing()
        wanted = to_bytes(model.generator.decode(z, y.repeat(8, axis=0))).transpose(0, 2, 3, 1).astype(int)
        assert np.abs(all_pixels(opened) - wanted).max() <= OFF_BY
    assert [address for address in asked if "/api/text/" not in address] == []


def test_page_without_the_server_goes_on_drawing_without_a_complaint(opened: Page) -> None:
    opened.locator(READS_HERE).wait_for()
    opened.route("**/api/text/read**", lambda route: route.abort())
    drawn, line = frames(opened), opened.get_by_role("textbox", name="Sentence")
    line.fill("a zzqx star")
    wait_for_drawing(opened, drawn)
    expect(opened.locator(".gs-unknown mark")).to_have_text("zzqx")
    expect(opened.locator(".gs-offers button")).to_have_count(0)
    expect(opened.locator(".gl-lab-sentence")).to_be_hidden()
    opened.locator(".gs-word").nth(1).hover()
    expect(opened.locator(PICTURES)).to_have_attribute("data-veiled", "zzqx")


def test_reader_that_cannot_be_had_leaves_sentences_to_the_server(page: Page, server: Server, trained: Path) -> None:
    folder = server.runs / "other-text-run"
    shutil.copytree(trained, folder)
    page.set_default_timeout(PATIENCE_MS)
    page.route("**/api/lab/onnx**part=embed**", lambda route: route.fulfill(status=500, json={"error": "not here"}))
    with page.expect_console_message(lambda message: "Sentences are read by the server: not here" in message.text):
        page.goto(f"{server.url}/text?model=other-text-run")
    page.locator(f"{PICTURES}[data-frames]").wait_for()
    drawn = frames(page)
    page.get_by_role("textbox", name="Sentence").fill("a red circel")
    wait_for_drawing(page, drawn)
    expect(page.locator(".gs-unknown mark")).to_have_text("circel")
    expect(page.locator(READS_HERE)).to_have_count(0)
    shutil.rmtree(folder)

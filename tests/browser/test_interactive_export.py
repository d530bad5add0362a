"""The interactive export in a real Chromium: opened from a file, with the network off."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.real_app import Server
from gan_core.export.interactive_export import MISSING, can_make, interactive_export
from gan_core.export.join_modules import join_modules
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent.latent_key import of_seed
from gan_core.latent.sentences import TextModel, load_text_model
from gan_core.store.model_card import PRETRAINED, WEIGHTS, shipped
from tests.running import finished, make
from tests.training.test_text_gan import tiny_text

pytestmark = pytest.mark.browser

PIXELS = """canvas => {
  const { width, height } = canvas, copy = Object.assign(document.createElement("canvas"), { width, height })
  copy.getContext("2d").drawImage(canvas, 0, 0)
  return [...copy.getContext("2d").getImageData(0, 0, width, height).data]
}"""
OFF_BY = 2


@pytest.fixture(scope="module", autouse=True)
def runtime(browser: Browser) -> None:
    if can_make():
        return
    if os.environ.get("GAN_CORE_REQUIRE_BROWSER"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The interactive export of every shipped model."""
    folder = tmp_path_factory.mktemp("kept pages")  # a space, as in a user's downloads
    made = {path.name: folder / f"{path.name}.html" for path in shipped()}
    for name, file in made.items():
        file.write_bytes(interactive_export(PRETRAINED / name))
    return made


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def kept(browser: Browser, errors: list[str], asked: list[str]) -> Iterator[Page]:
    """A tab without network that must not log an error nor ask for anything outside its own file."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", has_touch=True, accept_downloads=True
    )
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors.listen(page)
    page.on("console", lambda message: message.type in ("error", "warning") and errors.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert [address for address in asked if not address.startswith(("file:", "blob:"))] == []


def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    page.locator("body[data-open]").wait_for()
    page.locator("#pictures[data-drawn]").wait_for()
    page.locator(".gw-pad[data-surrounded]").wait_for()
    return page


def pixels(canvas: Locator) -> np.ndarray:
    """Int (H, W, 3) of what the canvas shows."""
    side = int(canvas.get_attribute("height"))
    return np.array(canvas.evaluate(PIXELS)).reshape(side, -1, 4)[..., :3]


def big(page: Page) -> np.ndarray:
    return pixels(page.locator(".gw-big"))


def until(page: Page, condition: Callable[[], bool], words: str) -> None:
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(25)
    pytest.fail(words)


def until_it_changes(page: Page, before: np.ndarray) -> np.ndarray:
    """What the pad shows as soon as it is another picture."""
    until(page, lambda: not np.array_equal(big(page), before), "the picture did not change")
    return big(page)


def until_it_shows(page: Page, wanted: np.ndarray) -> None:
    """Wait for one picture in the pad, or for twelve among the small ones."""
    look = big if wanted.ndim == 3 else thumbnails
    until(page, lambda: np.abs(look(page) - wanted).max() <= OFF_BY, "this is another picture")


def expected(name: str, numbers: range, label: int | None = None) -> np.ndarray:
    """What Python draws of seed 0: int (N, H, W, 3); where sentences are read all are told the first caption."""
    model = load(name, backend="onnx")
    keys = [of_seed(model, 0, number, label) for number in numbers]
    told = keys if model.num_classes else keys[:1] * len(keys)
    y = None if keys[0].y is None else np.stack([key.y for key in told])
    shown = to_bytes(model.decode(np.stack([key.z for key in keys]), y)).astype(int).transpose(0, 2, 3, 1)
    return np.broadcast_to(shown, (*shown.shape[:3], 3))


def thumbnails(page: Page) -> np.ndarray:
    return np.stack([pixels(each) for each in page.locator("#pictures canvas").all()])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def redrawn(page: Page, act: object) -> None:
    """Do it, and wait until the small pictures have been drawn again."""
    before = page.locator("#pictures").get_attribute("data-drawn")
    act()
    expect(page.locator("#pictures")).not_to_have_attribute("data-drawn", before)


@pytest.mark.parametrize("name", [path.name for path in shipped()])
def test_pictures_are_those_of_python(kept: Page, files: dict[str, Path], asked: list[str], name: str) -> None:
    opened(kept, files[name])
    until_it_shows(kept, expected(name, range(12)))
    kept.locator("#pictures button").first.click()  # one of the three: the pad goes to its place
    until_it_shows(kept, expected(name, range(1))[0])
    assert sum(address.startswith("file:") for address in asked) == 1
    assert kept.evaluate("document.documentElement.scrollWidth") == 1280


def test_dragging_and_keys_change_the_picture(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["shapes-gan"])
    shown, box = big(kept), kept.locator(".gw-field").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    kept.mouse.move(x, y)
    kept.mouse.down()
    kept.mouse.move(x + box["width"] / 4, y, steps=5)
    kept.mouse.up()
    shown = until_it_changes(kept, shown)
    kept.locator(".gw-field").focus()
    for _ in range(3):
        kept.keyboard.press("Shift+ArrowUp")
    shown = until_it_changes(kept, shown)
    kept.touchscreen.tap(box["x"] + 20, box["y"] + 20)
    until_it_changes(kept, shown)


def test_everything_is_reached_with_the_tab_key(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["digits-gan"])
    reached = set()
    for _ in range(45):
        kept.keyboard.press("Tab")
        reached.add(kept.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"save", "wander", "by-dimensions", "truncation", "more", "Each its own", "7", "Mix"} <= reached
    assert kept.evaluate("document.querySelectorAll('#pictures button:not([aria-label])').length") == 0


def test_label_draws_every_picture_with_it(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["digits-gan"])
    press(kept, "7")
    until_it_shows(kept, expected("digits-gan", range(12), 7))
    expect(kept.get_by_role("button", name="7", exact=True)).to_have_attribute("aria-pressed", "true")


def test_mix_draws_half_of_each_label(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["digits-gan"])
    press(kept, "Mix")
    press(kept, "4")
    press(kept, "9")
    model = load("digits-gan", backend="onnx")
    z = np.stack([of_seed(model, 0, number).z for number in range(12)])
    y = np.zeros((12, 10), np.float32)
    y[:, [4, 9]] = 0.5
    shown = to_bytes(model.decode(z, y)).astype(int).transpose(0, 2, 3, 1)
    until_it_shows(kept, np.broadcast_to(shown, (12, 28, 28, 3)))
    press(kept, "Each its own")
    until_it_shows(kept, expected("digits-gan", range(12)))


def test_truncation_of_nought_is_one_picture_everywhere(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["shapes-vae"])
    kept.locator("#truncation").fill("0")
    expect(kept.locator("#strength")).to_have_text("0.00")
    zero = to_bytes(load("shapes-vae", backend="onnx").decode(np.zeros((1, 16), np.float32)))
    zero = zero.astype(int).transpose(0, 2, 3, 1)
    until_it_shows(kept, zero[0])
    until_it_shows(kept, np.broadcast_to(zero, (12, *zero.shape[1:])))


def test_two_numbers_start_from_the_first_picture(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["shapes-vae"])
    press(kept, "Two numbers")
    kept.locator("#first").select_option("Number 5")
    kept.locator("#second").select_option("Number 9")
    until_it_shows(kept, expected("shapes-vae", range(1))[0])
    kept.locator("#pictures button").nth(4).click()
    until_it_shows(kept, expected("shapes-vae", range(4, 5))[0])


def test_another_picture_takes_a_corner_of_the_field(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["shapes-gan"])
    kept.locator("#pictures button").nth(6).click()
    assert [each.text_content() for each in kept.locator(".badge").all()] == ["", "2", "3", "", "", "", "1", *[""] * 5]
    kept.locator("#pictures button").nth(6).click()
    until_it_shows(kept, expected("shapes-gan", range(6, 7))[0])


def test_new_pictures_are_other_ones(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["digits-gan"])
    before = thumbnails(kept)
    redrawn(kept, lambda: press(kept, "New pictures"))
    assert all(np.abs(now - then).max() > 50 for now, then in zip(thumbnails(kept), before, strict=True))


def test_saved_picture_is_the_shown_one_enlarged(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["shapes-gan"])
    with kept.expect_download() as found:
        press(kept, "Save picture")
    assert found.value.suggested_filename == "shapes-gan.png"
    with Image.open(found.value.path()) as saved:
        assert saved.size == (512, 512)
        assert np.array_equal(np.asarray(saved.convert("RGB"))[8::16, 8::16], big(kept))


def test_it_wanders_by_itself_unless_motion_is_not_wanted(kept: Page, files: dict[str, Path]) -> None:
    kept.emulate_media(reduced_motion="no-preference")
    opened(kept, files["digits-vae"])
    shown = until_it_changes(kept, big(kept))
    until_it_changes(kept, shown)
    press(kept, "Stop")
    kept.wait_for_timeout(300)
    still = big(kept)
    kept.wait_for_timeout(300)
    assert np.array_equal(big(kept), still)


def test_page_fits_a_phone(kept: Page, files: dict[str, Path]) -> None:
    kept.set_viewport_size({"width": 360, "height": 700})
    opened(kept, files["digits-gan"])
    assert kept.evaluate("document.documentElement.scrollWidth") == 360


def test_dark_is_dark_and_light_is_light(kept: Page, files: dict[str, Path]) -> None:
    opened(kept, files["digits-gan"])
    shade = "parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    kept.emulate_media(color_scheme="dark")
    assert kept.evaluate(shade) < 40
    kept.emulate_media(color_scheme="light")
    assert kept.evaluate(shade) > 215


@pytest.mark.parametrize("lacking", ["DecompressionStream", "WebAssembly"])
def test_too_old_a_browser_gets_a_sentence(kept: Page, files: dict[str, Path], lacking: str) -> None:
    kept.add_init_script(f"delete window.{lacking}")
    kept.goto(files["digits-gan"].as_uri())
    expect(kept.get_by_role("status")).to_contain_text("This browser is too old")
    expect(kept.locator("#stage")).to_be_hidden()


def test_page_may_ask_nobody_for_anything(browser: Browser, files: dict[str, Path]) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = opened(context.new_page(), files["digits-vae"])
    page.evaluate(
        """() => {
          window.refused = []
          document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective))
          fetch("https://example.org/").catch(() => {})
          new Image().src = "https://example.org/a.png"
          document.body.append(Object.assign(document.createElement("script"), { textContent: "window.smuggled = 1" }))
        }"""
    )
    page.wait_for_function("() => refused.length >= 3")
    assert sorted(page.evaluate("refused")) == ["connect-src", "img-src", "script-src-elem"]
    assert page.evaluate("window.smuggled") is None
    context.close()


def test_joined_modules_and_their_worker_run_from_a_file(page: Page, tmp_path: Path) -> None:
    texts = {
        "entry": """import { one as first } from "./a.js"
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" })
worker.onmessage = ({ data }) => (document.title = data)
worker.postMessage(first)
""",
        "worker": """import { one } from "./a.js"
import { double } from "./b.js"
onmessage = ({ data }) => postMessage(`${data} + ${one} < ${double(one) + 1}`)
""",
        "a": "export const one = 1\n",
        "b": "const one = 2\nexport const double = (value) => one * value\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.js").write_text(text, "utf-8")
    policy = "default-src 'none'; script-src 'unsafe-inline' blob:"
    file = tmp_path / "page.html"
    script = join_modules(tmp_path / "entry.js")
    file.write_text(f'<meta http-equiv="Content-Security-Policy" content="{policy}"><script>{script}</script>', "utf-8")
    page.goto(file.as_uri())
    expect(page).to_have_title("1 + 1 < 3")  # a string that the page evaluates would be refused by its own policy


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TextModel]:
    """The interactive export of a small text model, and the model."""
    folder = tmp_path_factory.mktemp("kept sentences")
    run = finished(make(folder, tiny_text(), "text-run")).path
    checkpoint = next((run / "checkpoints").glob(f"*/{WEIGHTS}")).parent
    (folder / "text.html").write_bytes(interactive_export(checkpoint))
    return folder / "text.html", load_text_model(checkpoint)


def drawn_from(model: TextModel, y: np.ndarray) -> np.ndarray:
    """Int (12, H, W, 3): the first latents, told y (12, condition_width)."""
    z = np.stack([of_seed(load(model.generator.card.path, backend="onnx"), 0, number).z for number in range(12)])
    return to_bytes(model.generator.decode(z, y)).astype(int).transpose(0, 2, 3, 1)


def test_typed_sentence_draws_every_picture(kept: Page, text: tuple[Path, TextModel]) -> None:
    page, model = text
    opened(kept, page)
    line = kept.get_by_role("textbox", name="Sentence")
    expect(line).to_have_value(model.examples[0])
    for sentence in ("a small blue star on white", "a RED circel ⭐ красный", "red " * 40):
        line.fill(sentence)
        wanted = drawn_from(model, model.embed([sentence] * 12))
        until_it_shows(kept, wanted)
        kept.locator("#pictures button").first.click()  # one of the three: the pad goes to its place
        until_it_shows(kept, wanted[0])
    press(kept, "Each picture its own caption")
    until_it_shows(kept, drawn_from(model, model.embed(model.examples[:12])))
    expect(line).to_have_value("")


def test_unknown_word_of_the_line_is_marked_and_swapped(kept: Page, text: tuple[Path, TextModel]) -> None:
    opened(kept, text[0])
    line = kept.get_by_role("textbox", name="Sentence")
    line.fill("a red <b>circel</b>")
    expect(kept.locator("#line-words mark")).to_have_text(["<", "b", ">", "circel"])
    expect(kept.locator("#line-words b")).to_have_count(0)
    line.fill("a red, circel")
    expect(kept.locator("#line-words mark")).to_have_text("circel")
    press(kept, "circle?")
    expect(line).to_have_value("a red, circle")
    expect(kept.locator("#line-words")).to_be_hidden()


def test_new_pictures_of_a_text_model_keep_their_captions(kept: Page, text: tuple[Path, TextModel]) -> None:
    opened(kept, text[0])
    press(kept, "Each picture its own caption")
    redrawn(kept, lambda: press(kept, "New pictures"))
    expect(kept.locator("#sentence")).to_be_hidden()


def test_line_fits_a_phone(kept: Page, text: tuple[Path, TextModel]) -> None:
    kept.set_viewport_size({"width": 360, "height": 700})
    opened(kept, text[0]).get_by_role("textbox", name="Sentence").fill("x" * 200)
    expect(kept.locator("#line-words mark")).to_be_visible()
    assert kept.evaluate("document.documentElement.scrollWidth") == 360


def test_page_exports_it_and_the_file_opens(page: Page, server: Server, kept: Page, tmp_path: Path) -> None:
    page.goto(f"{server.url}/latent?model=digits-gan&part=away&keys=5.1:3,5.2:4")
    with page.expect_download() as found:
        page.get_by_role("button", name="Interactive export (HTML)").click()
    assert found.value.suggested_filename == "digits-gan-interactive-export.html"
    file = tmp_path / "taken.html"
    found.value.save_as(file)
    opened(kept, file)
    model = load("digits-gan", backend="onnx")
    keys = [of_seed(model, 5, 1, 3), of_seed(model, 5, 2, 4)]
    shown = to_bytes(model.decode(np.stack([key.z for key in keys]), np.stack([key.y for key in keys]))).astype(int)
    assert np.abs(thumbnails(kept)[:2] - shown.transpose(0, 2, 3, 1)).max() <= OFF_BY
    with page.expect_download() as pictures:
        page.get_by_role("button", name="Your pictures as PNG").click()
    with Image.open(pictures.value.path()) as row:
        assert row.size == ((28 + 2 + 28) * 8, 28 * 8)
        assert np.abs(np.asarray(row)[4::8, 4 : 28 * 8 : 8, 0].astype(int) - shown[0, 0]).max() <= OFF_BY

"""The latent lab in a real browser: what moves under the finger, what a link carries, what happens when it breaks."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from gan_core.web import RUNTIME
from tests.browser.test_app import press, start
from tests.running import wait_until

RUNTIME_THERE = pytest.mark.skipif(
    not RUNTIME.is_dir(), reason="ONNX Runtime Web is not installed: the README's third command brings it"
)


def open_part(page: Page, server: Server, part: str, **query: str) -> None:
    words = "&".join(f"{name}={value}" for name, value in {"part": part, **query}.items())
    page.goto(f"{server.url}/latent?{words}")


def pad(page: Page) -> Locator:
    node = page.locator(".gw-pad[data-surrounded]")
    node.wait_for()
    return node


def picture(page: Page) -> str:
    """What the big canvas shows, as text."""
    return page.locator("canvas.gw-big").evaluate("canvas => canvas.toDataURL()")


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Press in the pad at the first place (shares from the upper left) and pull through the others."""
    box = page.locator(".gw-field").bounding_box()
    for index, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        if index == 0:
            page.mouse.down()
    page.mouse.up()


def backend(page: Page, name: str) -> None:
    page.locator(f'.gl-lab-gauge[data-backend="{name}"]').wait_for()


@pytest.mark.parametrize("model", ["digits-gan", "shapes-gan", "digits-vae", "shapes-vae"])
def test_pad_follows_the_finger_for_every_shipped_model(page: Page, server: Server, model: str) -> None:
    open_part(page, server, "pad", model=model, draw="socket")
    backend(page, "socket")
    pad(page)
    drag(page, (0.1, 0.9), (0.2, 0.8))
    before = picture(page)
    drag(page, (0.2, 0.8), (0.9, 0.1))
    page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() !== before", arg=before)
    expect(page.locator(".gl-lab-gauge")).to_contain_text(
        re.compile(r"by the server, over a WebSocket · [\d.]+ ms per picture")
    )


def test_all_backends_draw_the_same_picture(page: Page, server: Server) -> None:
    drawn = {}
    for name in ("ort", "socket", "fragment") if RUNTIME.is_dir() else ("socket", "fragment"):
        page.goto("about:blank")
        page.goto(f"{server.url}/latent?part=pad&model=digits-vae&draw={name}#pad=0.3,0.7")
        backend(page, name)
        pad(page)
        page.wait_for_function("() => Number(document.querySelector('.gw-pad').dataset.frames) > 0")
        page.wait_for_timeout(300)
        drawn[name] = page.locator("canvas.gw-big").evaluate(
            "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
        )
    reference = drawn.pop("socket")
    for name, pixels in drawn.items():
        assert max(abs(a - b) for a, b in zip(pixels, reference, strict=True)) <= 1, name


@RUNTIME_THERE
def test_dragging_in_the_page_asks_the_server_nothing(page: Page, server: Server) -> None:
    asked: list[str] = []

    def hear_socket(socket: object) -> None:
        socket.on("framesent", lambda _: asked.append("a message over a WebSocket"))

    page.on("websocket", hear_socket)
    open_part(page, server, "pad", model="digits-gan")
    backend(page, "ort")
    pad(page)
    drag(page, (0.5, 0.5), (0.6, 0.6))
    page.wait_for_timeout(1000)
    icon = page.locator("link[rel~=icon]").first.evaluate("link => link.href")  # asked by Chromium at a new address
    page.on("request", lambda request: asked.append(request.url) if request.url != icon else None)
    asked.clear()
    frames = int(page.locator(".gw-pad").get_attribute("data-frames"))
    drag(page, (0.1, 0.1), (0.9, 0.9), (0.1, 0.9))
    page.wait_for_timeout(500)
    assert int(page.locator(".gw-pad").get_attribute("data-frames")) > frames + 5
    assert asked == []


def test_keyboard_moves_the_knob(page: Page, server: Server) -> None:
    open_part(page, server, "pad", model="digits-vae", draw="socket")
    pad(page)
    field = page.locator(".gw-field")
    field.focus()
    field.press("Home")
    field.press("ArrowRight")
    field.press("Shift+ArrowUp")
    assert page.evaluate("() => location.hash") == "#pad=0.52,0.6"


def test_touch_drags(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    open_part(page, server, "pad", model="digits-vae", draw="socket")
    pad(page)
    before = picture(page)
    page.locator(".gw-field").scroll_into_view_if_needed()
    box = page.locator(".gw-field").bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + 0.1 * box["height"])
    page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() !== before", arg=before)
    context.close()


def test_copied_link_shows_the_same_picture(browser: Browser, page: Page, server: Server) -> None:
    open_part(page, server, "pad", model="digits-gan", draw="socket")
    pad(page)
    drag(page, (0.3, 0.3), (0.72, 0.4))
    page.get_by_role("button", name="Keep this picture").click()
    expect(page.get_by_text("4 of 12 picked")).to_be_visible()
    page.wait_for_timeout(500)
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    elsewhere = context.new_page()
    elsewhere.goto(page.url)
    pad(elsewhere)
    expect(elsewhere.get_by_text("4 of 12 picked")).to_be_visible()
    wait_until(lambda: picture(elsewhere) == picture(page))
    context.close()


def test_plane_of_directions_and_of_dimensions(page: Page, server: Server) -> None:
    open_part(page, server, "pad", model="shapes-vae", draw="socket")
    pad(page)
    page.get_by_text("Two dimensions", exact=True).click()
    expect(page.locator(".gw-mark").first).to_have_text("z1 →")
    page.get_by_text("Two directions", exact=True).click()
    expect(page.locator(".gw-mark").first).to_have_text("SeFa 1 →")
    assert "plane=directions" in page.url


def test_sliders_steer_and_a_named_direction_is_kept(page: Page, server: Server) -> None:
    open_part(page, server, "directions", model="shapes-gan", draw="socket")
    slider = page.locator(".gl-steer-row input").first
    slider.wait_for()
    page.wait_for_timeout(500)
    before = picture(page)
    slider.fill("2.4")
    page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() !== before", arg=before)
    page.get_by_role("button", name="Name this direction").click()
    page.get_by_label("Name", exact=True).fill("Towards <b>autumn</b>")
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text("Your own", exact=True).click()
    expect(page.locator(".gl-steer-words label").first).to_have_text("Towards <b>autumn</b>")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download your 1 direction").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert "autumn" in text and '"fingerprint"' in text


def test_direction_of_another_model_is_refused_in_words(page: Page, server: Server, tmp_path: Path) -> None:
    (tmp_path / "rubbish.json").write_text("[1, 2")
    open_part(page, server, "directions", model="digits-vae", draw="socket")
    page.locator(".gl-steer-row input").first.wait_for()
    page.locator("input[type=file]").set_input_files(tmp_path / "rubbish.json")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("JSON")
    assert page.locator("[data-testid=stException]").count() == 0


def test_labels_are_mixed(page: Page, server: Server) -> None:
    open_part(page, server, "labels", model="digits-gan", draw="socket")
    page.get_by_role("button", name="This z as 7").click()
    expect(page.get_by_text("0 % 0, 100 % 7")).to_be_visible()
    page.get_by_label("Share of the second label").fill("0.5")
    expect(page.get_by_text("50 % 0, 50 % 7")).to_be_visible()


def test_model_without_labels_says_so(page: Page, server: Server) -> None:
    open_part(page, server, "labels", model="shapes-gan")
    expect(page.get_by_text("trained without labels")).to_be_visible()


def test_sum_of_pictures_gives_one_and_stands_in_the_address(page: Page, server: Server) -> None:
    open_part(page, server, "sum", model="shapes-vae")
    result = page.get_by_alt_text("The result of the sum")
    expect(result).to_be_visible()
    before = result.get_attribute("src")
    page.get_by_role("button", name=re.compile("Picture 9")).click()
    expect(result).not_to_have_attribute("src", before)
    page.wait_for_function("() => location.search.includes('sum=')")


def test_own_picture_is_found_again(page: Page, server: Server) -> None:
    open_part(page, server, "find", model="digits-vae")
    page.get_by_text("Its own", exact=True).click()
    expect(page.get_by_alt_text("A picture that the model made")).to_be_visible()
    press(page, "Invert")
    expect(page.get_by_alt_text("Found")).to_be_visible()
    level = page.get_by_text(re.compile(r"PSNR .* dB")).inner_text()
    assert float(re.search(r"([\d.]+) dB", level)[1]) > 35
    page.get_by_role("button", name="Keep the result").click()
    expect(page.get_by_text("4 of 12 picked")).to_be_visible()


def test_upload_that_is_no_picture_is_refused_in_words(page: Page, server: Server, tmp_path: Path) -> None:
    (tmp_path / "lie.png").write_text("this is a letter, not a picture")
    open_part(page, server, "find", model="digits-vae")
    page.get_by_text("Upload", exact=True).click()
    page.locator("input[type=file]").set_input_files(tmp_path / "lie.png")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("lie")
    assert page.locator("[data-testid=stException]").count() == 0


def test_checkpoint_deleted_while_it_is_shown(page: Page, server: Server) -> None:
    start(page, server)
    page.locator(".js-plotly-plot").first.wait_for()
    press(page, "Stop")
    name = re.search(r"run=([^&]+)", page.url)[1]
    wait_until(lambda: RunFolder(server.runs / name).status().last_checkpoint >= 0)
    open_part(page, server, "pad", model=name, draw="socket")
    pad(page)
    shutil.rmtree(server.runs / name)
    drag(page, (0.2, 0.2), (0.8, 0.8))  # what is open goes on
    page.reload()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("no longer exists")
    assert page.locator("[data-testid=stException]").count() == 0


def test_back_goes_back_through_the_parts(page: Page, server: Server) -> None:
    open_part(page, server, "pad", model="digits-vae", draw="socket")
    pad(page)
    page.get_by_text("Class mixing", exact=True).click()
    expect(page.get_by_text("trained without labels")).to_be_visible()
    page.get_by_text("Export", exact=True).click()
    page.wait_for_function("() => location.search.includes('part=away')")
    page.go_back()
    expect(page.get_by_text("trained without labels")).to_be_visible()
    page.go_back()
    pad(page)


def test_cleared_pictures_stay_cleared_and_the_page_asks_for_one(page: Page, server: Server) -> None:
    open_part(page, server, "pad", model="digits-vae", draw="socket")
    pad(page)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Pick a picture below to begin.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Pick a picture below to begin.")).to_be_visible()


def test_pad_goes_on_after_the_server_was_restarted(browser: Browser, tmp_path: Path) -> None:
    own = Server(tmp_path)
    own.start()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    try:
        open_part(page, own, "pad", model="digits-vae", draw="socket")
        pad(page)
        own.stop()
        own.start()
        page.wait_for_timeout(2000)
        before = picture(page)
        drag(page, (0.2, 0.2), (0.8, 0.9))
        page.wait_for_function("before => document.querySelector('canvas.gw-big').toDataURL() !== before", arg=before)
        page.get_by_role("button", name="Keep this picture").click()
        expect(page.get_by_text("4 of 12 picked")).to_be_visible()
    finally:
        page.close()
        own.stop()

"""The playground in a real Chromium: from a file with the network off, and in the app."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.real_app import Server
from gan_core.export.plane_page import plane_html

pytestmark = pytest.mark.browser

PLANE = ".gp-plane"
READY = ".gp-ready select"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kept pages") / "plane.html"  # a space, as in a user's downloads
    made.write_bytes(plane_html())
    return made


@pytest.fixture
def opened(browser: Browser, file: Path, errors: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens the file in a tab without network, which must not log an error nor ask for anything but itself."""
    contexts, asked = [], []

    def open_file(link: str = "", *, width: int = 1280, height: int = 900, **how: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        errors.listen(page)
        page.on("console", lambda message: message.type in ("error", "warning") and errors.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri() + link)
        page.locator(".gp[data-step]").wait_for()
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert [address for address in asked if not address.startswith(("file:", "blob:"))] == []


def step(page: Page) -> int:
    return int(page.locator(".gp").get_attribute("data-step") or 0)


def wait_for_step(page: Page, least: int) -> None:
    page.wait_for_function(f"() => Number(document.querySelector('.gp')?.dataset.step) >= {least}")


def still_page(page: Page) -> Page:
    """The page, once nothing moves in it any more."""
    press(page, "Pause")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    return at_rest(page)


def at_rest(page: Page) -> Page:
    """The page, once everything that was asked for has been drawn and nothing moves."""
    page.locator(".gp[data-rests=true]").wait_for()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def shown(page: Page) -> str:
    return page.locator(PLANE).first.evaluate("(canvas) => canvas.toDataURL()")


def until_shown_is_not(page: Page, before: str) -> None:
    page.wait_for_function(f"(before) => document.querySelector('{PLANE}').toDataURL() !== before", arg=before)


def test_it_moves_by_itself_and_needs_no_network(opened: Callable[..., Page]) -> None:
    page = opened()
    wait_for_step(page, 20)
    first = shown(page)
    wait_for_step(page, 60)
    assert shown(page) != first
    at = step(still_page(page))
    page.wait_for_timeout(300)
    assert step(page) == at


def test_hidden_tab_does_not_train(opened: Callable[..., Page]) -> None:
    page = opened()
    wait_for_step(page, 5)
    seen = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true })
      document.dispatchEvent(new Event("visibilitychange"))
    }"""
    page.evaluate(seen, True)
    page.wait_for_timeout(500)
    at = step(page)
    page.wait_for_timeout(500)
    assert step(page) == at
    page.evaluate(seen, False)
    wait_for_step(page, at + 5)


def test_page_may_ask_nobody_for_anything(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(f"{file.as_uri()}#play=0")
    page.locator(".gp[data-step]").wait_for()
    page.evaluate(
        """() => {
          window.refused = []
          document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective))
          fetch("https://example.org/").catch(() => {})
          new Image().src = "https://example.org/a.png"
          document.body.append(Object.assign(document.createElement("script"), { textContent: "window.smuggled = 1" }))
        }"""
    )
    page.wait_for_function("() => refused.length === 3")
    assert sorted(page.evaluate("refused")) == ["connect-src", "img-src", "script-src-elem"]
    assert page.evaluate("window.smuggled") is None
    page.close()


def test_ring_of_eight_finds_all_its_modes(opened: Callable[..., Page]) -> None:
    page = opened("#speed=0")
    expect(page.locator(".gp-caption")).to_contain_text("All 8 modes are found", timeout=120_000)
    expect(page.locator(".gp-figures")).to_contain_text("8 of 8")


def test_same_seed_is_the_same_run_in_every_tab(opened: Callable[..., Page]) -> None:
    figures = []
    for _ in range(2):
        page = opened("#play=0&seed=7")
        for _ in range(5):
            press(page, "Both")
        wait_for_step(page, 5)
        page.get_by_text("In figures").click()
        page.locator(".gp-twin td").first.wait_for()
        figures.append(page.locator(".gp-twin tbody").inner_text())
    assert figures[0] == figures[1] and "Loss of G" in figures[0]


def test_single_moves_reset_and_keys(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    for name in ("D", "G", "Both"):
        press(page, name)
    wait_for_step(page, 3)
    press(page, "Reset")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")
    page.locator(".gp-reset").focus()
    page.keyboard.press("d")
    page.keyboard.press("b")
    wait_for_step(page, 2)
    page.keyboard.press("p")
    wait_for_step(page, 10)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_everything_is_reached_with_the_tab_key(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    reached = set()
    name = "(e => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent.trim())(document.activeElement)"
    for _ in range(75):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(name))
    wanted = {
        "Ready-made games",
        "Ring of eight",
        "Draw",
        "Table",
        "Seed",
        "Mode collapse",
        "Setting that differs",
        "Model",
    }
    wanted |= {
        "Objective",
        "Play",
        "Slow motion",
        "Speed",
        "Back through the training",
        "Fakes",
        "Generator G: what it is",
        "In figures",
    }
    assert wanted <= reached


def test_drawing_with_the_mouse_is_trained_on(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Draw")
    box = page.locator(PLANE).bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 120, steps=25)
    page.mouse.up()
    press(page, "Train on it")
    wait_for_step(page, 10)
    assert "data=drawn" in page.url and len(page.url.split("points=")[1].split("&")[0]) > 80


def test_drawing_with_a_finger_does_not_scroll(opened: Callable[..., Page]) -> None:
    page = opened("#play=0", width=390, height=800, has_touch=True, is_mobile=True)
    page.locator("[data-data=drawn]").tap()
    page.locator(".gp[data-drawing=true]").wait_for()
    page.wait_for_timeout(300)
    box = page.locator(PLANE).bounding_box()
    before = page.evaluate("scrollY")
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + 60, box["y"] + 60
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for k in range(20):
        points = [{"x": x + 8 * k, "y": y + 6 * k}]
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("() => Number(document.querySelector('.gp-plane').dataset.points) > 10")
    assert page.evaluate("scrollY") == before
    page.wait_for_timeout(1000)  # at once it would count as the second tap of two
    page.get_by_role("button", name="Train on it").tap()
    wait_for_step(page, 5)
    assert "data=drawn" in page.url


def test_drawing_with_the_keyboard(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Draw")
    for key in ("ArrowRight", "ArrowRight", "Space", "ArrowUp", "Space"):
        page.keyboard.press(key)
    press(page, "Train on it")
    wait_for_step(page, 3)
    assert "data=drawn" in page.url


def test_table_is_pasted_and_a_bad_one_says_why(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Table")
    page.locator(".gp-table textarea").fill("a,b\nnothing")
    press(page, "Use these points")
    expect(page.get_by_role("status")).to_contain_text("two numbers")
    page.locator(".gp-table textarea").fill("x,y\n1,2\n3,1\n2,5\n")
    press(page, "Use these points")
    expect(page.get_by_role("status")).to_contain_text("3 points")
    wait_for_step(page, 3)


def test_file_of_points_is_dropped(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    drop = """() => {
      const carried = new DataTransfer()
      carried.items.add(new File(["1;2\\n3;4\\n5;1"], "points.csv", { type: "text/csv" }))
      const how = { dataTransfer: carried, bubbles: true, cancelable: true }
      document.querySelector(".gp").dispatchEvent(new DragEvent("drop", how))
    }"""
    page.evaluate(drop)
    expect(page.get_by_role("status")).to_contain_text("3 points")
    wait_for_step(page, 3)


def test_link_is_a_lesson(opened: Callable[..., Page]) -> None:
    page = opened("#play=0&objective=hinge&seed=5")
    page.get_by_text("Make an exercise: a link").click()
    page.get_by_label("A task for your class").fill("Make it find all eight.")
    page.locator("[data-hide=networks]").check()
    page.locator("[data-hide=share]").check()
    press(page, "Copy the link")
    link = page.get_by_label("The link").input_value()
    lesson = opened("#" + link.split("#")[1])
    expect(lesson.get_by_text("Make it find all eight.")).to_be_visible()
    expect(lesson.get_by_label("Objective")).to_have_value("hinge")
    expect(lesson.get_by_label("Seed")).to_have_value("5")
    assert lesson.get_by_text("Networks", exact=True).count() == 0
    assert lesson.get_by_text("Make an exercise: a link").count() == 0


def test_address_follows_what_is_set_and_a_new_one_is_followed(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    page.get_by_label("Objective").select_option("wasserstein")
    assert "objective=wasserstein" in page.evaluate("location.hash")
    expect(page.get_by_role("status")).to_contain_text("gradient penalty")
    page.evaluate("location.hash = 'play=0&data=moons'")
    expect(page.get_by_label("Objective")).to_have_value("non_saturating")
    expect(page.get_by_role("button", name="Two moons")).to_have_attribute("aria-pressed", "true")


def test_two_games_begin_with_a_difference_that_shows(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Show two games")
    expect(page.get_by_role("heading", name="B: D updates per step 5", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Game A at a glance", exact=True)).to_be_visible()
    assert "vs=d_steps:5" in page.url


@pytest.mark.parametrize("width", [360, 1400])
def test_table_box_stays_in_its_column(opened: Callable[..., Page], width: int) -> None:
    page = opened("#play=0", width=width)
    press(page, "Table")
    left = page.locator(".gp-left").bounding_box()
    for part in page.locator(".gp-table textarea, .gp-table input, .gp-gallery, #gp-seed").all():
        box = part.bounding_box()
        assert box["x"] + box["width"] <= left["x"] + left["width"] + 1


def test_two_games_differ_by_one_setting(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    page.get_by_label("Setting that differs").select_option("objective")
    page.get_by_label("Its value in game B").select_option("hinge")
    expect(page.locator(PLANE)).to_have_count(2)
    expect(page.get_by_role("heading", name="B: Objective Hinge", exact=True)).to_be_visible()
    press(page, "Play")
    wait_for_step(page, 20)
    assert "vs=objective:hinge" in page.url
    press(page, "Back to one game")
    expect(page.locator(PLANE)).to_have_count(1)


def test_time_is_turned_back_and_goes_on_from_there(opened: Callable[..., Page]) -> None:
    page = opened()
    wait_for_step(page, 60)
    still_page(page)
    slider = page.get_by_label("Back through the training")
    now, there = shown(page), step(page)
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")
    assert shown(page) != now
    page.keyboard.press("End")
    wait_for_step(page, there)
    page.keyboard.press("Home")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")
    press(page, "Both")
    wait_for_step(page, 1)
    assert slider.get_attribute("max") == "1"


def test_time_plays_backwards(opened: Callable[..., Page]) -> None:
    page = opened()
    wait_for_step(page, 40)
    press(page, "Play time backwards")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_slow_motion_tells_every_move(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Mode collapse")
    press(page, "Slow motion")
    told = page.locator(".gp-told")
    expect(told).to_contain_text("1 of 10. D's turn.")
    expect(page.get_by_label("Speed")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_hidden()
    expect(told).to_contain_text("2 of 10.")
    for _ in range(4):
        press(page, "Next move")
    expect(told).to_contain_text("6 of 10. G's turn.")
    expect(page.locator(".gp-node.gp-lit")).to_have_count(3)
    expect(page.locator(".gp-count")).not_to_have_text("Step 0")
    press(page, "Slow motion")
    expect(told).to_be_hidden()
    expect(page.get_by_label("Speed")).to_be_visible()


def test_slow_motion_goes_back_and_takes_the_update_back(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Slow motion")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_disabled()
    for _ in range(5):
        press(page, "Next move")
    wait_for_step(page, 1)
    press(page, "Back")
    expect(page.locator(".gp-told")).to_contain_text("5 of 10.")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")


@pytest.mark.parametrize(
    ("name", "layer"),
    [("Arrows everywhere", "field"), ("How G bends noise", "manifold"), ("Optimal D", "best"), ("Fakes", "fake")],
)
def test_layers_change_the_picture(opened: Callable[..., Page], name: str, layer: str) -> None:
    page = opened()
    wait_for_step(page, 60)
    still_page(page)
    before = shown(page)
    button = page.locator(f"[data-layer={layer}]")
    expect(button).to_have_text(name)
    button.click()
    until_shown_is_not(page, before)


def test_hovering_g_morphs_noise_to_fakes(opened: Callable[..., Page]) -> None:
    page = opened()
    wait_for_step(page, 60)
    still_page(page)
    before = shown(page)
    page.locator(".gp-node-G").hover()
    until_shown_is_not(page, before)
    until_shown_is_not(page, shown(page))


def test_pressing_g_while_over_it_starts_the_morph_again(opened: Callable[..., Page]) -> None:
    page = at_rest(opened("#play=0"))
    rest = shown(page)
    page.locator(".gp-node-G").hover()
    page.locator(".gp-node-G").click()
    until_shown_is_not(page, rest)
    page.mouse.move(0, 0)  # what was pressed goes on without the pointer, and ends
    page.wait_for_function(f"(rest) => document.querySelector('{PLANE}').toDataURL() === rest", arg=rest)


def test_box_of_g_promises_no_morph_of_digits(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    page.locator(".gp-node-G").click()
    expect(page.locator(".gp-words")).to_contain_text("to see noise become fakes")
    page.locator(READY).select_option("digits-gan")
    page.locator(".gp-node-G").click()
    expect(page.locator(".gp-words")).to_contain_text("The generator G")
    expect(page.locator(".gp-words")).not_to_contain_text("Hover")


def test_the_same_state_is_drawn_alike_whatever_was_shown_before(opened: Callable[..., Page]) -> None:
    page = opened()
    press(page, "D too strong")
    wait_for_step(page, 60)
    press(page, "Calm D down")
    still_page(page)
    press(page, "Reset")
    page.wait_for_function("() => document.querySelector('.gp').dataset.step === '0'")
    at_rest(page)
    link = page.url.split("#")[1]
    fresh = at_rest(opened(f"#{link}&play=0"))
    assert shown(page) == shown(fresh)
    curve = "(canvas) => canvas.toDataURL()"  # of the losses: nothing of the run before is left in it
    assert page.locator(".gp-curve").first.evaluate(curve) == fresh.locator(".gp-curve").first.evaluate(curve)


def test_slider_moved_in_full_run_shows_one_moment(opened: Callable[..., Page]) -> None:
    page = opened("#speed=0")
    wait_for_step(page, 200)
    page.get_by_label("Back through the training").evaluate(
        "(slider) => { slider.value = '20'; slider.dispatchEvent(new Event('input')) }"
    )
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".gp-time-words")).to_contain_text("Back at step")
    at = step(page)
    assert f"Step {at}" == page.locator(".gp-count").inner_text()
    assert f", step {at}. " in page.locator(PLANE).get_attribute("aria-label")
    expect(page.locator(".gp-figures")).to_contain_text("paused")
    found = page.locator(".gp-figures dd").first.inner_text()
    rings = page.locator(".gp-caption").inner_text()
    assert found in rings or (found == "0 of 8" and rings.startswith("No mode"))


def test_first_game_is_found_again(opened: Callable[..., Page]) -> None:
    page = opened("#seed=4")
    home = page.get_by_role("button", name="Back to the first game")
    expect(home).to_be_hidden()
    expect(page.locator(READY)).to_have_value("ring")
    press(page, "Oscillation")
    expect(page.locator(READY)).to_have_value("")
    page.locator(READY).select_option("wgan")
    expect(page.locator(READY)).to_have_value("wgan")
    wait_for_step(page, 30)
    home.click()
    expect(page.locator(READY)).to_have_value("ring")
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("4")
    expect(home).to_be_hidden()
    wait_for_step(page, 3)


def test_first_sentence_is_held_while_something_moves(opened: Callable[..., Page]) -> None:
    page = opened()
    page.wait_for_function("() => (({ moved, step }) => moved && step === '0')(document.querySelector('.gp').dataset)")
    expect(page.locator(".gp-intro")).to_contain_text("GAN: generative adversarial network")
    wait_for_step(page, 1)
    page.locator(READY).select_option("vae")
    expect(page.locator(".gp-intro")).to_contain_text("VAE: variational autoencoder")


def test_box_says_what_it_is(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    page.locator(".gp-node-D").click()
    expect(page.locator(".gp-words")).to_contain_text("The discriminator D")


def test_broken_game_says_why_and_is_mended(opened: Callable[..., Page]) -> None:
    page = opened("#speed=0")
    press(page, "Mode collapse")
    expect(page.get_by_role("status")).to_contain_text("all arrows point to the place")
    expect(page.locator(".gp-caption")).to_contain_text("that is mode collapse", timeout=60_000)
    press(page, "Let D keep up")
    expect(page.locator(".gp-caption")).to_contain_text(re.compile("(All 8|[5-7] of 8) modes"), timeout=120_000)


def test_vae_shows_its_latent_plane(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator(READY).select_option("vae")
    wait_for_step(page, 30)
    expect(page.locator(".gp-latent")).to_be_visible()
    expect(page.locator(".gp-nats")).to_contain_text("A nat is a unit of information")
    assert not re.search(r"\b[GD]\b|arrow", page.locator(".gp-intro").inner_text())
    expect(page.get_by_role("button", name="Encoder")).to_be_visible()
    expect(page.get_by_role("button", name="D", exact=True)).to_be_hidden()


@pytest.mark.parametrize("name", ["digits-vae", "digits-gan"])
def test_digit_under_the_pointer(opened: Callable[..., Page], name: str) -> None:
    page = opened()
    page.locator(READY).select_option(name)
    wait_for_step(page, 10)
    box = page.locator(PLANE).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    page.wait_for_function(f"() => document.querySelector('{PLANE}').dataset.z === '-1.10,1.10'")
    page.locator(PLANE).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('{PLANE}').dataset.z === '-0.92,1.10'")


@pytest.mark.parametrize("width", [360, 768, 1280, 3840])
def test_page_fits(opened: Callable[..., Page], width: int) -> None:
    page = opened("#vs=objective:hinge", width=width, height=800)
    wait_for_step(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    side = page.locator(PLANE).first.bounding_box()
    assert side["width"] == pytest.approx(side["height"], abs=1) and side["width"] > 0.25 * min(width, 800)


def test_dark_is_dark_and_light_is_light(opened: Callable[..., Page]) -> None:
    corner = "(c) => c.getContext('2d').getImageData(3, 3, 1, 1).data[0]"
    for scheme, fits in (("dark", lambda shade: shade < 110), ("light", lambda shade: shade > 160)):
        page = at_rest(opened("#play=0", color_scheme=scheme))
        assert fits(page.locator(PLANE).evaluate(corner))
        assert fits(page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"))


def test_reduced_motion_waits_to_be_started_and_animates_nothing(opened: Callable[..., Page]) -> None:
    page = opened(reduced_motion="reduce")
    page.wait_for_timeout(500)
    assert step(page) == 0
    press(page, "Play")
    wait_for_step(page, 10)
    assert page.locator(".gp-edge").first.evaluate("(e) => getComputedStyle(e).animationName") == "none"


def test_text_twin_stands_for_the_pictures(opened: Callable[..., Page]) -> None:
    page = opened("#play=0")
    press(page, "Both")
    wait_for_step(page, 1)
    page.get_by_text("In figures").click()
    rows = page.locator(".gp-twin tbody tr")
    expect(rows.filter(has_text="Points on a mode")).to_contain_text("98.9 %")
    for canvas in page.locator("canvas").all():
        assert canvas.get_attribute("aria-hidden") == "true" or canvas.get_attribute("aria-label")


def test_page_of_the_app_asks_the_server_for_nothing(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: asked.append("a message over the socket")))
    page.goto(f"{server.url}/playground")
    expect(page.get_by_role("heading", name="Playground: watch a GAN learn", exact=True)).to_be_visible()
    wait_for_step(page, 10)
    page.wait_for_load_state("networkidle")
    assert asked  # the page itself came over it
    asked.clear()
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")  # which Chromium fetches with a new address
    page.on("request", lambda request: request.url.endswith(icon) or asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.get_by_role("button", name="Mode collapse").click()
    page.locator(READY).select_option("digits-vae")
    page.wait_for_function("() => location.hash.includes('data=digits')")
    before = step(page)
    wait_for_step(page, before + 10)
    assert [address for address in asked if not address.startswith("blob:")] == []


def test_file_is_taken_from_the_page(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/playground")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as one HTML file").click()
    assert download.value.suggested_filename == "playground.html"
    assert Path(download.value.path()).read_bytes() == plane_html()


def test_page_is_left_and_found_again(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/playground")
    wait_for_step(page, 5)
    page.get_by_role("link", name="Runs").first.click()
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    assert page.locator(".gp").count() == 0
    page.get_by_role("link", name="Playground").first.click()
    wait_for_step(page, 5)
    assert page.locator(".gp").count() == 1

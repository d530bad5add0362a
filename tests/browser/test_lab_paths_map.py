"""Paths and maps of latent space, in a real browser."""

import zipfile

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from ui.lab.routes import runtime_path

pytestmark = pytest.mark.browser

FILM, MAP = ".gl-path", ".gl-map"
REAL_PICTURE = "figure:has-text('Real picture')"


def open_part(page: Page, server: Server, part: str, model: str, rest: str = "") -> None:
    page.goto(f"{server.url}/latent?part={part}&model={model}{rest}")
    page.locator(f".gl-lab-{part}[data-open=true]").wait_for()


def told(page: Page, where: str, name: str) -> float:
    """A number that a view writes beside its pictures."""
    return float(page.locator(where).first.get_attribute(f"data-{name}") or "nan")


def wait_for(page: Page, where: str, condition: str) -> None:
    """Wait until `condition`, of the view's numbers `d`, holds."""
    page.wait_for_function(
        f"() => {{ const d = document.querySelector('{where}')?.dataset; return d && ({condition}) }}"
    )


def box_of(page: Page, where: str) -> dict[str, float]:
    """Where an element is on the screen, once the page has come to rest."""
    page.locator(where).hover()
    return page.locator(where).bounding_box()


def place(page: Page) -> list[float]:
    """Where a map stands, as a copied link would have it. Playwright learns of a new address a little later."""
    return [float(each) for each in page.evaluate("location.hash").removeprefix("#map=").split(",")]


def test_film_plays_and_is_scrubbed_without_the_server(page: Page, server: Server) -> None:
    open_part(page, server, "path", "shapes-gan", "&frames=30#path=0")
    wait_for(page, FILM, "d.firstRound")
    if runtime_path():
        page.locator("[data-backend=ort]").wait_for()
    page.wait_for_load_state("networkidle")
    assert told(page, FILM, "frame") == 0  # a link that names a frame stands still
    asked: list[str] = []
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")  # which Chromium fetches with a new address
    page.on("request", lambda request: request.url.endswith(icon) or asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    box = box_of(page, ".gl-path-scrub")
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10, steps=5)
    page.mouse.up()
    assert told(page, FILM, "frame") == 29 and page.evaluate("location.hash") == "#path=29"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert told(page, FILM, "frame") == 1
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    wait_for(page, FILM, "Number(d.frame) > 3")
    page.keyboard.press("Space")
    assert asked == []


def test_film_is_taken_away_as_it_was_set(page: Page, server: Server) -> None:
    open_part(page, server, "path", "digits-gan", "&frames=20&how=closed")
    wait_for(page, FILM, "d.firstRound")
    page.get_by_text("Equal steps of change").click()
    page.wait_for_url("**how=closed.even**")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG frames").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert len(packed.namelist()) == 20
    page.get_by_label("Speed").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**fps=21**")


def test_map_is_decoded_finer_the_nearer_one_comes(page: Page, server: Server) -> None:
    open_part(page, server, "map", "digits-vae")
    wait_for(page, MAP, "Number(d.cells) >= 400")  # 20 x 20
    field = page.locator(".gl-map-field")
    before = page.evaluate("() => document.querySelector('.gl-map-canvas').toDataURL()")
    field.focus()
    page.evaluate("() => delete document.querySelector('.gl-map').dataset.cells")
    for _ in range(4):
        page.keyboard.press("+")
    wait_for(page, MAP, "d.zoom === '2.00' && Number(d.cells) >= 300")
    assert page.evaluate("() => document.querySelector('.gl-map-canvas').toDataURL()") != before
    page.keyboard.press("ArrowRight")
    u, v, zoom, _ = place(page)
    assert (u > 0, v, zoom) == (True, 0, 2)
    page.keyboard.press("0")
    assert place(page)[:3] == [0, 0, 0]


def test_dragging_and_rolling_keep_the_place_under_the_pointer(page: Page, server: Server) -> None:
    open_part(page, server, "map", "shapes-gan", "&map=dimensions")
    wait_for(page, MAP, "d.cells")
    box = box_of(page, ".gl-map-field")
    side = box["width"]
    page.mouse.move(box["x"] + side / 4, box["y"] + side / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + side / 2, box["y"] + side / 2, steps=4)
    page.mouse.up()
    u, _, zoom, _ = place(page)
    assert (u, zoom) == (pytest.approx(-6.4 / 4, abs=0.02), 0)
    page.mouse.move(box["x"] + side * 0.75, box["y"] + side / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function("() => document.querySelector('.gl-map').dataset.zoom === '1.00'")
    page.wait_for_function(f"() => !location.hash.includes('={u},')")
    now = place(page)[0]
    assert now + 6.4 / 8 == pytest.approx(u + 6.4 / 4, abs=0.02)  # a quarter of what is seen, before and after


def test_real_picture_under_the_pointer_and_legend(page: Page, server: Server) -> None:
    open_part(page, server, "map", "shapes-vae", "&colour=colour")
    wait_for(page, MAP, "d.cells")
    box = box_of(page, ".gl-map-field")
    page.mouse.move(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.55)
    first = told(page, REAL_PICTURE, "index")
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    page.wait_for_function(f"() => document.querySelector('figure[data-index]').dataset.index !== '{first:.0f}'")
    red = page.get_by_role("button", name="red", exact=True)
    assert red.locator("span").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(255, 0, 0)"
    red.click()
    expect(red).to_have_attribute("aria-pressed", "false")


def test_map_without_a_way_back_shows_dots_only(page: Page, server: Server) -> None:
    open_part(page, server, "map", "shapes-vae", "&map=t-sne")
    expect(page.get_by_text("t-SNE has no inverse")).to_be_visible()
    page.locator(f"{REAL_PICTURE}[data-index]").wait_for()
    expect(page.locator("figure:has-text('Here')")).to_be_hidden()


def test_place_on_the_map_of_a_gan_is_kept(page: Page, server: Server) -> None:
    open_part(page, server, "map", "digits-gan")
    expect(page.get_by_text("A GAN has no encoder")).to_be_visible()
    page.get_by_role("button", name="Keep this picture").click()
    page.wait_for_url("**keys=**~**")

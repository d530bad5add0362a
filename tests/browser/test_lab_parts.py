"""The wall of pictures and the canvas in a real browser, driven by mouse, keys and touch on a page of their own."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.real_app import free_port
from gan_core.places import PROJECT
from tests.running import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(browser: Browser) -> Iterator[str]:
    """Where the page with the parts is served."""
    port = free_port()
    script = str(Path(__file__).parent / "lab_parts_app.py")
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    environment.pop("PYTHONWARNINGS", None)
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: _answers(f"http://localhost:{port}/_stcore/health"))
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture
def parts(page: Page, address: str) -> Page:
    return opened(page, address)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.get_by_role("group", name="Wide canvas").wait_for()
    return page


def cell(page: Page, wall: str, number: int) -> Locator:
    """The picture of that number, counted from 1."""
    return page.get_by_role("group", name=wall, exact=True).locator(".gw-cell").nth(number - 1)


def known(page: Page, name: str, value: str) -> None:
    """Wait until Python knows `value`."""
    expect(page.locator(f"#{name}")).to_have_text(value)


def tool(page: Page, canvas: str, name: str) -> Locator:
    return page.get_by_role("group", name=canvas, exact=True).get_by_role("button", name=name, exact=True)


def spots(page: Page, canvas: str, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """`points` as shares of the canvas, in pixels of the window."""
    drawn = page.get_by_role("img", name=canvas, exact=True)
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def stroke(page: Page, canvas: str, *points: tuple[float, float]) -> None:
    first, *rest = spots(page, canvas, list(points))
    page.mouse.move(*first)
    page.mouse.down()
    for each in rest:
        page.mouse.move(*each, steps=5)
    page.mouse.up()


def settled(page: Page, read: Callable[[], str]) -> str:
    """What `read` gives once the page has not run for a while."""
    value = read()
    while True:
        page.wait_for_timeout(600)
        if (now := read()) == value:
            return value
        value = now


def test_pictures_are_picked_in_order_up_to_the_most(parts: Page) -> None:
    for number in (3, 9, 2, 5):
        cell(parts, "Key pictures", number).click()
    known(parts, "picks", "3 pick, 9 pick, 2 pick")
    expect(cell(parts, "Key pictures", 9)).to_have_accessible_name("Picture 9, marked 2")
    expect(cell(parts, "Key pictures", 5)).to_have_attribute("aria-pressed", "false")
    expect(parts.get_by_text("3 are picked. Click one of them to remove its mark.")).to_be_visible()
    cell(parts, "Key pictures", 3).click()
    known(parts, "picks", "9 pick, 2 pick")
    expect(cell(parts, "Key pictures", 9).locator(".gw-badge")).to_have_text("1")


def test_mark_is_drawn_in_the_turn_of_the_click(parts: Page) -> None:
    """Before the browser does anything else, and so before any server answers."""
    drawn = cell(parts, "Key pictures", 1).evaluate("(cell) => { cell.click(); return cell.ariaPressed }")
    assert drawn == "true"


def test_signs_go_in_turn_or_by_the_chosen_kind(parts: Page) -> None:
    for number, clicks in ((1, 1), (2, 2), (3, 3), (4, 4)):
        for _ in range(clicks):
            cell(parts, "Signs", number).click()
    known(parts, "signs", "1 base, 2 minus, 3 plus")
    parts.get_by_role("button", name="Minus", exact=True).click()
    cell(parts, "Signs", 6).click()
    cell(parts, "Signs", 2).click()
    known(parts, "signs", "1 base, 3 plus, 6 minus")


def test_wall_is_used_by_keys_alone(parts: Page) -> None:
    cell(parts, "Signs", 1).focus()
    parts.keyboard.press("ArrowRight")
    parts.keyboard.press("+")
    parts.keyboard.press("ArrowDown")  # six in a row: picture 8
    parts.keyboard.press("-")
    parts.keyboard.press("End")
    parts.keyboard.press("Enter")
    parts.keyboard.press("Home")
    parts.keyboard.press("Space")
    known(parts, "signs", "2 plus, 8 minus, 12 base, 1 base")
    parts.keyboard.press("Delete")
    known(parts, "signs", "2 plus, 8 minus, 12 base")
    assert parts.locator("[aria-label='Signs'] .gw-cell[tabindex='0']").count() == 1


def test_clear_takes_all_marks(parts: Page) -> None:
    cell(parts, "Key pictures", 1).click()
    known(parts, "picks", "1 pick")
    parts.locator(".gan-wall").first.get_by_role("button", name="Clear").click()
    known(parts, "picks", "")


def test_marks_from_python_win_and_other_pictures_start_anew(parts: Page) -> None:
    cell(parts, "Key pictures", 7).click()
    known(parts, "picks", "7 pick")
    parts.get_by_text("Give marks").click()
    known(parts, "picks", "5 pick, 1 pick")
    expect(cell(parts, "Key pictures", 7)).to_have_attribute("aria-pressed", "false")
    expect(cell(parts, "Key pictures", 1)).to_have_accessible_name("Picture 1, marked 2")
    cell(parts, "Key pictures", 2).click()
    known(parts, "picks", "5 pick, 1 pick, 2 pick")
    parts.get_by_text("Give marks").click()  # back to none: what was marked before that is past
    known(parts, "picks", "")
    cell(parts, "Key pictures", 2).click()
    known(parts, "picks", "2 pick")
    parts.get_by_role("button", name="Increment Seed").or_(parts.get_by_test_id("stNumberInputStepUp")).first.click()
    known(parts, "picks", "")
    expect(cell(parts, "Key pictures", 2)).to_have_attribute("aria-pressed", "false")


def test_marks_handed_back_to_the_wall_do_not_lose_quick_clicks(parts: Page) -> None:
    for number in (1, 2, 3, 4, 5, 6):
        cell(parts, "Echo", number).click()
    known(parts, "echo-marks", "1 pick, 2 pick, 3 pick, 4 pick, 5 pick, 6 pick")
    runs = settled(parts, lambda: parts.locator("#runs").inner_text())
    parts.wait_for_timeout(1000)
    assert parts.locator("#runs").inner_text() == runs  # no talk in circles


def test_quiz_is_locked_and_judged_after_the_answer(parts: Page) -> None:
    for number in (1, 3, 4):  # the odd ones of ten are made
        cell(parts, "Quiz", number).click()
    known(parts, "quiz", "1 made, 3 made, 4 made")
    tall = cell(parts, "Quiz", 1).bounding_box()["height"]
    parts.get_by_text("Answer").click()
    expect(parts.get_by_text("6 of 10 right")).to_be_visible()
    expect(cell(parts, "Quiz", 1)).to_have_accessible_name("Picture 1, made; it is made, right")
    expect(cell(parts, "Quiz", 4)).to_have_accessible_name("Picture 4, made; it is real, wrong")
    assert cell(parts, "Quiz", 1).bounding_box()["height"] == tall  # nothing jumps
    cell(parts, "Quiz", 1).click(force=True)
    settled(parts, lambda: parts.locator("#quiz").inner_text())
    known(parts, "quiz", "1 made, 3 made, 4 made")


def test_rerun_and_remount_keep_marks_and_strokes(parts: Page) -> None:
    cell(parts, "Key pictures", 4).click()
    stroke(parts, "Digit", (0.2, 0.5), (0.8, 0.5))
    known(parts, "picks", "4 pick")
    expect(parts.locator("#grey")).to_contain_text("(1, 28, 28), 255")
    drawn = parts.locator("#grey").inner_text()
    same = parts.get_by_role("group", name="Digit").element_handle()
    parts.get_by_role("button", name="Run again").click()
    settled(parts, lambda: parts.locator("#runs").inner_text())
    assert same.evaluate("(node) => node.isConnected")  # updated, not replaced
    parts.get_by_text("Take it all away").click()
    expect(parts.locator(".gan-wall")).to_have_count(0)
    parts.get_by_text("Take it all away").click()
    known(parts, "picks", "4 pick")
    known(parts, "grey", drawn)
    expect(cell(parts, "Key pictures", 4)).to_have_attribute("aria-pressed", "true")
    parts.get_by_text("Move the wall").click()
    parts.get_by_text("Something above").wait_for()
    known(parts, "picks", "4 pick")
    known(parts, "grey", drawn)


def test_stroke_runs_the_page_once(parts: Page) -> None:
    before = int(settled(parts, lambda: parts.locator("#runs").inner_text()))
    stroke(parts, "Digit", (0.2, 0.2), (0.8, 0.3), (0.3, 0.6), (0.7, 0.8))
    expect(parts.locator("#grey")).to_contain_text("(1, 28, 28), 255")
    assert int(settled(parts, lambda: parts.locator("#runs").inner_text())) == before + 1


def test_undo_redo_eraser_and_clear(parts: Page) -> None:
    stroke(parts, "Digit", (0.2, 0.3), (0.8, 0.3))
    expect(parts.locator("#grey")).to_contain_text("255")
    one = parts.locator("#grey").inner_text()
    stroke(parts, "Digit", (0.2, 0.7), (0.8, 0.7))
    expect(parts.locator("#grey")).not_to_have_text(one)
    two = parts.locator("#grey").inner_text()
    parts.keyboard.press("Control+z")
    known(parts, "grey", one)
    tool(parts, "Digit", "Redo").focus()
    parts.keyboard.press("Enter")
    known(parts, "grey", two)
    parts.keyboard.press("Control+z")
    known(parts, "grey", one)
    tool(parts, "Digit", "Eraser").click()
    parts.get_by_role("slider", name="Brush width").first.fill("9")
    stroke(parts, "Digit", (0.05, 0.3), (0.95, 0.3))
    known(parts, "grey", "False")  # all rubbed out is empty
    tool(parts, "Digit", "Undo").click()
    known(parts, "grey", one)
    tool(parts, "Digit", "Clear").click()
    known(parts, "grey", "False")
    tool(parts, "Digit", "Undo").click()
    known(parts, "grey", one)


def test_python_empties_the_canvas(parts: Page) -> None:
    stroke(parts, "Digit", (0.2, 0.3), (0.8, 0.3))
    expect(parts.locator("#grey")).to_contain_text("255")
    parts.get_by_test_id("stNumberInputStepUp").nth(1).click()
    known(parts, "grey", "False")
    expect(parts.get_by_text("Draw a digit")).to_be_visible()


def test_paper_is_filled_with_the_chosen_colour(parts: Page) -> None:
    tool(parts, "Shape", "Dark blue").click()
    tool(parts, "Shape", "Fill the paper with this colour").click()
    known(parts, "colour", "[22.0, 32.0, 66.0]")  # #162042


def test_hole_is_what_the_brush_covers(parts: Page) -> None:
    stroke(parts, "Hole", (0.002, 0.5), (1.2, 0.5))  # from edge to edge and beyond
    expect(parts.locator("#hole")).not_to_have_text("False")
    painted = int(parts.locator("#hole").inner_text())
    assert painted % 32 == 0 and painted // 32 in (4, 5, 6)  # a brush of 5 pixels, half of each end row counted or not
    tool(parts, "Hole", "Clear").click()
    known(parts, "hole", "False")


def test_drawing_over_a_picture_leaves_the_rest_of_it_exact(parts: Page) -> None:
    stroke(parts, "Over", (0.25, 0.9), (0.75, 0.9))
    expect(parts.locator("#over")).not_to_have_text("False")
    assert 30 < int(parts.locator("#over").inner_text()) < 80  # 14 + 2 long, about 2.5 to 4 high


def test_finger_marks_and_draws(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), address)
    cell(page, "Key pictures", 5).tap()
    known(page, "picks", "5 pick")
    start, middle, end = spots(page, "Digit", [(0.3, 0.3), (0.5, 0.6), (0.7, 0.7)])
    hand = context.new_cdp_session(page)
    for kind, point in (("touchStart", start), ("touchMove", middle), ("touchMove", end), ("touchEnd", None)):
        points = [{"x": point[0], "y": point[1]}] if point else []
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#grey")).to_contain_text("255")
    context.close()


def test_parts_fit_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser.new_page(viewport={"width": 400, "height": 800}), address)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
    sides = page.locator(".gw-cell").evaluate_all("(cells) => cells.map((cell) => cell.clientWidth)")
    assert min(sides) >= 44
    page.close()

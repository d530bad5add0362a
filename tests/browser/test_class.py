"""A class in real browsers: a teacher and two pupils, each with cookies of their own, go the whole way."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import RunIndex
from tests.running import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_run_left_over")]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
PATIENCE_MS = 60_000
EVIL = "<b>Zoë</b> **x**"


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the browsers of different people."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def new(size: dict[str, int] = DESK, **options: object) -> Page:
        context = browser.new_context(viewport=size, **options)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield new
    for context in opened:
        context.close()
    assert errors == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_class(page: Page, server: Server, title: str = "Class 7b") -> str:
    """The code of a new class, led from this browser."""
    page.goto(f"{server.url}/classroom")
    page.get_by_label("Name of the class").fill(title)
    press(page, "Open a class")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    return page.locator(".gan-code").inner_text()


def join(page: Page, server: Server, code: str, name: str) -> None:
    page.goto(f"{server.url}/classroom?code={code}")
    page.get_by_label("Your nickname").fill(name)
    press(page, "Join the class")
    expect(page.get_by_text(f"Hello {name}, you are in.")).to_be_visible(timeout=PATIENCE_MS)


def train(page: Page, server: Server) -> RunFolder:
    """From the class's page to a run that one has begun; it lasts for as long as the test does."""
    page.get_by_role("button", name="Train a network").click()
    page.locator(".st-key-card-quick-digits").get_by_role("button", name="Train").first.click()
    page.wait_for_url("**run=**")
    folder = RunFolder(server.runs / page.url.split("run=")[1].split("&")[0])
    folder.ask("set", {"name": "training.seconds", "value": 3600})
    return folder


def test_teacher_and_two_pupils_go_the_whole_way(server: Server, somebody: Callable[..., Page]) -> None:
    teacher, mia, noah = somebody(), somebody(), somebody(PHONE)
    code = open_class(teacher, server)
    assert code not in teacher.url and teacher.url == f"{server.url}/classroom"
    join(mia, server, code, "Mia")
    join(noah, server, code, "Noah")
    expect(teacher.get_by_text("2 of 2 here · 0 training · 0 waiting")).to_be_visible(timeout=PATIENCE_MS)

    hers, his = train(mia, server), train(noah, server)
    expect(noah.get_by_text("waits: place 1 in the queue")).to_be_visible(timeout=PATIENCE_MS)
    press(noah, "Meanwhile: train in your browser")
    expect(noah.get_by_role("heading", name="Playground: watch a GAN learn")).to_be_visible(timeout=PATIENCE_MS)
    expect(teacher.get_by_text("2 of 2 here · 1 training · 1 waiting")).to_be_visible(timeout=PATIENCE_MS)

    noah.goto(f"{server.url}/?run={hers.name}")
    expect(noah.get_by_text("This is a run of Mia")).to_be_visible(timeout=PATIENCE_MS)
    expect(noah.get_by_role("button", name="Stop", exact=True)).to_have_count(0)

    wait_until(lambda: hers.status().step > 20)
    teacher.get_by_role("button", name="Stop Digits in ten seconds of Mia").click()
    wait_until(lambda: hers.status().state == "stopped")
    press(teacher, "Stop all")
    wait_until(lambda: his.status().state == "stopped")
    assert {status.owner.count(":") for status in RunIndex(server.runs).statuses()} == {2}

    mia.goto(f"{server.url}/?run={hers.name}")
    press(mia, "Hang on the wall")
    mia.get_by_label("Title, else").fill("My digits")
    mia.get_by_label("Title, else").press("Enter")
    press(mia, "Hang it up")
    expect(mia.get_by_text("It hangs on the wall of your class.")).to_be_visible(timeout=PATIENCE_MS)

    noah.goto(f"{server.url}/classroom")
    picture = noah.get_by_role("img", name="Samples: “My digits” of Mia")
    picture.scroll_into_view_if_needed()
    noah.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    expect(noah.get_by_role("button", name="Take down")).to_have_count(0)
    noah.get_by_role("button", name="0 votes for “My digits” of Mia").click()
    expect(noah.get_by_role("button", name="1 votes for “My digits” of Mia")).to_be_visible(timeout=PATIENCE_MS)

    noah.goto(f"{server.url}/lessons?lesson=what-a-gan-is~2")
    noah.get_by_text("Copies of the training").click()
    press(noah, "That is my prediction")
    expect(noah.get_by_text("Random weights know")).to_be_visible(timeout=PATIENCE_MS)
    teacher.goto(f"{server.url}/classroom?part=predictions")
    expect(teacher.get_by_text("1 answered")).to_be_visible(timeout=PATIENCE_MS)

    teacher.goto(f"{server.url}/classroom?part=wall")
    teacher.get_by_role("button", name="Take down “My digits” of Mia").click()
    expect(teacher.get_by_text("Nothing hangs here yet")).to_be_visible(timeout=PATIENCE_MS)


def test_freeze_is_told_at_once_and_unfreeze_lifts_it(server: Server, somebody: Callable[..., Page]) -> None:
    teacher, mia = somebody(), somebody(color_scheme="dark")
    join(mia, server, open_class(teacher, server), "Mia")
    press(teacher, "Freeze the class")
    expect(mia.get_by_text("Your teacher has frozen the class")).to_be_visible(timeout=PATIENCE_MS)
    press(teacher, "Unfreeze the class")
    expect(mia.get_by_text("Your teacher has frozen the class")).to_have_count(0, timeout=PATIENCE_MS)


def test_private_link_opens_the_class_elsewhere_and_its_secret_is_in_no_address(
    server: Server, somebody: Callable[..., Page]
) -> None:
    teacher, elsewhere, mia = somebody(), somebody(), somebody()
    join(mia, server, open_class(teacher, server), "Mia")
    teacher.goto(f"{server.url}/classroom?part=settings")
    press(teacher, "Show the link")
    link = teacher.get_by_test_id("stCode").inner_text().strip()
    secret = link.split("#")[1]
    asked: list[str] = []
    elsewhere.on("request", lambda request: asked.append(request.url))
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("heading", name="Class 7b")).to_be_visible(timeout=PATIENCE_MS)
    assert elsewhere.url == f"{server.url}/classroom"
    assert asked and not any(secret in url.split("#")[0] for url in asked)
    assert secret not in elsewhere.evaluate("document.cookie") and secret not in elsewhere.content()
    elsewhere.go_back()
    assert secret not in elsewhere.url
    assert secret not in mia.content() and "gan_pupil" not in mia.evaluate("document.cookie")


def test_name_with_html_in_it_is_shown_as_text(server: Server, somebody: Callable[..., Page]) -> None:
    teacher, zoe = somebody(), somebody()
    join(zoe, server, open_class(teacher, server, "<i>7b</i>"), EVIL)
    for page in (teacher, zoe):
        expect(page.get_by_text(EVIL).first).to_be_visible(timeout=PATIENCE_MS)
        assert page.locator("b", has_text="Zoë").count() == 0 and page.locator("i", has_text="7b").count() == 0
    press(teacher, "Presenter mode")
    expect(teacher.get_by_text(EVIL).first).to_be_visible(timeout=PATIENCE_MS)
    assert teacher.locator("b", has_text="Zoë").count() == 0


def test_deleted_class_is_told_to_its_pupils_and_leaves_nothing(server: Server, somebody: Callable[..., Page]) -> None:
    teacher, mia = somebody(), somebody()
    code = open_class(teacher, server)
    join(mia, server, code, "Mia")
    run = train(mia, server)
    teacher.goto(f"{server.url}/classroom?part=settings")
    press(teacher, "Delete the class…")
    press(teacher, "Delete everything")
    expect(teacher.get_by_text("The class that this browser was in has been deleted")).to_be_visible(
        timeout=PATIENCE_MS
    )
    assert not run.path.exists()
    mia.goto(f"{server.url}/classroom?code={code}")
    expect(mia.get_by_text("The class that this browser was in has been deleted")).to_be_visible(timeout=PATIENCE_MS)
    mia.get_by_label("Your nickname").fill("Mia")
    press(mia, "Join the class")
    expect(mia.get_by_role("alert").get_by_text("No class has this code")).to_be_visible(timeout=PATIENCE_MS)


def test_pupil_leaves_and_the_next_one_on_this_computer_is_another(
    server: Server, somebody: Callable[..., Page]
) -> None:
    teacher, shared = somebody(), somebody()
    code = open_class(teacher, server)
    join(shared, server, code, "Mia")
    press(shared, "Leave the class")
    press(shared, "Leave")
    expect(shared.get_by_role("button", name="Join the class")).to_be_visible(timeout=PATIENCE_MS)
    join(shared, server, code, "Noah")
    expect(teacher.get_by_text("2 of 2 here")).to_be_visible(timeout=PATIENCE_MS)

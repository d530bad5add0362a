"""Who does not see, press or hear as most do: axe-core on every page, and what axe-core cannot judge."""

import dataclasses
import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.real_app import Server
from gan_core.classroom.answers import REAL_OR_FAKE, add_score, predict
from gan_core.classroom.rooms import freeze
from gan_core.classroom.wall import hang_picture, hang_plane
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.places import PROJECT
from tests.classroom.rooms_of_tests import PNG, joined, opened_class
from tests.conftest import tiny
from tests.evaluation import evaluated
from tests.measure import measured
from tests.running import finished, make, work
from tests.training.test_text_gan import tiny_text
from tests.ui.test_attack_page import FOUND, written
from tests.ui.test_race_page import attribute_race, raced

pytestmark = pytest.mark.browser

AXE = PROJECT / "gan_core" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SAMPLES = ".st-key-replay .gl-pictures .gl-slot:not(.gl-small) img"
PHONE = {"width": 400, "height": 800}
DESK = {"width": 1280, "height": 900}


@dataclasses.dataclass(frozen=True)
class Left:
    """A finding that is not in our markup: by which rule, in what, and why it is left."""

    rule: str
    selector: str
    why: str


LEFT = (
    Left(
        "presentation-role-conflict",
        "[data-testid=stFileUploaderDropzone]",
        "Streamlit gives the drop zone a role of presentation and a tabindex; the button within it works by keyboard.",
    ),
)
"""What Streamlit's own widgets leave. An entry that no page shows any more fails the test, so that the list shrinks."""

STREAMLITS_BUTTONS = {"Decrement", "Increment", "Help", "Open", "Clear", "Clear all"}
"""What its number fields, lists and questions marks are called on every page; the field before them has a name."""

PAGES = (
    "train",
    "playground",
    "lessons",
    "classroom",
    "text",
    "runs",
    "compare",
    "doctor",
    "latent, pad",
    "optimise",
    "race",
    "evaluate",
    "attack",
    "figures",
)
PLACES = {
    "train": "/",
    "settings": "/?form=quick-digits",
    "run that is done": "/?run=one",
    "run that goes": "/?run={live}",
    "playground": "/playground",
    "lessons": "/lessons",
    "lesson beside a page": "/latent?model=shapes-vae&lesson=walking-through-latent-space~3",
    "text run": "/?run=sentences",
    "classroom": "/classroom",
    "class, pupil's wall": "/classroom",
    "class, pupil's predictions": "/classroom?part=predictions",
    "class, pupil's scores": "/classroom?part=scores",
    "class, pupil in the queue": "/runs?whose=All",
    "class, pupils": "/classroom?part=pupils",
    "class, wall": "/classroom?part=wall",
    "class, predictions": "/classroom?part=predictions",
    "class, scores": "/classroom?part=scores",
    "class, settings": "/classroom?part=settings",
    "class, to join": "/classroom?show=join",
    "class, who trains": "/classroom?show=training",
    "class, the wall large": "/classroom?show=wall",
    "class, predictions large": "/classroom?show=predictions",
    "class, scores large": "/classroom?show=scores",
    "text": "/text?model=sentences",
    "text, between": "/text?model=sentences&part=between",
    "text, read": "/text?model=sentences&part=read",
    "runs": "/runs?whose=All",
    "compare": "/compare?runs=one%2Ctwo",
    "fork": "/compare?fork=one",
    "doctor": "/doctor",
    "doctor, a run": "/doctor?part=examine&run=two",
    "latent, pad": "/latent?model=shapes-vae&part=pad",
    "latent, drag": "/latent?model=shapes-vae&part=drag",
    "latent, path": "/latent?model=shapes-vae&part=path",
    "latent, wall": "/latent?model=shapes-vae&part=wall",
    "latent, find": "/latent?model=shapes-vae&part=find",
    "latent, repair": "/latent?model=shapes-vae&part=repair",
    "latent, map": "/latent?model=shapes-vae&part=map",
    "latent, copies": "/latent?model=shapes-vae&part=copies",
    "latent, arithmetic": "/latent?model=shapes-vae&part=arithmetic",
    "latent, directions": "/latent?model=shapes-vae&part=directions",
    "latent, styles": "/latent?model=shapes-style&part=styles",
    "latent, time": "/latent?model=one&part=time",
    "latent, quiz": "/latent?model=shapes-vae&part=quiz",
    "optimise": "/optimise?model=shapes-gan",
    "measurement": "/optimise?ledger=ledger",
    "race": "/race",
    "a race": "/race?race=a-race",
    "race of sentences": "/race?race=text-race",
    "evaluate": "/evaluate?subjects=shapes-gan",
    "attack": "/attack",
    "attack, many": "/attack?part=many",
    "attack, training": "/attack?part=train",
    "an attack": "/attack?attack=an-attack",
    "figures": "/figures?figure=frechet",
    "evaluation": "/evaluate?evaluation=evaluation",
}

RUN_AXE = """async ([rules, left]) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], elementRef: true })
  const wrong = [], met = []
  for (const { id, nodes } of found.violations) for (const node of nodes) {
    const at = left.findIndex(([rule, selector]) => rule === id && node.element?.closest(selector))
    if (at >= 0) met.push(at)
    else wrong.push(`${id}: ${node.html.slice(0, 200)} ${node.failureSummary.split("\\n").at(1)?.trim()}`)
  }
  return { wrong, met }
}"""
DRAWN = (
    "() => document.querySelector('[data-test-script-state=notRunning] h1') && !document.querySelector('.stSkeleton')"
)


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's source. Without it the tests skip and say so; where node is required they fail."""
    if not AXE.exists():
        message = "axe-core is not installed: npm ci --ignore-scripts --prefix gan_core/web"
        if os.environ.get("GAN_CORE_REQUIRE_NODE"):
            pytest.fail(message)
        pytest.skip(message)
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def places(server: Server) -> Iterator[dict[str, str]]:
    """Every place's address, with something in it."""
    for name in ("one", "two"):
        measured.trained(server.runs, name)
        with RunFolder(server.runs / name).record() as record:
            record.put(title=f"Run {name}")
    raced(server.runs)
    attribute_race(server.runs, "text-race")
    finished(make(server.runs, tiny_text(), "sentences"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORE_RUNS", str(server.runs))
        work(measured.folder_of(server.runs, measured.quick("one", measured.MASK)))
        work(evaluated.folder_of(server.runs, evaluated.quick("one")))
    written(server.runs, FOUND, model="digits-gan")
    config = tiny(training__num_steps=0, training__seconds=900)
    live = Launcher(server.runs).start(config.model_dump(mode="json"), title="Under way", job_type="train")
    yield {name: server.url + place.format(live=live.name) for name, place in PLACES.items()}
    server.stop_runs()


@pytest.fixture(scope="module")
def cookies(server: Server) -> dict[str, str]:
    """A frozen class with everything in it: the cookies of a pupil, who waits, and of the teacher."""
    teacher, secret = opened_class(server.runs, "Class 7b")
    (mia, token), (noah, _) = (joined(server.runs, teacher, name) for name in ("Mia", "Noah"))
    for person in (mia, noah):
        hang_picture(server.runs, person, "samples", "", PNG)
        hang_plane(server.runs, person, "", "#data=ring")
        predict(server.runs, person, "what-a-gan-is", 1, 1)
        add_score(server.runs, person, REAL_OR_FAKE, "one 1", 12, 20)
        config = tiny(training__num_steps=0, training__seconds=900).model_dump(mode="json")
        Launcher(server.runs).start(config, title="In turns", owner=person.owner)
    freeze(server.runs, teacher.classroom.id, True)
    pupil = f"gan_pupil={token}"
    return {"class, pupil's": pupil, "class, pupil in": pupil, "class, ": f"gan_teacher={secret}"}


def be_in_class(context: BrowserContext, server: Server, place: str, cookies: dict[str, str]) -> None:
    """The cookie that belongs to a place, and no other."""
    context.clear_cookies()
    for start, cookie in cookies.items():
        if place.startswith(start):
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
            return


@dataclasses.dataclass
class Seen:
    """What a visit to a place found: axe's words, the entries of LEFT that were met, and what its parts are called."""

    wrong: list[str] = dataclasses.field(default_factory=list)
    met: set[int] = dataclasses.field(default_factory=set)
    title: str = ""
    headings: list[str] = dataclasses.field(default_factory=list)
    buttons: list[str] = dataclasses.field(default_factory=list)


@pytest.fixture(scope="module")
def seen(
    browser: Browser, server: Server, axe: str, places: dict[str, str], cookies: dict[str, str]
) -> dict[str, Seen]:
    """Every place once on a light desk and, beside it, on a dark phone."""
    contexts = {
        "light desk": browser.new_context(viewport=DESK, color_scheme="light", reduced_motion="reduce"),
        "dark phone": browser.new_context(viewport=PHONE, color_scheme="dark", reduced_motion="reduce"),
    }
    pages = {name: context.new_page() for name, context in contexts.items()}
    visits = {}
    for place, address in places.items():
        visits[place] = found = Seen()
        for context in contexts.values():
            be_in_class(context, server, place, cookies)
        for page in pages.values():
            page.set_default_timeout(60_000)
            page.goto(address, wait_until="commit")
        for name, page in pages.items():
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(300)
            page.evaluate(axe)
            told = page.evaluate(RUN_AXE, [RULES, [(each.rule, each.selector) for each in LEFT]])
            found.wrong += [f"{place}, {name}: {each}" for each in told["wrong"]]
            found.met |= set(told["met"])
        desk = pages["light desk"]
        found.title, found.headings = desk.title(), desk.locator("h1").all_inner_texts()
        found.buttons = names(desk, "button")
    for context in contexts.values():
        context.close()
    return visits


def names(page: Page, role: str) -> list[str]:
    """What a screen reader calls the page's own elements of that role."""
    return re.findall(rf"- '?{role} \"((?:[^\"\\]|\\.)*)\"", page.locator("main").aria_snapshot())


def test_axe_finds_nothing_in_our_markup(seen: dict[str, Seen]) -> None:
    wrong = [each for found in seen.values() for each in found.wrong]
    assert wrong == [], "\n".join(wrong)


def test_what_is_left_to_streamlit_is_still_there(seen: dict[str, Seen]) -> None:
    met = {each for found in seen.values() for each in found.met}
    assert [each for number, each in enumerate(LEFT) if number not in met] == []


def test_pages_and_runs_have_titles_of_their_own(seen: dict[str, Seen]) -> None:
    titles = [seen[name].title for name in PAGES]
    assert len(set(titles)) == len(PAGES) and all(each.endswith(" · GAN studio") for each in titles), titles
    assert seen["run that is done"].title == "Run one · GAN studio"
    assert seen["run that goes"].title == "Under way · GAN studio"


def test_every_page_has_one_main_heading_and_a_run_s_is_its_name(seen: dict[str, Seen]) -> None:
    assert {name: found.headings for name, found in seen.items() if len(found.headings) != 1} == {}
    assert seen["run that is done"].headings == ["Run one"]


def test_buttons_of_a_page_have_different_names(seen: dict[str, Seen]) -> None:
    twice = {
        place: {each: n for each, n in Counter(found.buttons).items() if n > 1 and each not in STREAMLITS_BUTTONS}
        for place, found in seen.items()
    }
    assert {place: each for place, each in twice.items() if each} == {}
    assert "Train Digits in ten seconds" in seen["train"].buttons


def test_no_button_is_called_by_its_icon_s_code(seen: dict[str, Seen]) -> None:
    assert {place: each for place, found in seen.items() for each in found.buttons if each.endswith(" icon")} == {}
    assert "Back to the presets" in seen["run that is done"].buttons and "More of Run one" in seen["runs"].buttons


def demo(browser: Browser, server: Server, motion: str) -> Page:
    page = browser.new_context(viewport=DESK, reduced_motion=motion).new_page()
    page.goto(server.url)
    page.locator(SAMPLES).wait_for(state="attached")  # drawn from on canvases
    return page


def source(page: Page) -> str:
    return page.locator(SAMPLES).get_attribute("src")


def test_demo_stands_still_for_whoever_asked_for_less_motion_until_play_is_pressed(
    browser: Browser, server: Server
) -> None:
    page = demo(browser, server, "reduce")
    first = source(page)
    page.wait_for_timeout(1500)
    assert source(page) == first
    page.get_by_role("button", name="Play the demo").click()
    expect(page.locator(SAMPLES)).not_to_have_attribute("src", first)
    page.context.close()


def test_demo_can_be_paused(browser: Browser, server: Server) -> None:
    page = demo(browser, server, "no-preference")
    expect(page.locator(SAMPLES)).not_to_have_attribute("src", source(page))
    page.get_by_role("button", name="Pause the demo").click()
    first = source(page)
    page.wait_for_timeout(1500)
    assert source(page) == first
    expect(page.get_by_role("button", name="Play the demo")).to_be_visible()
    page.context.close()


def test_keyboard_is_seen_in_the_menu(page: Page, server: Server) -> None:
    page.goto(server.url)
    runs = page.get_by_role("link", name="Runs", exact=True)
    runs.wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        if runs.evaluate("link => link === document.activeElement"):
            break
    assert runs.evaluate("link => link.matches(':focus-visible')")
    style, width = runs.evaluate("link => [getComputedStyle(link).outlineStyle, getComputedStyle(link).outlineWidth]")
    assert style == "solid" and float(width.removesuffix("px")) >= 2


def test_menu_of_a_phone_says_what_it_is(browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(server.url)
    menu = page.get_by_role("banner").get_by_role("button", name="Expand sidebar")
    expect(menu).to_be_visible()
    assert "Menu" in menu.evaluate("button => getComputedStyle(button, '::after').content")
    menu.click()
    expect(page.get_by_role("navigation", name="App pages").get_by_role("link", name="Doctor")).to_be_visible()
    page.context.close()

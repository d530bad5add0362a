"""Every lesson is played through in a browser from a fresh start, as a student would who presses what it says."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.real_app import Server
from ui.lessons.lesson import Lesson, Step, lessons

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
ALL = lessons()[0]


@pytest.fixture
def panel(page: Page, server: Server, errors: list[str]) -> Iterator[Locator]:
    errors.listen(page)
    page.set_default_timeout(PATIENCE_MS)
    yield page.get_by_test_id("stSidebar")
    server.stop_runs()


def button(panel: Locator, name: str) -> Locator:
    return panel.get_by_role("button", name=name, exact=True)


def press(panel: Locator, name: str) -> None:
    """Press a button of the panel: of two, which stand there while the page is drawn anew, both are the same one."""
    button(panel, name).last.click()


def play(panel: Locator, number: int, step: Step) -> None:
    """Do what the step asks for; what takes training is left to go on by itself."""
    expect(panel.get_by_role("heading", name=step.title)).to_be_visible(timeout=PATIENCE_MS)
    if step.kind == "predict":
        right = next(index for index, (_, is_right) in enumerate(step.choices) if is_right)
        panel.get_by_role("radio").nth(right).check(force=True)
        press(panel, "That is my prediction")
        expect(panel.get_by_test_id("stAlert")).to_contain_text("Yes", timeout=PATIENCE_MS)
    elif step.action:
        before = panel.page.url
        press(panel, step.action.button)
        panel.page.wait_for_url(lambda url: url != before, timeout=PATIENCE_MS)
        expect(panel.get_by_role("heading", name=step.title)).to_be_visible(timeout=PATIENCE_MS)
        expect(panel.page.get_by_test_id("stMain").get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("lesson", ALL, ids=[each.name for each in ALL])
def test_lesson_is_played_from_its_first_step_to_its_last(
    page: Page, panel: Locator, server: Server, lesson: Lesson
) -> None:
    page.goto(f"{server.url}/lessons")
    page.get_by_role("button", name=f"Begin: {lesson.title}").click()
    for number, step in enumerate(lesson.steps):
        assert f"lesson={lesson.name}~{number + 1}" in page.url.replace("%7E", "~") or number == 0
        play(panel, number, step)
        last = number == len(lesson.steps) - 1
        forward = "Finish" if last else "Next"
        expect(button(panel, forward)).to_have_count(1, timeout=PATIENCE_MS)
        press(panel, forward)
        if last:
            done = panel.get_by_test_id("stAlert").filter(has_text="Done")  # beside what a prediction was answered with
            expect(done).to_be_visible(timeout=PATIENCE_MS)
        else:
            page.wait_for_url(re.compile(rf"lesson={lesson.name}(~|%7E){number + 2}"), timeout=PATIENCE_MS)
    press(panel, "Close the lesson")
    expect(panel).to_be_hidden(timeout=PATIENCE_MS)
    assert "lesson" not in page.url


def test_lesson_survives_a_reload_and_leads_back_to_its_run(page: Page, panel: Locator, server: Server) -> None:
    page.goto(f"{server.url}/lessons?lesson=what-a-gan-is~3")
    press(panel, "Train on handwritten digits")
    page.wait_for_url("**run=**", timeout=PATIENCE_MS)
    press(panel, "Next")
    page.wait_for_url(re.compile("lesson=what-a-gan-is(~|%7E)4"), timeout=PATIENCE_MS)
    page.reload()
    expect(panel.get_by_role("heading", name="The first digits")).to_be_visible(timeout=PATIENCE_MS)
    expect(panel.get_by_text("Not yet.").or_(panel.get_by_text("It has happened."))).to_be_visible(timeout=PATIENCE_MS)

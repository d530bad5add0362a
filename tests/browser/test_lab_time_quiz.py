"""Latent by time, two models side by side, real or fake, and copies, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from gan_core.presets import PRESETS
from gan_core.store.model_ref import saved_steps
from tests.running import work

pytestmark = pytest.mark.browser

RUN = "grown"
OPEN = "[data-open=true]"


@pytest.fixture(scope="module")
def steps(server: Server) -> list[int]:
    """The moments of a finished run of the first preset."""
    config = PRESETS["quick-digits"].config.with_changes({"training.num_steps": 60, "runtime.num_threads": 1})
    folder = RunFolder.create(server.runs / RUN, config.model_dump(mode="json"), title="Grown")
    assert work(folder) == "done"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORE_RUNS", str(server.runs))
        return [saved.step for saved in saved_steps(RUN)]


def open_part(page: Page, server: Server, part: str, model: str = RUN, more: str = "", wait: str = OPEN) -> None:
    page.goto(f"{server.url}/latent?model={model}&part={part}{more}")
    page.locator(wait).first.wait_for()


def pixels(page: Page, canvas: str) -> str:
    return page.locator(canvas).first.evaluate("canvas => canvas.toDataURL()")


def test_sliding_through_the_training_asks_the_server_for_nothing(page: Page, server: Server, steps: list[int]) -> None:
    asked: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda sent: asked.append(sent)))
    open_part(page, server, "training", more=f"#training={steps[-1]}")
    view = page.locator(".gl-time")
    expect(view).to_have_attribute("data-step", str(steps[-1]))
    before = pixels(page, ".gl-time-face")
    page.wait_for_load_state("networkidle")
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")  # which Chromium fetches with a new address
    page.on("request", lambda request: request.url.endswith(icon) or asked.append(request.url))
    asked.clear()
    page.locator(".gl-time-slider").focus()
    for step in reversed(steps[:-1]):
        page.keyboard.press("ArrowLeft")
        expect(view).to_have_attribute("data-step", str(step))
    expect(page.locator(".gl-time-words")).to_contain_text(f"Step {steps[0]}")
    assert pixels(page, ".gl-time-face") != before and asked == []


def test_a_flow_is_slid_through_from_noise_to_picture_in_the_steps_of_the_slider(page: Page, server: Server) -> None:
    changes = {"training.num_steps": 2, "recording.num_samples": 4, "recording.watch_budget": 0}
    config = PRESETS["digits-flow"].config.with_changes(changes)
    folder = RunFolder.create(server.runs / "water", config.model_dump(mode="json"), title="Water")
    assert work(folder) == "done"
    open_part(page, server, "time", model="water", more="&steps=4&guidance=1.0#training=4")
    view, words = page.locator(".gl-time"), page.locator(".gl-time-words")
    expect(words).to_have_text("t = 1.00, step 4 of 4")
    picture = pixels(page, ".gl-time-face")
    page.locator(".gl-time-slider").focus()
    page.keyboard.press("Home")
    expect(words).to_have_text("t = 0.00, step 0 of 4")
    expect(view).to_have_attribute("data-step", "0")
    assert pixels(page, ".gl-time-face") != picture
    expect(page.locator(".gl-time-link")).to_be_hidden()


def test_playing_ends_at_the_newest_moment(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "training", more=f"#training={steps[0]}")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".gl-time")).to_have_attribute("data-step", str(steps[-1]))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_link_to_a_moment_leads_to_the_pad_at_that_moment(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "training", more=f"#training={steps[0]}")
    expect(page.locator(".gl-time")).to_have_attribute("data-step", str(steps[0]))
    page.get_by_role("link", name="open this checkpoint on the pad").click()
    page.locator(f".gl-lab-pad{OPEN}").wait_for()
    assert f"at={steps[0]}" in page.url and "part=pad" in page.url


def test_moment_of_a_link_that_is_not_kept_is_a_sentence(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "training", more="#training=7000")
    expect(page.locator(".gl-lab-sentence")).to_have_text(f"Step 7,000 was not kept. This is step {steps[-1]}.")
    expect(page.locator(".gl-time")).to_have_attribute("data-step", str(steps[-1]))


@pytest.mark.parametrize("backend", ["auto", "fragment"])
def test_one_knob_moves_both_pictures(page: Page, server: Server, steps: list[int], backend: str) -> None:
    open_part(page, server, "training", more=f"&hold=twins&draw={backend}")
    first, second = (f".gl-twin:nth-of-type({place}) canvas" for place in (1, 2))
    expect(page.locator(second)).to_have_attribute("data-frames", re.compile(r"\d"))
    before = pixels(page, first), pixels(page, second)
    page.locator(".gw-field").focus()
    page.keyboard.press("Shift+ArrowRight")
    for canvas, pixels_before in zip((first, second), before, strict=True):
        page.wait_for_function(
            "([css, was]) => document.querySelector(css).toDataURL() !== was", arg=[canvas, pixels_before]
        )
    expect(page.locator("figcaption").last).to_contain_text(f"step {steps[0]}")


def test_second_model_may_be_another_one(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "training", more="&hold=twins&with=digits-gan")
    expect(page.locator(".gl-twin").last.locator("canvas")).to_have_attribute("data-frames", re.compile(r"\d"))
    expect(page.locator("figcaption").last).to_contain_text("Handwritten digits")


def test_quiz_counts_what_was_right_and_goes_on(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "quiz", wait=".gw-cell >> nth=19")
    for index in (0, 5, 9):
        page.locator(".gw-cell").nth(index).click()
    page.get_by_role("button", name="Show the answers").click()
    page.get_by_role("button", name="Next round").wait_for()  # torch is imported first
    right = page.locator(".st-key-quiz .gw-cell[data-verdict=right]")
    expect(page.get_by_test_id("stMetric").first).to_contain_text(f"{right.count()} of 20")
    judged = page.locator(".st-key-quiz-judge .gw-cell[data-verdict=right]")
    expect(page.locator(".st-key-quiz-judge .gw-cell[data-verdict]")).to_have_count(20)
    expect(page.get_by_test_id("stMetric").last).to_contain_text(f"{judged.count()} of 20")
    page.get_by_role("button", name="Next round").click()
    page.get_by_role("button", name="Show the answers").click()
    expect(page.get_by_text("Over 2 rounds")).to_be_visible()
    assert "round=2" in page.url


def test_copies_show_five_real_pictures_beside_each(page: Page, server: Server, steps: list[int]) -> None:
    open_part(page, server, "copies", wait=".gl-copy")
    expect(page.locator(".gl-copy")).to_have_count(3)
    expect(page.locator(".gl-copy").first.locator("img")).to_have_count(6)
    distances = [
        float(words.split()[-1]) for words in page.locator(".gl-copy").first.locator("figcaption").all_inner_texts()[1:]
    ]
    assert distances == sorted(distances) and distances[0] > 0
